import type { MetricsRegistry } from "#observe/metrics.ts";
import type { OutcomeEffect } from "./outcome-step.ts";

/** What a controller reports. */
export interface ControllerMetrics {
  started(maxConcurrentReconciles: number): void;
  active(change: 1 | -1): void;
  finished(effect: OutcomeEffect, seconds: number): void;
  timedOut(): void;
}

/** The metrics of a controller, with the names of controller-runtime. */
export function createControllerMetrics(registry: MetricsRegistry, controller: string): ControllerMetrics {
  const labels = { controller };
  const counter = (name: string, help: string): (() => void) => {
    const metric = registry.counter({ name, help, labels: ["controller"] });
    metric.add(labels, 0);
    return () => metric.add(labels);
  };
  const total = registry.counter({
    name: "controller_runtime_reconcile_total",
    help: "Number of reconciliations, by controller and result.",
    labels: ["controller", "result"],
  });
  for (const result of ["success", "error", "requeue", "requeue_after"]) total.add({ controller, result }, 0);
  const errors = counter("controller_runtime_reconcile_errors_total", "Number of reconciliations that failed.");
  const terminal = counter(
    "controller_runtime_terminal_reconcile_errors_total",
    "Number of failures that are not tried again.",
  );
  const panics = counter(
    "controller_runtime_reconcile_panics_total",
    "Number of reconciliations that ended with a defect.",
  );
  const timeouts = counter(
    "controller_runtime_reconcile_timeouts_total",
    "Number of reconciliations that ran into their timeout.",
  );
  const seconds = registry.histogram({
    name: "controller_runtime_reconcile_time_seconds",
    help: "Length of a reconciliation.",
    labels: ["controller"],
    buckets: reconcileBuckets,
  });
  const concurrency = registry.gauge({
    name: "controller_runtime_max_concurrent_reconciles",
    help: "How many reconciliations may run at a time.",
    labels: ["controller"],
  });
  const workers = registry.gauge({
    name: "controller_runtime_active_workers",
    help: "How many workers are reconciling now.",
    labels: ["controller"],
  });
  return {
    started(maxConcurrentReconciles) {
      concurrency.set(labels, maxConcurrentReconciles);
      workers.set(labels, 0);
    },
    active: (change) => workers.add(labels, change),
    finished({ result, counted }, durationSeconds) {
      total.add({ controller, result });
      seconds.observe(labels, durationSeconds);
      if (counted.error) errors();
      if (counted.terminal) terminal();
      if (counted.panic) panics();
    },
    timedOut: timeouts,
  };
}

const reconcileBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
