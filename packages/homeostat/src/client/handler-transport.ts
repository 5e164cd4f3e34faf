import type { HttpHandler, HttpHeaders, HttpPeer, HttpRequest, HttpResponse, HttpStream } from "#http/handler.ts";
import { BodyTooLargeError } from "#http/handler.ts";
import { abortable } from "#std/abort.ts";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import { type BodyQueue, createBodyQueue } from "./body-queue.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
import { TransportError } from "./transport.ts";

/** Options of `createHandlerTransport`. */
export interface HandlerTransportOptions {
  /** Who the requests come from, as if proved by a client certificate. */
  readonly peer?: HttpPeer;
  /** Added to every request, for example `authorization`. Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Unread bytes of one streaming response before it is broken off. @default 268 435 456 */
  readonly maxBufferedBytes?: number;
  /** @default "in-process" */
  readonly host?: string;
  readonly clock?: Clock;
}

/** Creates a transport that calls `handler` in this process: the same requests and responses, without sockets. */
export function createHandlerTransport(handler: HttpHandler, options: HandlerTransportOptions = {}): Transport {
  const { host = "in-process", maxBufferedBytes = 256 * 1024 * 1024, clock = systemClock } = options;
  const running = new Set<AbortController>();
  let closed = false;

  async function send(request: TransportRequest): Promise<TransportResponse> {
    const { signal, timeoutMs } = request;
    if (closed) throw new TransportError(`${request.method} ${request.path}: the transport to ${host} is closed`);
    if (signal?.aborted) throw signal.reason;
    const exchange = new AbortController();
    const onAbort = (): void => exchange.abort(signal?.reason);
    const release = (): void => {
      running.delete(exchange);
      signal?.removeEventListener("abort", onAbort);
    };
    running.add(exchange);
    signal?.addEventListener("abort", onAbort, { once: true });
    const deadline =
      timeoutMs === undefined ? undefined : clock.timer(timeoutMs, () => exchange.abort(headersTimeout(host, request)));
    try {
      const answered = answer(handler, requestOf(request, options, exchange.signal));
      return responseOf(await abortable(answered, exchange.signal), { exchange, release, maxBufferedBytes });
    } catch (error) {
      release();
      throw error;
    } finally {
      deadline?.cancel();
    }
  }

  return {
    host,
    send,
    close() {
      closed = true;
      const reason = new TransportError(`the transport to ${host} was closed`, { code: "ECONNABORTED" });
      for (const exchange of running) exchange.abort(reason);
      return Promise.resolve();
    },
  };
}

async function answer(handler: HttpHandler, request: HttpRequest): Promise<HttpResponse> {
  try {
    const response = await handler(request);
    return request.method === "HEAD" ? withoutBody(response) : response;
  } catch {
    return { status: 500 };
  }
}

/** A socket's server sends no body after HEAD, whatever the handler gives. */
function withoutBody({ status, headers }: HttpResponse): HttpResponse {
  return headers === undefined ? { status } : { status, headers };
}

function requestOf(request: TransportRequest, options: HandlerTransportOptions, signal: AbortSignal): HttpRequest {
  const { peer, headers } = options;
  return {
    method: request.method,
    url: request.path,
    headers: lowerCased(headers === undefined ? request.headers : { ...request.headers, ...headers }),
    ...(peer === undefined ? {} : { peer }),
    signal,
    readBody: (limitBytes) => readRequestBody(request.body, limitBytes),
  };
}

function responseOf(
  { status, headers = {}, body }: HttpResponse,
  context: { readonly exchange: AbortController; readonly release: () => void; readonly maxBufferedBytes: number },
): TransportResponse {
  const { exchange, release } = context;
  if (typeof body !== "function") {
    release();
    const bytes = body === undefined ? EMPTY : bufferOf(body);
    return {
      status,
      headers,
      readBody: () => Promise.resolve(bytes),
      chunks: () => once(bytes),
      discard: () => undefined,
    };
  }
  const queue = createBodyQueue(context.maxBufferedBytes);
  exchange.signal.addEventListener("abort", () => queue.fail(exchange.signal.reason), { once: true });
  const stream = startStream(body, queue, exchange);
  const leave = (): void => {
    release();
    stream.abort();
  };
  return {
    status,
    headers,
    async readBody() {
      const parts: Uint8Array[] = [];
      for await (const chunk of queue.chunks(leave)) parts.push(chunk);
      return Buffer.concat(parts);
    },
    chunks: () => queue.chunks(leave),
    discard: leave,
  };
}

const EMPTY: Buffer = Buffer.alloc(0);

/** Gives the body function its stream; the returned controller is what `HttpStream.signal` belongs to. */
function startStream(body: (stream: HttpStream) => void, queue: BodyQueue, exchange: AbortController): AbortController {
  const gone = new AbortController();
  const onAbort = (): void => gone.abort(exchange.signal.reason);
  exchange.signal.addEventListener("abort", onAbort, { once: true });
  gone.signal.addEventListener("abort", () => queue.end(), { once: true });
  body({
    flushHeaders: () => undefined,
    write: (chunk) => {
      if (!queue.write(typeof chunk === "string" ? Buffer.from(chunk) : chunk)) gone.abort();
    },
    get bufferedBytes() {
      return queue.bufferedBytes;
    },
    end: () => {
      queue.end();
      gone.abort();
    },
    signal: gone.signal,
  });
  return gone;
}

function readRequestBody(body: string | Uint8Array | undefined, limitBytes: number): Promise<Buffer> {
  const bytes = body === undefined ? EMPTY : bufferOf(body);
  if (bytes.byteLength > limitBytes) return Promise.reject(new BodyTooLargeError(limitBytes));
  return Promise.resolve(bytes);
}

function bufferOf(body: string | Uint8Array): Buffer {
  if (typeof body === "string") return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.byteLength > 0) yield bytes;
}

function headersTimeout(host: string, request: TransportRequest): TransportError {
  return new TransportError(
    `${request.method} ${request.path}: ${host} did not answer within ${request.timeoutMs} ms`,
    {
      code: "ETIMEDOUT",
    },
  );
}

/** Header names are the same in any case; a socket's server sees them in lower case. */
function lowerCased(headers: Readonly<Record<string, string>>): HttpHeaders {
  if (!Object.keys(headers).some((name) => /[A-Z]/.test(name))) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
