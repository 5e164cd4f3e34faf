import type { InformerMetrics } from "#cache/informer-metrics.ts";
import type { MetricsRegistry } from "#observe/metrics.ts";
import { resourceNameOf } from "#meta/kind.ts";

/** What the cache does, as metrics; controller-runtime has none of these. */
export function createInformerMetrics(registry: MetricsRegistry, cluster: string): InformerMetrics {
  const labels = ["cluster", "resource"];
  const objects = registry.gauge({ name: "informer_objects", help: "Number of objects in the cache.", labels });
  const lastEvent = registry.gauge({
    name: "informer_last_event_timestamp_seconds",
    help: "When something last arrived on the watch, also a bookmark.",
    labels,
  });
  const relists = registry.counter({
    name: "informer_relists_total",
    help: "Number of times that all objects were fetched, by reason.",
    labels: [...labels, "reason"],
  });
  const restarts = registry.counter({
    name: "informer_watch_restarts_total",
    help: "Number of watches that were opened after another one ended, by reason.",
    labels: [...labels, "reason"],
  });
  const failures = registry.counter({
    name: "informer_failures_total",
    help: "Number of lists and watches that failed, by verb and cause.",
    labels: [...labels, "verb", "cause"],
  });
  return {
    objects: (kind, count) => objects.set({ cluster, resource: resourceNameOf(kind) }, count),
    lastEvent: (kind, atMs) => lastEvent.set({ cluster, resource: resourceNameOf(kind) }, atMs / 1000),
    relisted: (kind, reason) => relists.add({ cluster, resource: resourceNameOf(kind), reason }),
    watchRestarted: (kind, reason) => restarts.add({ cluster, resource: resourceNameOf(kind), reason }),
    failed: (kind, verb, cause) => failures.add({ cluster, resource: resourceNameOf(kind), verb, cause }),
  };
}
