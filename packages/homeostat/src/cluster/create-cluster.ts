import type { CacheOptions } from "#cache/create-cache.ts";
import type { Transport } from "#client/transport.ts";
import type { WarningHandler } from "#client/warning.ts";
import type { ClusterConfig } from "#kubeconfig/cluster-config.ts";
import type { Logger } from "#observe/logger.ts";
import type { MetricsRegistry } from "#observe/metrics.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import type { Cluster } from "./cluster.ts";

/** How to reach a cluster and what to keep of it. */
export interface ClusterOptions {
  /** For logs and errors. @default "cluster" */
  readonly name?: string;
  /** Carries the requests; closed with the cluster. @default one over HTTP for `config` */
  readonly transport?: Transport;
  /** Where the cluster is and who we are. @default as kubectl finds it, see `loadClusterConfig` */
  readonly config?: ClusterConfig;
  /** Who owns the fields that this program writes. @default the client's */
  readonly fieldManager?: string;
  readonly userAgent?: string;
  /** Deadline of a call that sets none. @default the client's, 30 000 */
  readonly timeoutMs?: number;
  /** What to do with warnings of the API server, for example about deprecated versions. @default they are logged */
  readonly warningHandler?: WarningHandler;
  /** How long the first lists may take before the program gives up. @default 120 000 */
  readonly cacheSyncTimeoutMs?: number;
  /** Of namespaced kinds, the cache holds only what is in these namespaces. @default all namespaces */
  readonly namespaces?: CacheOptions["namespaces"];
  /** Of single kinds, the cache holds only these objects. */
  readonly selectors?: CacheOptions["selectors"];
  /** Freezes what the cache hands out, so that a change of a shared object throws. For tests. @default false */
  readonly freeze?: boolean;
  /** `reportingInstance` of events. @default the host's name, which in a cluster is the Pod's */
  readonly instance?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  readonly metrics?: MetricsRegistry;
}

/**
 * Creates the client, the cache and the event recorder of a cluster. Nothing is requested until it runs or is used. Their code is
 * loaded now and not with this module, so that a program which only declares its controllers starts quickly.
 */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { assembleCluster } = await import("./assemble-cluster.ts");
  return assembleCluster(options);
}
