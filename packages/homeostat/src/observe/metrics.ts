/**
 * The metrics of one manager; never the process-global registry, so that two managers (and tests) do not meet. Asking twice
 * for the same name gives the same metric.
 */
export interface MetricsRegistry {
  counter(definition: MetricDefinition): Counter;
  gauge(definition: MetricDefinition): Gauge;
  histogram(definition: HistogramDefinition): Histogram;
  /** Calls `update` before each exposition, for values that are only known by looking; returns its removal. */
  beforeExpose(update: () => void): () => void;
  /** The Prometheus text format. */
  expose(): Promise<MetricsExposition>;
}

/** What a metric is called and which labels it has. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** What a histogram is called, its labels and its buckets. */
export interface HistogramDefinition extends MetricDefinition {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

/** A value for each label of the metric. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A number that only goes up. */
export interface Counter {
  add(labels: MetricLabels, value?: number): void;
}

/** A number that goes up and down. */
export interface Gauge {
  set(labels: MetricLabels, value: number): void;
  add(labels: MetricLabels, value: number): void;
  /** Forgets one series. */
  remove(labels: MetricLabels): void;
}

/** Counts observations by size. */
export interface Histogram {
  observe(labels: MetricLabels, value: number): void;
}

/** All metrics in the text format of Prometheus. */
export interface MetricsExposition {
  readonly contentType: string;
  readonly body: string;
}

/** Counts nothing. */
export const noMetrics: MetricsRegistry = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined, add: () => undefined, remove: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
  beforeExpose: () => () => undefined,
  expose: () => Promise.resolve({ contentType: "text/plain; charset=utf-8", body: "" }),
};
