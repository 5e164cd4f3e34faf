import type { Logger } from "#observe/logger.ts";
import type { MetricsRegistry } from "#observe/metrics.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import type { Cluster } from "./cluster.ts";
import type { Runnable } from "./runnable.ts";

/** Something that becomes a `Runnable` once it is known where it runs, for example a controller's definition. */
export interface RunnableFactory {
  readonly name: string;
  createRunnable(dependencies: RunnableDependencies): Runnable;
}

/** What a manager gives to what it runs. */
export interface RunnableDependencies {
  /** The manager's own cluster. */
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
}
