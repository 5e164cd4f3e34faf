import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import { extend } from "#std/extend.ts";
import type { HttpHandler, HttpResponse } from "./handler.ts";
import { IncomingRequest } from "./incoming-request.ts";
import { type OutgoingStream, startStream } from "./outgoing-stream.ts";

/** Where and how a handler is served. */
export interface ServeOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: plain HTTP. */
  readonly tls?: TlsOptions;
  readonly log: Logger;
  /** How long an idle connection is kept. @default 90 000, as Go's clients expect */
  readonly keepAliveTimeoutMs?: number;
  readonly clock?: Clock;
}

/** Certificates of a server, as PEM text. */
export interface TlsOptions {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** Who may sign client certificates. */
  readonly ca?: string | Buffer;
  /** Asks clients for a certificate, without insisting on one. @default false */
  readonly requestClientCertificate?: boolean;
}

/** A server that listens. */
export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** New connections get these certificates; the open ones keep theirs. Throws when the server has no TLS. */
  reloadTls(tls: TlsOptions): void;
  /** Ends streams at once, waits up to `graceMs` for the other requests, then breaks every connection. */
  close(graceMs: number): Promise<void>;
}

/** Serves `handler` on a socket. Rejects with Node's error, for example code `EADDRINUSE`. */
export async function serve(handler: HttpHandler, options: ServeOptions): Promise<HttpServer> {
  const exchanges = new Set<Exchange>();
  let closing = false;
  let onIdle: () => void = () => undefined;

  const listener: RequestListener = (message, response) => {
    const exchange: Exchange = { request: new IncomingRequest(message), response, stream: undefined };
    exchanges.add(exchange);
    response.once("close", () => {
      exchanges.delete(exchange);
      exchange.request.closed();
      exchange.stream?.closed();
      if (closing) server.closeIdleConnections();
      if (exchanges.size === 0) onIdle();
    });
    answer(handler, exchange, { log: options.log, isClosing: () => closing }).then(
      () => {
        if (closing) exchange.stream?.end();
      },
      (error: unknown) => {
        options.log.error(error, "answering an HTTP request failed", { method: message.method, path: pathOf(message) });
        fail(response);
      },
    );
  };
  const server = createListener(listener, options);
  const sockets = openSockets(server);
  await listen(server, options);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  return {
    host: options.host,
    port,
    reloadTls(tls) {
      if (!("setSecureContext" in server)) throw new Error(`the server on port ${port} was started without TLS`);
      server.setSecureContext({ key: tls.key, cert: tls.cert, ...(tls.ca === undefined ? {} : { ca: tls.ca }) });
    },
    async close(graceMs) {
      if (closing) return;
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const idle = new Promise<void>((resolve) => (onIdle = resolve));
      for (const exchange of exchanges) exchange.stream?.end();
      server.closeIdleConnections();
      if (exchanges.size > 0) await withinGrace(idle, graceMs, options.clock ?? systemClock);
      server.closeAllConnections();
      // Node's call does not know connections whose TLS handshake has not ended.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** As Go's http.Server does in kube-apiserver; a continue token may be long. */
const MAX_HEADER_BYTES = 1024 * 1024;

interface Exchange {
  readonly request: IncomingRequest;
  readonly response: ServerResponse;
  stream: OutgoingStream | undefined;
}

function createListener(listener: RequestListener, options: ServeOptions): Server | TlsServer {
  const { tls, keepAliveTimeoutMs = 90_000 } = options;
  const common = { keepAliveTimeout: keepAliveTimeoutMs, maxHeaderSize: MAX_HEADER_BYTES };
  if (tls === undefined) return createServer(common, listener);
  const { requestClientCertificate = false, ...certificates } = tls;
  // Who shows a certificate that cannot be verified is served as nobody; what nobody may do is the handler's decision.
  return createTlsServer(
    { ...common, ...certificates, requestCert: requestClientCertificate, rejectUnauthorized: false },
    listener,
  );
}

function openSockets(server: Server | TlsServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function listen(server: Server | TlsServer, options: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      server.on("error", (error) => options.log.error(error, "the HTTP server failed"));
      resolve();
    });
  });
}

async function answer(
  handler: HttpHandler,
  exchange: Exchange,
  context: { readonly log: Logger; readonly isClosing: () => boolean },
): Promise<void> {
  const { request, response } = exchange;
  const answered = await handler(request);
  if (response.destroyed) return;
  if (request.bodyWasTooLarge || context.isClosing()) response.setHeader("connection", "close");
  if (typeof answered.body === "function")
    exchange.stream = startStream(response, answered, answered.body, context.log);
  else send(response, answered, answered.body);
}

function send(response: ServerResponse, answered: HttpResponse, body: string | Uint8Array | undefined): void {
  const length = body === undefined ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  response.writeHead(answered.status, headersOf(answered, length));
  response.end(body);
}

function headersOf(answered: HttpResponse, length: number): OutgoingHttpHeaders {
  // Node's type has mutable arrays; it does not change them.
  const headers = (answered.headers ?? {}) as OutgoingHttpHeaders;
  return extend(headers, { "content-length": length });
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { "content-length": 0 }).end();
}

function pathOf(message: IncomingMessage): string {
  const url = message.url ?? "";
  const question = url.indexOf("?");
  return question < 0 ? url : url.slice(0, question);
}

function withinGrace(idle: Promise<void>, graceMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.timer(graceMs, resolve);
    void idle.then(() => {
      timer.cancel();
      resolve();
    });
  });
}
