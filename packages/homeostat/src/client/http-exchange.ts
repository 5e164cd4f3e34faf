import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { ClusterConfig, Credentials } from "#kubeconfig/cluster-config.ts";
import type { Clock } from "#std/clock.ts";
import { ApiRequest } from "./api-request.ts";
import { authorizationHeaders, impersonationHeaders } from "./auth-headers.ts";
import { connectionError } from "./connection-error.ts";
import type { Connections } from "./connections.ts";
import { responseOf } from "./http-response.ts";
import type { Target } from "./http-target.ts";
import { type TransportRequest, type TransportResponse, TransportError } from "./transport.ts";

/** One request on one connection. Rejects with `FailedExchange`. */
export type Exchange = (request: TransportRequest, credentials: Credentials) => Promise<TransportResponse>;

/** What exchanges with one cluster share. */
export interface ExchangeContext {
  readonly config: ClusterConfig;
  readonly target: Target;
  readonly connections: Connections;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  /** The requests whose answer is not complete. */
  readonly running: Set<ClientRequest>;
}

/** Creates the function that does exchanges. */
export function createExchange(context: ExchangeContext): Exchange {
  const { config, target, connections, maxBodyBytes, clock, running } = context;
  const { host } = target;
  const impersonation = impersonationHeaders(config.impersonate);

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
    const abort = ApiRequest.abortSourceOf(request);
    if (abort?.aborted) return abort.reason;
    return connectionError(error, { request, host, server: config.server, origin: config.origin });
  }

  return (request, credentials) =>
    new Promise((resolve, reject) => {
      const { timeoutMs } = request;
      const abort = ApiRequest.abortSourceOf(request);
      const outgoing = target.request({
        host: target.hostname,
        port: target.port,
        path: target.prefix + request.path,
        method: request.method,
        headers: headersOf(request, credentials),
        agent: connections.agent(credentials),
      });
      const onAbort = (): void => void outgoing.destroy(abort?.reason as Error);
      const timer =
        timeoutMs === undefined
          ? undefined
          : clock.timer(timeoutMs, () => outgoing.destroy(headersTimeout(host, request)));
      const release = (): void => {
        running.delete(outgoing);
        abort?.removeEventListener("abort", onAbort);
      };
      running.add(outgoing);
      abort?.addEventListener("abort", onAbort, { once: true });
      outgoing.once("response", (message: IncomingMessage) => {
        timer?.cancel();
        message.once("close", release);
        resolve(responseOf(message, { maxBodyBytes, describe: (error) => errorOf(error, request) }));
      });
      outgoing.on("error", (error) => {
        timer?.cancel();
        release();
        reject(new FailedExchange(errorOf(error, request), outgoing.reusedSocket));
      });
      outgoing.end(request.body);
    });
}

/** Why an exchange failed, and whether on a connection that had been used before. */
export class FailedExchange extends Error {
  readonly reason: unknown;
  readonly onReusedConnection: boolean;
  constructor(reason: unknown, onReusedConnection: boolean) {
    super("the exchange failed", { cause: reason });
    this.reason = reason;
    this.onReusedConnection = onReusedConnection;
  }
}

function headersTimeout(host: string, request: TransportRequest): TransportError {
  const message = `${request.method} ${request.path}: ${host} did not answer within ${request.timeoutMs} ms`;
  return new TransportError(message, { code: "ETIMEDOUT" });
}
