import type { Cluster } from "#cluster/cluster.ts";
import type { ClusterOptions } from "#cluster/create-cluster.ts";
import type { Manager } from "./manager.ts";
import type { ListenAddress } from "./server-runnable.ts";

/** Options of a manager, and of the cluster that it works on. */
export interface ManagerOptions extends ClusterOptions {
  /** A cluster made before, in place of the options for one. It is not closed with the manager. */
  readonly cluster?: Cluster;
  /** Where `/metrics` is served. @default nowhere */
  readonly metricsServer?: ListenAddress;
  /** Where `/healthz` and `/readyz` are served. @default nowhere */
  readonly healthServer?: ListenAddress;
  /** How long running work may take after a stop. 0: it is not waited for; negative: no limit. @default 30 000 */
  readonly gracefulShutdownTimeoutMs?: number;
}

/**
 * Creates a manager. Without a transport or config, the cluster is found as kubectl and a Pod find it; rejects when there is
 * none. Nothing is requested before `run`. Its code is loaded now and not with this module, as `createCluster` does it.
 */
export async function createManager(options: ManagerOptions = {}): Promise<Manager> {
  const { assembleManager } = await import("./assemble-manager.ts");
  return assembleManager(options);
}
