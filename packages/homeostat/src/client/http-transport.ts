import type { ClientRequest } from "node:http";
import type { ClusterConfig } from "#kubeconfig/cluster-config.ts";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import { ApiRequest } from "./api-request.ts";
import { createConnections } from "./connections.ts";
import { createExchange, FailedExchange } from "./http-exchange.ts";
import { targetOf } from "./http-target.ts";
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
  const running = new Set<ClientRequest>();
  const exchange = createExchange({ config, target, connections, maxBodyBytes, clock, running });
  let closed = false;

  async function send(request: TransportRequest): Promise<TransportResponse> {
    const abort = ApiRequest.abortSourceOf(request);
    if (abort?.aborted) throw abort.reason;
    if (closed) throw new TransportError(`${request.method} ${request.path}: the transport to ${host} is closed`);
    const credentials = config.credentials === undefined ? config : await config.credentials.get(request.signal);
    const response = await exchange(request, credentials).catch((failed: unknown) =>
      isWorthASecondTry(failed, request) ? exchange(request, credentials).catch(rethrowReason) : rethrowReason(failed),
    );
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

/** The server may close an idle connection while a request is on its way: what only reads is sent again. */
function isWorthASecondTry(failed: unknown, request: TransportRequest): boolean {
  if (!(failed instanceof FailedExchange) || !failed.onReusedConnection || ApiRequest.abortSourceOf(request)?.aborted)
    return false;
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const code = failed.reason instanceof TransportError ? failed.reason.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE";
}

function rethrowReason(failed: unknown): never {
  throw failed instanceof FailedExchange ? failed.reason : failed;
}
