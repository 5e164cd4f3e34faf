import type { Exchange, RecordedResponse } from "./exchange.ts";
import { maskPath } from "./paths.ts";
import { normalised, stable, type Replacement } from "./normalised.ts";

/** What of an answer is compared: volatile values are replaced by their names, lists without order are sorted. */
export function comparable(
  exchange: Exchange,
  response: RecordedResponse,
  variables: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  if (exchange.compare === "code") return codeOnly(response);
  const out = JSON.parse(JSON.stringify(response)) as Record<string, unknown>;
  if (Array.isArray(out["body"]) && exchange.watch !== undefined)
    out["body"] = withoutPlainBookmarks(exchange, out["body"]);
  if (isRecord(out["body"]) && "$base64" in out["body"]) out["body"] = "<binary>";
  if (isRecord(out["headers"])) for (const name of ADDED_BY_SOCKETS) Reflect.deleteProperty(out["headers"], name);
  for (const path of exchange.mask ?? []) maskPath(out, path);
  const result = normalised(out, [...generated(exchange), ...replacements(variables)]) as Record<string, unknown>;
  orderCauses(result["body"]);
  if (exchange.unordered) sortUnordered(result);
  if (exchange.noRetryAfter) delete result["retryAfter"];
  return result;
}

/** Requests within the process have no HTTP server that adds these. */
const ADDED_BY_SOCKETS = ["Date", "Content-Length", "Transfer-Encoding"];

function codeOnly(response: RecordedResponse): Record<string, unknown> {
  const { body } = response;
  return isRecord(body) && body["kind"] === "Status"
    ? { code: response.code, reason: body["reason"] }
    : { code: response.code };
}

/** Plain bookmarks come when the server likes. */
function withoutPlainBookmarks(exchange: Exchange, events: readonly unknown[]): unknown[] {
  const plain = (event: unknown): boolean =>
    isRecord(event) && event["type"] === "BOOKMARK" && !JSON.stringify(event).includes("initial-events-end");
  const keep = exchange.watch?.bookmarks ?? false;
  return events.filter((event, index) => !plain(event) || (keep && !(index > 0 && plain(events[index - 1]))));
}

/** Captured values are replaced by their names, the longest first. */
function replacements(variables: ReadonlyMap<string, unknown>): Replacement[] {
  return [...variables]
    .filter((entry): entry is [string, string] => typeof entry[1] === "string" && isTelling(entry[0], entry[1]))
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
}

function isTelling(name: string, value: string): boolean {
  if (value.length < 4 || /^\d+$/.test(value) || name.startsWith("_") || /^(eyJ|<)/.test(value)) return false;
  return !/\b20(2[6-9]|[3-9]\d)-\d\d-\d\dT/.test(value);
}

function generated(exchange: Exchange): Replacement[] {
  const sent = exchange.request.body;
  const metadata = isRecord(sent) ? sent["metadata"] : undefined;
  const prefix = isRecord(metadata) ? metadata["generateName"] : undefined;
  return typeof prefix === "string" && prefix !== "" ? [{ generatedPrefix: prefix }] : [];
}

/** Several causes come in map order from some checks of the real server: they are sorted, and so are the texts of the message. */
function orderCauses(body: unknown): void {
  if (!isRecord(body) || body["kind"] !== "Status") return;
  const message = typeof body["message"] === "string" ? body["message"] : "";
  const split = message.indexOf(": [");
  const rest = message.slice(split + 3);
  const bracketed = split >= 0 && message.endsWith("]");
  if (body["reason"] === "Forbidden" && bracketed) {
    body["message"] = `${message.slice(0, split)}: [${rest.slice(0, -1).split(", ").sort().join(", ")}]`;
  }
  const causes = isRecord(body["details"]) ? body["details"]["causes"] : undefined;
  if (!Array.isArray(causes) || causes.length < 2) return;
  causes.sort((a, b) => (stable(a) < stable(b) ? -1 : 1));
  const pieces = (causes as Record<string, unknown>[])
    .map((one) => `${text(one["field"])}: ${text(one["message"])}`)
    .sort();
  if (bracketed && pieces.every((piece) => rest.includes(piece))) {
    body["message"] = `${message.slice(0, split)}: [${pieces.join(", ")}]`;
  } else if (message.startsWith("Apply failed with")) {
    body["message"] = message.split("\n").sort().join("\n");
  }
}

function sortUnordered(result: Record<string, unknown>): void {
  const byText = (a: unknown, b: unknown): number => (stable(a) < stable(b) ? -1 : 1);
  const { body } = result;
  if (Array.isArray(body)) body.sort(byText);
  if (!isRecord(body)) return;
  for (const key of ["items", "rows"]) {
    const list = body[key];
    if (Array.isArray(list)) list.sort(byText);
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
