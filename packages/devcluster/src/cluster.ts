import type { Transport } from "homeostat/client";
import type { Kubeconfig } from "homeostat/kubeconfig";
import type { HttpHandler, HttpPeer } from "homeostat/internal/http/handler.ts";
import { silentLogger, type Logger } from "homeostat/internal/observe/logger.ts";
import { systemClock, type Clock } from "homeostat/internal/std/clock.ts";
import { systemRandom, type Random } from "homeostat/internal/std/random.ts";
import type { SpecialHandler } from "#apiserver/context.ts";
import { createCertificateAuthority } from "#auth/certificates.ts";
import { lazyTransport } from "./lazy-transport.ts";
import { listen, type Listener, type ListenOptions } from "./server.ts";
import type { StartedApiServer } from "./start-api-server.ts";
import type { Workloads } from "./workloads.ts";

/** Options of `startDevcluster`. */
export interface DevclusterOptions {
  /** Where to listen; false: only in-process transports. @default false */
  readonly listen?: ListenOptions | false;
  /** `none`: a bare API server. @default "all" */
  readonly controllers?: "all" | "none";
  /** Simulated nodes that run Pods. @default 1 */
  readonly nodes?: number;
  /** Whether Pods are assigned to nodes; false: somebody else does it, or nobody. @default true with controllers */
  readonly scheduler?: boolean;
  /** `iss` of service account tokens, and their audience by default. @default "https://kubernetes.default.svc.cluster.local" */
  readonly serviceAccountIssuer?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** @default nothing is logged */
  readonly log?: Logger;
}

/** A running devcluster. */
export interface Devcluster extends AsyncDisposable {
  /** `https://127.0.0.1:6443`; undefined when it does not listen. */
  readonly url: string | undefined;
  readonly port: number | undefined;
  /** The administrator's kubeconfig; throws when it does not listen. */
  kubeconfig(): Kubeconfig;
  /** Requests without sockets, as the administrator or as another user. */
  transport(user?: HttpPeer): Transport;
  /** Requests without sockets and without credentials. */
  anonymousTransport(): Transport;
  /** Answers requests; for servers and transports of one's own. */
  readonly handler: HttpHandler;
  /** Resolves when controllers and nodes have started. */
  ready(): Promise<void>;
  /** Stops everything; idempotent. */
  close(): Promise<void>;
}

const ADMIN_PEER: HttpPeer = { commonName: "admin", organizations: ["system:masters"] };

/**
 * Starts a Kubernetes API in this process; it can be asked when the promise resolves, and its controllers follow at once. It
 * listens before the rest is loaded: requests that come sooner wait.
 */
export async function startDevcluster(options: DevclusterOptions = {}): Promise<Devcluster> {
  const { cluster, start } = await openDevcluster(options);
  await start();
  return cluster;
}

/** A devcluster that listens and has loaded nothing else. */
export interface OpenDevcluster {
  readonly cluster: Devcluster;
  /** Loads the rest and starts the controllers; resolves when the cluster can be asked. */
  start(): Promise<void>;
}

/** The first half of `startDevcluster`, for a program that tells where it listens before loading takes the processor. */
export async function openDevcluster(options: DevclusterOptions): Promise<OpenDevcluster> {
  const { controllers = "all", nodes = 1, clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const { scheduler = true, serviceAccountIssuer } = options;
  const listening = options.listen ?? false;
  const server = createLazyServer(async () => {
    const { startApiServer } = await import("./start-api-server.ts");
    const podLog: SpecialHandler = async (request) => (await workloads()).podLog(request);
    const special = new Map([["/pods/log", podLog]]);
    const everybodyIsAdmin = listening !== false && listening.http === true;
    return startApiServer({ clock, random, log, everybodyIsAdmin, special, serviceAccountIssuer });
  });
  const { handler } = server;
  const listener = listening === false ? undefined : await listen(handler, { ...listening, clock, log });
  const transport = (user: HttpPeer = ADMIN_PEER): Transport => lazyTransport(handler, { peer: user });
  let starting: Promise<Workloads> | undefined;
  const workloads = (): Promise<Workloads> => (starting ??= server.load().then(startClients));
  const startClients = async (): Promise<Workloads> => {
    const { startWorkloads } = await import("./workloads.ts");
    // Only the controllers publish it; making one costs a key.
    const authority =
      controllers === "none"
        ? undefined
        : (listener?.authority ?? createCertificateAuthority({ commonName: "homeostat-devcluster-ca", clock }));
    return startWorkloads({
      controllers,
      scheduler,
      nodes,
      clock,
      random,
      log,
      transport,
      rootCertificate: authority?.certPem ?? "",
    });
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll({ workloads: starting, listener, server }));
  const cluster: Devcluster = {
    url: listener?.url,
    port: listener?.port,
    kubeconfig: () => kubeconfigOf(listener),
    transport,
    anonymousTransport: () => lazyTransport(handler),
    handler,
    ready: async () => (await workloads()).ready(),
    close,
    [Symbol.asyncDispose]: close,
  };
  const start = async (): Promise<void> => {
    workloads().catch((error: unknown) => log.error(error, "The devcluster did not start"));
    if (listener === undefined) await server.load();
  };
  return { cluster, start };
}

/** An API server whose requests wait until it is loaded. */
interface LazyServer {
  readonly handler: HttpHandler;
  /** Loads it, once. */
  load(): Promise<StartedApiServer>;
  /** Stops it, if it was loaded. */
  stop(): Promise<void>;
}

function createLazyServer(start: () => Promise<StartedApiServer>): LazyServer {
  let loading: Promise<StartedApiServer> | undefined;
  let loaded: StartedApiServer | undefined;
  const load = (): Promise<StartedApiServer> => (loading ??= start().then((server) => (loaded = server)));
  return {
    load,
    stop: async () => (await loading)?.stop(),
    handler: async (request) => (loaded ?? (await load())).handler(request),
  };
}

async function closeAll(parts: {
  /** Undefined when the cluster was opened and not started. */
  readonly workloads: Promise<Workloads> | undefined;
  readonly listener: Listener | undefined;
  readonly server: LazyServer;
}): Promise<void> {
  try {
    await (await parts.workloads)?.stop();
    await parts.server.stop();
  } finally {
    await parts.listener?.close();
  }
}

function kubeconfigOf(listener: Listener | undefined): Kubeconfig {
  if (listener === undefined) throw new Error("this devcluster does not listen: pass listen: {} to startDevcluster");
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const { authority, admin } = listener;
  const name = "homeostat-devcluster";
  return {
    clusters: [
      {
        name,
        cluster: {
          server: listener.url,
          ...(authority === undefined ? {} : { "certificate-authority-data": base64(authority.certPem) }),
        },
      },
    ],
    users: [
      {
        name: "admin",
        user:
          admin === undefined
            ? {}
            : { "client-certificate-data": base64(admin.certPem), "client-key-data": base64(admin.keyPem) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: "admin", namespace: "default" } }],
    "current-context": name,
  };
}
