import type { HttpHandler } from "homeostat/internal/http/handler.ts";
import { serve, type HttpServer } from "homeostat/internal/http/serve.ts";
import type { Logger } from "homeostat/internal/observe/logger.ts";
import type { Clock } from "homeostat/internal/std/clock.ts";
import { createCertificateAuthority, type CertificateAuthority, type KeyPair } from "#auth/certificates.ts";

/** Where the devcluster listens. */
export interface ListenOptions {
  /** @default 0: any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** Plain HTTP: no certificates, everybody is the administrator. Only on a loopback address. @default false */
  readonly http?: boolean;
}

/** The listening side of a devcluster. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  /** Undefined for plain HTTP. */
  readonly authority: CertificateAuthority | undefined;
  /** The administrator's client certificate; undefined for plain HTTP. */
  readonly admin: KeyPair | undefined;
  close(): Promise<void>;
}

const HOSTS = [
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "localhost",
  "127.0.0.1",
  "::1",
  "10.0.0.1",
];

/** Serves the API on a socket: TLS with an own authority, or plain HTTP on loopback. */
export async function listen(
  handler: HttpHandler,
  options: ListenOptions & { readonly clock: Clock; readonly log: Logger },
): Promise<Listener> {
  const { port = 0, host = "127.0.0.1", http = false, clock, log } = options;
  if (http && !isLoopback(host)) {
    throw new Error(
      `cannot serve plain HTTP on ${host}: everybody who reaches it would be the administrator; use TLS, or 127.0.0.1`,
    );
  }
  const authority = http ? undefined : createCertificateAuthority({ commonName: "homeostat-devcluster-ca", clock });
  const identity = authority?.issue({
    usage: "server",
    commonName: "kube-apiserver",
    hosts: [...new Set([...HOSTS, host])],
  });
  const server: HttpServer = await serve(http ? onlyLoopbackHosts(handler) : handler, {
    host,
    port,
    log,
    ...(authority === undefined || identity === undefined
      ? {}
      : {
          tls: { key: identity.keyPem, cert: identity.certPem, ca: authority.certPem, requestClientCertificate: true },
        }),
  });
  return {
    url: `${http ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${server.port}`,
    port: server.port,
    authority,
    admin: authority?.issue({ usage: "client", commonName: "admin", organizations: ["system:masters"] }),
    close: () => server.close(0),
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** A web page must not reach the API by a name that it made point at this machine (DNS rebinding). */
function onlyLoopbackHosts(handler: HttpHandler): HttpHandler {
  return (request) => {
    const host = String(request.headers["host"] ?? "")
      .replace(/:\d+$/, "")
      .replace(/^\[|\]$/g, "");
    if (isLoopback(host)) return handler(request);
    return { status: 403, headers: { "content-type": "text/plain" }, body: `host "${host}" is not this machine\n` };
  };
}
