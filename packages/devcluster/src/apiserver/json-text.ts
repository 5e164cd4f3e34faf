import { jsonSyntaxError } from "./go-json-syntax.ts";

/** The text is not JSON; the message is that of Go's decoder. */
export class JsonTextError extends Error {}

/** `JSON.parse` with Go's errors, and half surrogates replaced as Go does. */
export function parseJson(text: string, bytes: Uint8Array = Buffer.from(text)): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return /\\u[dD][89a-fA-F]/.test(text) ? wellFormed(value) : value;
  } catch (error) {
    throw new JsonTextError(jsonSyntaxError(bytes) ?? String(error), { cause: error });
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [Buffer.from(key).toString("utf8"), wellFormed(item)]),
  );
}
