import { promisify } from "node:util";
import { gzip as gzipWithCallback } from "node:zlib";
import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import { textOf } from "./negotiation.ts";

const gzip = promisify(gzipWithCallback);

/** Smaller bodies are not worth the time. */
const COMPRESS_ABOVE_BYTES = 128 * 1024;

/** What every answer carries. */
export interface Finish {
  readonly auditId: string;
  readonly warnings: readonly string[];
  /** Headers of priority and fairness. */
  readonly flow: Readonly<Record<string, string>>;
}

/** Adds the headers of every answer, and compresses a large one when the client wants that; streams are sent as they are. */
export async function finishResponse(
  http: HttpRequest,
  response: HttpResponse,
  { auditId, warnings, flow }: Finish,
): Promise<HttpResponse> {
  const headers = {
    "audit-id": auditId,
    "cache-control": "no-cache, private",
    ...flow,
    ...response.headers,
    ...(warnings.length === 0 ? {} : { warning: warnings.map(warningHeader) }),
  };
  const { body } = response;
  if (body === undefined || typeof body === "function" || body.length <= COMPRESS_ABOVE_BYTES || !wantsGzip(http)) {
    return { ...response, headers };
  }
  const compressed = await gzip(body, { level: 1 });
  return {
    ...response,
    headers: { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" },
    body: compressed,
  };
}

function wantsGzip(http: HttpRequest): boolean {
  return textOf(http.headers["accept-encoding"])
    .split(",")
    .some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)|$)/.test(coding));
}

/** `299 - "text"`; what would end or break the header goes. */
function warningHeader(text: string): string {
  const safe = [...text].map((character) => (character < " " || character === "\u007f" ? " " : character)).join("");
  return `299 - "${safe.replaceAll(/[\\"]/g, (found) => `\\${found}`)}"`;
}
