import { parseIpAddress } from "./ip-address.ts";
import { goQuote } from "./quote.ts";
import { escapeText, unescapeText } from "./url-escape.ts";

/** The parts of a URL as Go's `net/url` splits them. */
export interface Url {
  readonly scheme: string;
  /** With its port. */
  readonly host: string;
  readonly escapedPath: string;
  /** Without the question mark. */
  readonly query: string;
  /** What URLs are compared by. */
  readonly canonical: string;
}

/** Parses what must be an absolute URI or an absolute path. Throws in Go's words. */
export function parseUrl(text: string): Url {
  const problem = requestUriProblem(text);
  if (problem !== undefined) throw new Error(problem);
  const hash = text.indexOf("#");
  return parse(text, hash < 0 ? text : text.slice(0, hash), hash < 0 ? "" : text.slice(hash + 1));
}

/** Why the text is no URI that a request could have; undefined: it is one. */
export function requestUriProblem(text: string): string | undefined {
  try {
    split(text, true);
    return undefined;
  } catch (error) {
    return `parse ${goQuote(text)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface Split {
  readonly scheme: string;
  readonly opaque: string | undefined;
  readonly user: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

function parse(text: string, address: string, fragment: string): Url {
  const { scheme, opaque, user, host, path, query } = split(address, false);
  unescapeText(fragment, "fragment");
  const escapedPath = escapedPathOf(path);
  const authority = host === "" && user === undefined ? "" : `//${user === undefined ? "" : `${user}@`}${host}`;
  const rest = opaque ?? `${authority}${escapedPath}`;
  const ending = `${query === "" ? "" : `?${query}`}${text.includes("#") ? `#${fragment}` : ""}`;
  const canonical = `${scheme === "" ? "" : `${scheme}:`}${rest}${ending}`;
  return { scheme, host, escapedPath: opaque === undefined ? escapedPath : "", query, canonical };
}

/** Of a request's URI, `//host/path` is all path. */
function split(text: string, ofRequest: boolean): Split {
  // eslint-disable-next-line no-control-regex -- these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error("net/url: invalid control character in URL");
  if (text === "") throw new Error("empty url");
  const nothing = { opaque: undefined, user: undefined, host: "", query: "" };
  if (text === "*") return { ...nothing, scheme: "", path: "*" };
  if (text.startsWith(":")) throw new Error("missing protocol scheme");
  const schemeText = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1];
  const scheme = schemeText?.toLowerCase() ?? "";
  const afterScheme = schemeText === undefined ? text : text.slice(schemeText.length + 1);
  const mark = afterScheme.indexOf("?");
  const query = mark < 0 ? "" : afterScheme.slice(mark + 1);
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  if (!rest.startsWith("/")) {
    if (scheme === "") throw new Error("invalid URI for request");
    return { ...nothing, scheme, opaque: rest, path: "", query };
  }
  const mayHaveHost = scheme !== "" || (!ofRequest && !rest.startsWith("///"));
  if (!mayHaveHost || !rest.startsWith("//")) {
    unescapeText(rest, "path");
    return { ...nothing, scheme, path: rest, query };
  }
  const [authority = ""] = rest.slice(2).split("/", 1);
  const path = rest.slice(2 + authority.length);
  const at = authority.lastIndexOf("@");
  const host = parseHost(scheme, authority.slice(at + 1));
  const user = at < 0 ? undefined : authority.slice(0, at);
  if (user !== undefined) checkUser(user);
  unescapeText(path, "path");
  return { scheme, opaque: undefined, user, host, path, query };
}

function checkUser(user: string): void {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw new Error("net/url: invalid userinfo");
  unescapeText(user, "user");
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf("[");
  if (open > 0) throw new Error("invalid IP-literal");
  if (open === 0) return parseBracketedHost(host);
  const first = host.indexOf(":");
  if (first >= 0) {
    const isStrict = scheme === "http" || scheme === "https";
    checkPort(host.slice(isStrict ? first : host.lastIndexOf(":")));
  }
  return unescapeText(host, "host");
}

function parseBracketedHost(host: string): string {
  const close = host.lastIndexOf("]");
  if (close < 0) throw new Error("missing ']' in host");
  checkPort(host.slice(close + 1));
  const name = host.slice(1, close);
  const zone = name.indexOf("%25");
  const plain =
    zone < 0
      ? unescapeText(name, "host")
      : unescapeText(name.slice(0, zone), "host") + unescapeText(name.slice(zone), "zone");
  try {
    if (parseIpAddress(plain).bits === 32) throw new Error("invalid IP-literal");
  } catch (error) {
    if (error instanceof Error && error.message !== "invalid IP-literal") {
      throw new Error(`invalid host: ${error.message}`, { cause: error });
    }
    throw error;
  }
  return `[${plain}]${host.slice(close + 1)}`;
}

function checkPort(port: string): void {
  if (port !== "" && !/^:\d*$/.test(port)) throw new Error(`invalid port ${goQuote(port)} after host`);
}

/** As written when that is a valid path, else what has to be escaped is. */
function escapedPathOf(path: string): string {
  if (path === "*" || /^[A-Za-z0-9\-._~!$&'()*+,;=:@[\]/%]*$/.test(path)) return path;
  return escapeText(unescapeText(path, "path"));
}
