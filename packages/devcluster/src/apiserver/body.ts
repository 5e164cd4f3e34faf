import { BodyTooLargeError, type HttpRequest } from "homeostat/internal/http/handler.ts";
import { StatusError } from "#status/status-error.ts";
import type { ResourceRequest } from "./context.ts";
import { unsupportedMediaType } from "./errors.ts";

/** In what a request's body is written. */
export type BodyFormat = "json" | "yaml" | "protobuf";

/** Larger bodies are refused, as by the real server. */
const MAX_BODY_BYTES: number = 3 * 1024 * 1024;

/** The body's media type without parameters, in lower case; empty when the request names none. */
export function mediaTypeOf(http: HttpRequest): string {
  const header = http.headers["content-type"];
  const text = typeof header === "string" ? header : (header?.[0] ?? "");
  const semicolon = text.indexOf(";");
  return (semicolon < 0 ? text : text.slice(0, semicolon)).trim().toLowerCase();
}

/** The format of an object's body by its Content-Type; JSON when there is none. Throws 415. */
export function bodyFormatOf(request: ResourceRequest): BodyFormat {
  const type = mediaTypeOf(request.http);
  if (type === "application/json" || (type === "" && request.http.headers["content-type"] === undefined)) return "json";
  if (type === "application/yaml") return "yaml";
  const protobuf = "application/vnd.kubernetes.protobuf";
  if (type === protobuf && !request.resource.custom) return "protobuf";
  const accepted = ["application/json", "application/yaml"];
  throw unsupportedMediaType(request.resource.custom ? accepted : [...accepted, protobuf]);
}

/** The whole body; throws 413 when it is too large. */
export async function readBody(http: HttpRequest): Promise<Buffer> {
  try {
    return await http.readBody(MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new StatusError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${MAX_BODY_BYTES}`, {
      cause: error,
    });
  }
}
