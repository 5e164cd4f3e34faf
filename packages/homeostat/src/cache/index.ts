/** The cache: objects kept up to date by a watch, indexes, and reads that see this process's own writes. */
export type { Cache, Informer, ObjectEvent } from "./cache.ts";
export { createCachedClient } from "./cached-client.ts";
export { type CacheOptions, createCache } from "./create-cache.ts";
export type { InformerMetrics } from "./informer-metrics.ts";
export { InformerError, type ReflectorFailure, type ReflectorFailureCause } from "./reflector-failure.ts";
export type { KindSelection } from "./selection.ts";
