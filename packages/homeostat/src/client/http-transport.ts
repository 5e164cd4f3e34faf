import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import type { ClusterConfig, Credentials } from "#kubeconfig/cluster-config.ts";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import { authorizationHeaders, impersonationHeaders } from "./auth-headers.ts";
import { connectionError } from "./connection-error.ts";
import { responseOf } from "./http-response.ts";
import { tlsOptionsOf } from "./tls-options.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
import { TransportError } from "./transport.ts";

/** Options of `createHttpTransport`. */
export interface HttpTransportOptions {
  /** Most connections at a time; further requests wait. A watch holds one. @default 1024 */
  readonly maxConnections?: number;
  /** Largest body that `readBody` collects. @default 2 147 483 648 */
  readonly maxBodyBytes?: number;
  readonly clock?: Clock;
}

/**
 * Creates the transport to one cluster: HTTP/1.1 over keep-alive connections that all requests share. Throws when the
 * configuration cannot work, for example when a certificate is malformed.
 */
export function createHttpTransport(config: ClusterConfig, options: HttpTransportOptions = {}): Transport {
  const { maxConnections = 1024, maxBodyBytes = 2 ** 31, clock = systemClock } = options;
  const target = targetOf(config);
  const { host } = target;
  const connections = createConnections(config, { secure: target.secure, maxConnections });
  const impersonation = impersonationHeaders(config.impersonate);
  const running = new Set<ClientRequest>();
  let closed = false;

  /** One try on one connection. */
  function exchange(request: TransportRequest, credentials: Credentials): Promise<TransportResponse> {
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const outgoing: ClientRequest = target.request({
        host: target.hostname,
        port: target.port,
        path: target.prefix + request.path,
        method: request.method,
        headers: headersOf(request, credentials),
        agent: connections.agent(credentials),
      });
      running.add(outgoing);
      const onAbort = (): void => void outgoing.destroy(signal?.reason as Error);
      const timer =
        request.timeoutMs === undefined
          ? undefined
          : clock.timer(request.timeoutMs, () => outgoing.destroy(headersTimeout(request)));
      signal?.addEventListener("abort", onAbort, { once: true });
      const release = (): void => {
        running.delete(outgoing);
        signal?.removeEventListener("abort", onAbort);
      };
      outgoing.once("response", (message: IncomingMessage) => {
        timer?.cancel();
        message.once("close", release);
        const describe = (error: unknown): unknown => errorOf(error, request);
        resolve(responseOf(message, { signal, maxBodyBytes, describe }));
      });
      outgoing.on("error", (error) => {
        timer?.cancel();
        release();
        reject(new FailedExchange(errorOf(error, request), outgoing.reusedSocket));
      });
      outgoing.end(request.body);
    });
  }

  function headersOf(request: TransportRequest, credentials: Credentials): RequestOptions["headers"] {
    const length = request.body === undefined ? undefined : Buffer.byteLength(request.body);
    return {
      ...request.headers,
      ...authorizationHeaders(config, credentials),
      ...impersonation,
      ...(length === undefined ? {} : { "content-length": length }),
    };
  }

  function errorOf(error: unknown, request: TransportRequest): unknown {
    if (request.signal?.aborted) return request.signal.reason;
    return connectionError(error, { request, host, server: config.server, origin: config.origin });
  }

  function headersTimeout(request: TransportRequest): TransportError {
    const message = `${request.method} ${request.path}: ${host} did not answer within ${request.timeoutMs} ms`;
    return new TransportError(message, { code: "ETIMEDOUT" });
  }

  async function send(request: TransportRequest): Promise<TransportResponse> {
    if (request.signal?.aborted) throw request.signal.reason;
    if (closed) throw new TransportError(`${request.method} ${request.path}: the transport to ${host} is closed`);
    const credentials = config.credentials === undefined ? config : await config.credentials.get(request.signal);
    const response = await exchange(request, credentials).catch((failed: unknown) => {
      if (!(failed instanceof FailedExchange)) throw failed;
      if (isTryAgain(failed, request)) return exchange(request, credentials).catch(rethrowReason);
      throw failed.reason;
    });
    if (response.status !== 401 || config.credentials === undefined) return response;
    // They may have been rotated a moment ago: once more with new ones.
    config.credentials.invalidate(credentials);
    response.discard();
    return exchange(request, await config.credentials.get(request.signal)).catch(rethrowReason);
  }

  return {
    host,
    send,
    close() {
      closed = true;
      const reason = new TransportError(`the transport to ${host} was closed`, { code: "ECONNABORTED" });
      for (const outgoing of running) outgoing.destroy(reason);
      connections.destroy();
      return Promise.resolve();
    },
  };
}

interface Target {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** As it stands in errors. */
  readonly host: string;
  /** Path of the server's URL, for servers behind a shared address. */
  readonly prefix: string;
  readonly request: typeof requestHttps | typeof requestHttp;
}

function targetOf(config: ClusterConfig): Target {
  const where = config.origin === undefined ? "" : ` (from ${config.origin})`;
  if (!URL.canParse(config.server)) {
    throw new Error(`the server "${config.server}"${where} is not a URL; it should look like https://host:6443`);
  }
  const url = new URL(config.server);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Error(`the server "${config.server}"${where} has the scheme ${url.protocol}; use https: or http:`);
  }
  if (config.proxyUrl !== undefined) {
    throw new Error(
      `the cluster ${config.server}${where} sets proxy-url ${config.proxyUrl}: proxies are not supported; ` +
        `remove proxy-url and reach the server directly, or forward a local port to it`,
    );
  }
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    host: `${url.hostname}:${port}`,
    prefix: url.pathname.replace(/\/+$/, ""),
    request: secure ? requestHttps : requestHttp,
  };
}

interface Connections {
  /** The agent whose connections prove this client certificate. */
  agent(credentials: Credentials): Agent;
  destroy(): void;
}

/** One agent, replaced only when an exec plugin gives another client certificate. */
function createConnections(
  config: ClusterConfig,
  options: { readonly secure: boolean; readonly maxConnections: number },
): Connections {
  const common = { keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, maxSockets: options.maxConnections };
  const create = (credentials: Credentials): Agent =>
    options.secure ? new TlsAgent({ ...common, ...tlsOptionsOf(config, credentials) }) : new Agent(common);
  let certificate = config.clientCertificate;
  let current = create(config);
  let retired: Agent | undefined;
  return {
    agent(credentials) {
      if (credentials.clientCertificate === certificate || !options.secure) return current;
      certificate = credentials.clientCertificate;
      // What runs on the last certificate, watches for example, goes on until the next one is replaced too.
      retired?.destroy();
      retired = current;
      current = create(credentials);
      return current;
    },
    destroy() {
      current.destroy();
      retired?.destroy();
    },
  };
}

const TCP_KEEP_ALIVE_MS = 30_000;

/** Why an exchange failed, and whether on a connection that had been used before. */
class FailedExchange extends Error {
  readonly reason: unknown;
  readonly onReusedConnection: boolean;
  constructor(reason: unknown, onReusedConnection: boolean) {
    super("the exchange failed", { cause: reason });
    this.reason = reason;
    this.onReusedConnection = onReusedConnection;
  }
}

/** The server may close an idle connection while a request is on its way: what only reads is sent again. */
function isTryAgain(failed: FailedExchange, request: TransportRequest): boolean {
  if (!failed.onReusedConnection || request.signal?.aborted) return false;
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const code = failed.reason instanceof TransportError ? failed.reason.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE";
}

function rethrowReason(failed: unknown): never {
  throw failed instanceof FailedExchange ? failed.reason : failed;
}
