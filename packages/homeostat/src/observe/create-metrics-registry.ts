import type { Registry } from "prom-client";
import type { Counter, Gauge, Histogram, MetricDefinition, MetricsRegistry } from "./metrics.ts";

/** What a registry holds from the start. */
export interface MetricsRegistryOptions {
  /** Adds `process_*` and `nodejs_*`. They are measured for as long as the process lives. @default false */
  readonly processMetrics?: boolean;
  /** Holds more collectors, for example those of a library. @default a new one */
  readonly register?: Registry;
}

/** Creates an empty registry on prom-client, which is loaded at the first call. */
export async function createMetricsRegistry(options: MetricsRegistryOptions = {}): Promise<MetricsRegistry> {
  const client = await import("prom-client");
  const { register = new client.Registry() } = options;
  if (options.processMetrics === true) client.collectDefaultMetrics({ register });
  const updates = new Set<() => void>();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  return {
    counter: (definition) =>
      once(counters, definition, () => {
        const counter = new client.Counter({ ...base(definition), registers: [register] });
        return { add: (labels, value = 1) => counter.inc(labels, value) };
      }),
    gauge: (definition) =>
      once(gauges, definition, () => {
        const gauge = new client.Gauge({ ...base(definition), registers: [register] });
        return {
          set: (labels, value) => gauge.set(labels, value),
          add: (labels, value) => gauge.inc(labels, value),
          remove: (labels) => gauge.remove(labels),
        };
      }),
    histogram: (definition) =>
      once(histograms, definition, () => {
        const buckets = [...definition.buckets];
        const histogram = new client.Histogram({ ...base(definition), buckets, registers: [register] });
        return { observe: (labels, value) => histogram.observe(labels, value) };
      }),
    beforeExpose(update) {
      updates.add(update);
      return () => void updates.delete(update);
    },
    async expose() {
      for (const update of updates) update();
      return { contentType: register.contentType, body: await register.metrics() };
    },
  };
}

/** The metric of that name. prom-client refuses a name that is taken by another type of metric. */
function once<T>(known: Map<string, T>, definition: MetricDefinition, create: () => T): T {
  const found = known.get(definition.name);
  if (found !== undefined) return found;
  const created = create();
  known.set(definition.name, created);
  return created;
}

function base(definition: MetricDefinition): { name: string; help: string; labelNames: string[] } {
  return { name: definition.name, help: definition.help, labelNames: [...(definition.labels ?? [])] };
}
