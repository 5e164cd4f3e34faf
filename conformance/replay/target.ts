import { gunzipSync } from "node:zlib";
import type { Transport, TransportResponse } from "homeostat/client";
import type { RecordedRequest, RecordedResponse, WatchReading } from "./exchange.ts";
import { expand } from "./paths.ts";

/** A server that recordings are replayed against. */
export interface Target {
  send(request: RecordedRequest): Promise<RecordedResponse>;
  stream(
    request: RecordedRequest,
    reading: WatchReading,
  ): { readonly opened: Promise<void>; readonly done: Promise<RecordedResponse> };
}

/** Sends as the administrator by `admin`, without credentials by `anonymous`; other users are impersonated. */
export function createTarget(transports: { readonly admin: Transport; readonly anonymous: Transport }): Target {
  const open = (request: RecordedRequest, signal?: AbortSignal): Promise<TransportResponse> => {
    const headers = headersOf(request);
    const transport = isAnonymous(request.user) ? transports.anonymous : transports.admin;
    const body = bodyOf(request.body);
    return transport.send({
      method: request.method,
      path: request.path.replaceAll(" ", "%20"),
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
  return {
    async send(request) {
      const response = await open(request);
      return { ...headOf(response, request), body: decoded(await response.readBody(), response) };
    },
    stream(request, reading) {
      const stop = new AbortController();
      const response = open(request, stop.signal);
      return {
        opened: response.then(noValue, noValue),
        done: response.then((one) => readStream(one, { request, reading, stop })),
      };
    },
  };
}

function noValue(): void {
  // Only the moment matters.
}

async function readStream(
  response: TransportResponse,
  context: { readonly request: RecordedRequest; readonly reading: WatchReading; readonly stop: AbortController },
): Promise<RecordedResponse> {
  const { request, reading, stop } = context;
  const head = headOf(response, request);
  if (response.status !== 200) return { ...head, body: decoded(await response.readBody(), response) };
  const events: unknown[] = [];
  const received: Uint8Array[] = [];
  let rest = Buffer.alloc(0);
  let timer = setTimeout(() => stop.abort(), reading.ms ?? 3000);
  try {
    for await (const chunk of response.chunks()) {
      received.push(chunk);
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        const line = rest.subarray(0, end).toString("utf8");
        rest = rest.subarray(end + 1);
        if (line.trim() !== "") events.push(jsonOr(line));
      }
      if (reading.events !== undefined && events.length >= reading.events) {
        clearTimeout(timer);
        timer = setTimeout(() => stop.abort(), reading.graceMs ?? 150);
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  const body = reading.binary ? { $base64: Buffer.concat(received).toString("base64") } : events;
  return { ...head, body };
}

function isAnonymous(user: string | undefined): boolean {
  return user === "anonymous" || user === "bad" || (user?.startsWith("eyJ") ?? false);
}

function headersOf(request: RecordedRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {}))
    headers[name] = typeof value === "string" ? value : value.join(", ");
  const { user } = request;
  if (user === "bad") headers["Authorization"] = "Bearer not-a-token";
  else if (user?.startsWith("eyJ")) headers["Authorization"] = `Bearer ${user}`;
  else if (user !== undefined && user !== "admin" && user !== "anonymous") headers["Impersonate-User"] = user;
  if (request.contentType) headers["Content-Type"] = request.contentType;
  if (request.accept !== "" && !("Accept" in headers)) headers["Accept"] = request.accept ?? "*/*";
  return headers;
}

function bodyOf(recorded: unknown): string | Uint8Array | undefined {
  if (recorded === undefined || recorded === null) return undefined;
  const body = expand(recorded);
  if (typeof body === "string") return body;
  const keys = Object.keys(body as object);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only === "$base64") return Buffer.from((body as { $base64: string }).$base64, "base64");
  if (only === "$raw") return (body as { $raw: string }).$raw;
  return spacedJson(body);
}

/** With the spaces of the program that recorded: some errors show how a body begins. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${spacedJson(one)}`);
  return `{${members.join(", ")}}`;
}

function headOf(response: TransportResponse, request: RecordedRequest): RecordedResponse {
  const value = (name: string): string | undefined => {
    const header = response.headers[name.toLowerCase()];
    return header === undefined ? undefined : typeof header === "string" ? header : header.join(", ");
  };
  const contentType = value("content-type");
  const warning = value("warning");
  const retryAfter = value("retry-after");
  const wanted = (request.wantHeaders ?? []).flatMap((name) => {
    const one = value(name);
    return one === undefined ? [] : [[name, one] as const];
  });
  return {
    code: response.status,
    ...(contentType === undefined ? {} : { contentType }),
    ...(warning === undefined ? {} : { warning }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(request.wantHeaders === undefined ? {} : { headers: Object.fromEntries(wanted) }),
  };
}

function decoded(received: Buffer, response: TransportResponse): unknown {
  if (received.length === 0) return "";
  const bytes = response.headers["content-encoding"] === "gzip" ? gunzipSync(received) : received;
  const contentType = String(response.headers["content-type"] ?? "");
  const binary = /protobuf|cbor/.test(contentType);
  const looksLikeJson =
    (contentType.includes("json") && !contentType.includes("protobuf")) ||
    (contentType.startsWith("text/plain") && bytes[0] === 0x7b);
  if (looksLikeJson) return jsonOr(bytes.toString("utf8"));
  return binary ? { $base64: bytes.toString("base64") } : bytes.toString("utf8");
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
