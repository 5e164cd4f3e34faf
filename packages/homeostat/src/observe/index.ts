/** Logging and metrics. */
export { createLogger, type LogDestination, type LoggerOptions, type LogLevel } from "./create-logger.ts";
export { createMetricsRegistry, type MetricsRegistryOptions } from "./create-metrics-registry.ts";
export { errorText } from "./log-fields.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export {
  type Counter,
  type Gauge,
  type Histogram,
  type HistogramDefinition,
  type MetricDefinition,
  type MetricLabels,
  noMetrics,
  type MetricsExposition,
  type MetricsRegistry,
} from "./metrics.ts";
