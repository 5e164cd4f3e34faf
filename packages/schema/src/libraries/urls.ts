import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { celList, celMap } from "#cel/native-values.ts";
import { BOOL, STRING, listOf, mapOf, opaque } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { MapValue, OpaqueValue, Value } from "#cel/value.ts";
import { costByName, sameSizeTraversal } from "./cost.ts";
import { call, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import { unescapeText } from "./url-escape.ts";
import { parseUrl, requestUriProblem } from "./url-parse.ts";
import type { Url } from "./url-parse.ts";

const NAME = "kubernetes.URL";
const urlArgument: Argument<Url> = ownType(NAME);

/** URLs. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export const URLS: Library = {
  name: "kubernetes.urls",
  functions: [
    costByName("url", [
      call("string_to_url", { args: [text], result: opaque(NAME), call: urlValue, ...sameSizeTraversal(0) }),
    ]),
    {
      name: "isURL",
      overloads: [
        call("is_url_string", { args: [text], result: BOOL, call: (value) => requestUriProblem(value) === undefined }),
      ],
    },
    part("getScheme", "url_get_scheme", ({ scheme }) => scheme),
    part("getHost", "url_get_host", ({ host }) => host),
    part("getHostname", "url_get_hostname", ({ host }) => splitPort(host)[0]),
    part("getPort", "url_get_port", ({ host }) => splitPort(host)[1]),
    part("getEscapedPath", "url_get_escaped_path", ({ escapedPath }) => escapedPath),
    {
      name: "getQuery",
      overloads: [
        method("url_get_query", {
          args: [urlArgument],
          result: mapOf(STRING, listOf(STRING)),
          call: ({ query }) => queryValues(query),
        }),
      ],
    },
  ],
};

function part(name: string, id: string, read: (url: Url) => string): FunctionDeclaration {
  return { name, overloads: [method(id, { args: [urlArgument], result: STRING, call: read })] };
}

function urlValue(source: string): OpaqueValue {
  let url: Url;
  try {
    url = parseUrl(source);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CelError(`URL parse error during conversion from string: ${problem}`);
  }
  return ownValue({
    typeName: NAME,
    content: url,
    equals: (other) => urlArgument.read(other).canonical === url.canonical,
  });
}

/** `[::1]:80` is `::1` and `80`. */
function splitPort(host: string): readonly [name: string, port: string] {
  const [, name = host, port = ""] = /^(.*):(\d*)$/.exec(host) ?? [];
  return [name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name, port];
}

/** The values of each key; a pair with a semicolon or a broken escape is left out, as Go does. */
function queryValues(query: string): MapValue {
  const values = new Map<string, Value[]>();
  for (const pair of query.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const equals = pair.indexOf("=");
    try {
      const key = unescapeText(equals < 0 ? pair : pair.slice(0, equals), "query");
      const value = equals < 0 ? "" : unescapeText(pair.slice(equals + 1), "query");
      values.set(key, [...(values.get(key) ?? []), value]);
    } catch {
      continue;
    }
  }
  return celMap([...values].map(([key, list]) => [key, celList(list)] as const));
}
