import type { Transport } from "homeostat/client";
import { silentLogger, type Logger } from "homeostat/internal/observe/logger.ts";
import { systemClock, type Clock } from "homeostat/internal/std/clock.ts";
import { systemRandom, type Random } from "homeostat/internal/std/random.ts";
import type { SpecialHandler } from "#apiserver/context.ts";
import type { Workload } from "#kubelet/kubelet.ts";
import type { LogStore } from "#kubelet/log-store.ts";

/** Options of `startWorkloads`. */
export interface WorkloadOptions {
  readonly controllers: "all" | "none";
  readonly scheduler: boolean;
  readonly nodes: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Requests as a user. */
  readonly transport: () => Transport;
  /** PEM of the authority that signs the server's certificate: published to every namespace. */
  readonly rootCertificate: string;
}

/** Controllers and nodes at work. */
export interface RunningWorkloads {
  /** Resolves when they have seen what there is. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** The part of the devcluster that is a client of its API server. */
export interface Workloads extends RunningWorkloads {
  /** Answers `GET …/pods/NAME/log`. */
  readonly podLog: SpecialHandler;
}

/**
 * Runs the built-in controllers and the simulated nodes on one manager. Their code is loaded here and not with the server, so
 * that the server listens before.
 */
export async function startWorkloads(options: WorkloadOptions): Promise<Workloads> {
  const { controllers, scheduler, nodes, clock, transport } = options;
  const { createLogStore, podLogHandler } = await import("#kubelet/logs.ts");
  const logs = createLogStore({ clock });
  const podLog = podLogHandler(logs);
  if (controllers === "none" && nodes === 0)
    return { podLog, ready: () => Promise.resolve(), stop: () => Promise.resolve() };
  const [{ createControllers }, kubelets] = await Promise.all([
    import("#controllers/controllers.ts"),
    createKubelets(nodes, logs),
  ]);
  const all = controllers === "all" ? createControllers({ rootCertificate: options.rootCertificate, scheduler }) : [];
  return { podLog, ...(await runWorkloads([...all, ...kubelets], { ...options, transport: transport() })) };
}

/** Runs clients of an API server on one manager. */
async function runWorkloads(
  workloads: readonly Workload[],
  options: Pick<WorkloadOptions, "clock" | "random" | "log"> & { readonly transport: Transport },
): Promise<RunningWorkloads> {
  const { clock, random, log, transport } = options;
  const { createManager } = await import("homeostat");
  const manager = await createManager({
    transport,
    clock,
    random,
    log,
    fieldManager: "kube-controller-manager",
    // The controllers go through all kinds, deprecated ones too.
    warningHandler: () => undefined,
  });
  for (const workload of workloads) manager.add(workload);
  const stopping = new AbortController();
  const run = manager.run(stopping.signal);
  run.catch((error: unknown) => log.error(error, "The devcluster's controllers have ended"));
  return {
    ready: () => manager.cache.synced(stopping.signal),
    async stop() {
      stopping.abort(new Error("the devcluster stops"));
      await run.catch(() => undefined); // Was logged above.
      await manager[Symbol.asyncDispose]();
    },
  };
}

/** Options of `startNodes`. */
export interface NodesOptions {
  /** To the cluster, as a user who may create Nodes and bind and change Pods. */
  readonly transport: Transport;
  /** @default 1 */
  readonly nodes?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** @default nothing is logged */
  readonly log?: Logger;
}

/**
 * Simulated nodes and a scheduler for a cluster that has none, such as a kube-apiserver in a test: Pods come to life there
 * although nothing runs them.
 */
export async function startNodes(options: NodesOptions): Promise<RunningWorkloads> {
  const { transport, nodes = 1, clock = systemClock, random = systemRandom, log = silentLogger } = options;
  const [{ schedulerController }, { createLogStore }] = await Promise.all([
    import("#controllers/scheduler.ts"),
    import("#kubelet/logs.ts"),
  ]);
  const kubelets = await createKubelets(nodes, createLogStore({ clock }));
  return runWorkloads([schedulerController(), ...kubelets], { clock, random, log, transport });
}

/** One kubelet for each of the nodes `node-1`, `node-2`, … */
async function createKubelets(nodes: number, logs: LogStore): Promise<readonly Workload[]> {
  const { createKubelet } = await import("#kubelet/kubelet.ts");
  return Array.from({ length: nodes }, (_, index) =>
    createKubelet({ nodeName: `node-${index + 1}`, nodeIndex: index, logs }),
  ).flat();
}
