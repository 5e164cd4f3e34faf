import type { Runnable } from "#cluster/runnable.ts";
import type { HttpHandler } from "#http/handler.ts";
import type { HttpServer, TlsOptions } from "#http/serve.ts";
import type { Logger } from "#observe/logger.ts";
import { aborted } from "#std/abort.ts";
import { plainText } from "./health.ts";

/** Where a server of the manager listens. */
export interface ListenAddress {
  /** @default all addresses */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
}

/** A server that a manager runs. */
export interface ServerRunnableOptions extends ListenAddress {
  readonly name: string;
  /** Absent: plain HTTP. */
  readonly tls?: TlsOptions;
  readonly handler: HttpHandler;
  readonly log: Logger;
  /** How long requests may take to end after a stop. @default 5000 */
  readonly closeGraceMs?: number;
}

/** A server as something to run, ready when it listens. */
export interface ServerRunnable extends Runnable {
  /** The port that is listened on; undefined before. */
  readonly port: number | undefined;
}

/** Makes a server runnable: it listens before caches and controllers start, and until they have stopped. */
export function createServerRunnable(options: ServerRunnableOptions): ServerRunnable {
  const { name, handler, log, host = "", port, closeGraceMs = 5000 } = options;
  let listening: Promise<HttpServer> | undefined;
  let actualPort: number | undefined;
  const listenOnce = async (): Promise<HttpServer> => {
    const { tls } = options;
    // Loaded now: many programs serve nothing.
    const { serve } = await import("#http/serve.ts");
    try {
      const server = await serve(handler, { host, port, log, ...(tls === undefined ? {} : { tls }) });
      actualPort = server.port;
      log.info("Serving", { server: name, host: server.host, port: server.port });
      return server;
    } catch (error) {
      throw new Error(`${name} server cannot listen on ${host}:${port}: ${reasonOf(error)}`, { cause: error });
    }
  };
  const listen = (): Promise<HttpServer> => (listening ??= listenOnce());
  return {
    name,
    phase: "server",
    get port() {
      return actualPort;
    },
    ready: () => listen().then(() => undefined),
    async run({ stopping, abort }) {
      const server = await listen();
      await aborted(stopping);
      await server.close(abort.aborted ? 0 : closeGraceMs);
    },
  };
}

/** Sends requests to the handler whose path is equal or a parent of the request's. */
export function createPathHandler(handlers: Readonly<Record<string, HttpHandler>>): HttpHandler {
  return (request) => {
    const question = request.url.indexOf("?");
    const path = question < 0 ? request.url : request.url.slice(0, question);
    for (const [prefix, handler] of Object.entries(handlers)) {
      if (path === prefix || path.startsWith(`${prefix}/`)) return handler(request);
    }
    return plainText(404, "404 page not found\n");
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "EADDRINUSE"
    ? "another program listens there; choose another port"
    : error.message;
}
