/** Clusters: client, cache and event recorder of one cluster, and what a manager runs. */
export type { Cluster } from "./cluster.ts";
export { type ClusterOptions, createCluster } from "./create-cluster.ts";
export type { RunnableDependencies, RunnableFactory } from "./runnable-factory.ts";
export type { Runnable, RunSignals } from "./runnable.ts";
