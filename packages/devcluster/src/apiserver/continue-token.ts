import { badRequest } from "./errors.ts";

/** Where a paged list goes on. */
export interface ContinueToken {
  /** The list is of this revision; -1: of now, inconsistent with the pages before. */
  readonly revision: number;
  /** Only keys after this one, relative to the list's namespace. */
  readonly after: string;
}

const VERSION = "meta.k8s.io/v1";

/** The text of a token: what `metadata.continue` of a list holds. */
export function encodeContinueToken({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: `/${after}\u0000` })).toString("base64url");
}

/** Reads the `continue` parameter. Throws 400. */
export function decodeContinueToken(text: string): ContinueToken {
  const token = parseJson(decodeBase64(text));
  if (token["v"] !== VERSION)
    throw invalidToken(`server does not recognize this encoded version ${String(token["v"] ?? "")}`);
  const { rv, start } = token;
  if (typeof rv !== "number" || rv === 0)
    throw invalidToken(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== "string" || start === "") throw invalidToken(`encoded start key empty (version ${VERSION})`);
  const key = start.startsWith("/") ? start.slice(1) : start;
  if (key.split("/").includes("..")) throw invalidToken(start);
  return { revision: rv, after: key.endsWith("\u0000") ? key.slice(0, -1) : key };
}

function decodeBase64(text: string): Buffer {
  const wrong = text.search(/[^A-Za-z0-9_-]/);
  if (wrong >= 0 || text.length % 4 === 1)
    throw invalidToken(`illegal base64 data at input byte ${wrong < 0 ? text.length - 1 : wrong}`);
  return Buffer.from(text, "base64url");
}

function parseJson(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Worded below.
  }
  if (bytes.length === 0) throw invalidToken("unexpected end of JSON input");
  throw invalidToken(`invalid character '${String.fromCharCode(bytes[0] ?? 0)}' looking for beginning of value`);
}

function invalidToken(detail: string): Error {
  return badRequest(`invalid continue token: continue key is not valid: ${detail}`);
}
