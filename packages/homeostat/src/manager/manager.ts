import type { Cache } from "#cache/cache.ts";
import type { Client } from "#client/client.ts";
import type { Cluster } from "#cluster/cluster.ts";
import type { RunnableFactory } from "#cluster/runnable-factory.ts";
import type { Runnable } from "#cluster/runnable.ts";
import type { Logger } from "#observe/logger.ts";
import type { MetricsRegistry } from "#observe/metrics.ts";
import type { HealthCheck } from "./health.ts";

/**
 * Runs controllers and all that they need: a client and cache of the cluster, health and metrics servers, and an orderly start
 * and end. `await using manager = await createManager()` closes it with the block.
 */
export interface Manager extends AsyncDisposable {
  /** Reads the kinds that controllers watch from the cache, all else and all writes go to the API server. */
  readonly client: Client;
  readonly cache: Cache;
  readonly cluster: Cluster;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  /**
   * Adds a controller's definition or anything to run; at once when the manager runs already. Throws when its name is taken,
   * or when the manager is stopping.
   */
  add(runnable: Runnable | RunnableFactory): void;
  /** Adds a check to `/healthz`: the process is restarted while it fails. Before `run`. */
  addHealthCheck(name: string, check: HealthCheck): void;
  /** Adds a check to `/readyz`: the process gets no traffic while it fails. Before `run`. */
  addReadyCheck(name: string, check: HealthCheck): void;
  /** Ports of the servers that listen. */
  readonly ports: { readonly metrics: number | undefined; readonly health: number | undefined };
  /**
   * Starts everything, phase by phase, and runs until the signal aborts or something fails. Resolves after an orderly end;
   * rejects with the first failure, or when the grace period was too short. Can be called once.
   */
  run(signal: AbortSignal): Promise<void>;
}
