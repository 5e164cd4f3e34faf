import type { Kind } from "#meta/kind.ts";
import { apiVersionOf } from "#meta/kind.ts";
import { TransportError } from "./transport.ts";

/** The object in an answer; its apiVersion and kind are filled in where the server left them out. */
export function parseObject<T>(body: Buffer, kind: Kind, path: string): T {
  return withTypeFields<T>(parseJson(body, path), kind);
}

/** The JSON in an answer. Throws `TransportError` with code `EBADBODY` that shows how the answer begins instead. */
export function parseJson(body: Buffer, path: string): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw notJson(body, path, cause);
  }
}

/** The error for an answer that is not JSON. */
export function notJson(body: Buffer, path: string, cause: unknown): TransportError {
  const begin = JSON.stringify(body.toString("utf8", 0, MAX_QUOTED_BYTES));
  const message = `the answer to ${path} is not JSON but begins with ${begin}; is the server's address that of a Kubernetes API?`;
  return new TransportError(message, { code: "EBADBODY", cause });
}

/** Items of lists and some watch events come without their type. Changes `object`, which nobody else has yet. */
export function withTypeFields<T>(object: unknown, kind: Kind): T {
  if (typeof object === "object" && object !== null) {
    const fields = object as { apiVersion?: string; kind?: string };
    if (fields.kind === undefined) fields.kind = kind.kind;
    if (fields.apiVersion === undefined) fields.apiVersion = apiVersionOf(kind);
  }
  return object as T;
}

const MAX_QUOTED_BYTES = 120;
