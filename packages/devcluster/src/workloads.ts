import type { Transport } from "homeostat/client";
import type { Logger } from "homeostat/internal/observe/logger.ts";
import type { Clock } from "homeostat/internal/std/clock.ts";
import type { Random } from "homeostat/internal/std/random.ts";
import type { SpecialHandler } from "#apiserver/context.ts";

/** Options of `startWorkloads`. */
export interface WorkloadOptions {
  readonly controllers: "all" | "none";
  readonly nodes: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Requests as a user. */
  readonly transport: () => Transport;
  /** PEM of the authority that signs the server's certificate: published to every namespace. */
  readonly rootCertificate: string;
}

/** The part of the devcluster that is a client of its API server. */
export interface Workloads {
  /** Resolves when the controllers and nodes are at work. */
  ready(): Promise<void>;
  stop(): Promise<void>;
  /** Answers `GET …/pods/NAME/log`. */
  readonly podLog: SpecialHandler;
}

/**
 * Runs the built-in controllers and the simulated nodes on one manager. Their code is loaded here and not with the server, so
 * that the server listens before.
 */
export async function startWorkloads(options: WorkloadOptions): Promise<Workloads> {
  const { controllers, nodes, clock, random, log, transport } = options;
  const { createLogStore, podLogHandler } = await import("#kubelet/logs.ts");
  const logs = createLogStore({ clock });
  const podLog = podLogHandler(logs);
  if (controllers === "none" && nodes === 0) return { podLog, ready: () => Promise.resolve(), stop: () => Promise.resolve() };
  const [{ createManager }, { createControllers }, { createKubelet }] = await Promise.all([
    import("homeostat"),
    import("#controllers/controllers.ts"),
    import("#kubelet/kubelet.ts"),
  ]);
  const manager = await createManager({ transport: transport(), clock, random, log, fieldManager: "kube-controller-manager" });
  const all = controllers === "all" ? createControllers({ rootCertificate: options.rootCertificate }) : [];
  const kubelets = Array.from({ length: nodes }, (_, index) => createKubelet({ nodeName: nodeName(index), nodeIndex: index, logs }));
  for (const workload of [...all, ...kubelets.flat()]) manager.add(workload);
  const stopping = new AbortController();
  const run = manager.run(stopping.signal);
  run.catch((error: unknown) => log.error(error, "The devcluster's controllers have ended"));
  return {
    podLog,
    ready: () => manager.cache.synced(stopping.signal),
    async stop() {
      stopping.abort(new Error("the devcluster stops"));
      await run.catch(() => undefined); // Was logged above.
      await manager[Symbol.asyncDispose]();
    },
  };
}

function nodeName(index: number): string {
  return `node-${index + 1}`;
}
