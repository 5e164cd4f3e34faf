import type { MetricsRegistry } from "#observe/metrics.ts";
import type { WorkqueueMetrics } from "./workqueue.ts";

/** The metrics of the queue of a controller, with the names of controller-runtime. */
export function createQueueMetrics(registry: MetricsRegistry, name: string): WorkqueueMetrics {
  const labels = { name, controller: name };
  const names = Object.keys(labels);
  const depth = registry.gauge({
    name: "workqueue_depth",
    help: "Number of keys that are ready to be worked on, by priority.",
    labels: [...names, "priority"],
  });
  const adds = registry.counter({
    name: "workqueue_adds_total",
    help: "Number of keys that became ready.",
    labels: names,
  });
  const retries = registry.counter({
    name: "workqueue_retries_total",
    help: "Number of keys added with a delay.",
    labels: names,
  });
  const queueDuration = registry.histogram({
    name: "workqueue_queue_duration_seconds",
    help: "How long keys are ready before they are worked on.",
    labels: names,
    buckets: durationBuckets,
  });
  const workDuration = registry.histogram({
    name: "workqueue_work_duration_seconds",
    help: "How long the work on a key takes.",
    labels: names,
    buckets: durationBuckets,
  });
  const unfinished = registry.gauge({
    name: "workqueue_unfinished_work_seconds",
    help: "Sum of the ages of the work under way; a growing value shows stuck workers.",
    labels: names,
  });
  const longest = registry.gauge({
    name: "workqueue_longest_running_processor_seconds",
    help: "Age of the oldest work under way.",
    labels: names,
  });
  adds.add(labels, 0);
  retries.add(labels, 0);
  depth.set({ ...labels, priority: "0" }, 0);
  const priorityLabel = createPriorityLabel();
  const move = (priority: number, by: number): void => depth.add({ ...labels, priority: priorityLabel(priority) }, by);
  return {
    ready(priority) {
      adds.add(labels);
      move(priority, 1);
    },
    raised(from, to) {
      move(from, -1);
      move(to, 1);
    },
    removed(priority, waitedSeconds) {
      move(priority, -1);
      if (waitedSeconds !== undefined) queueDuration.observe(labels, waitedSeconds);
    },
    retried: () => retries.add(labels),
    done: (workedSeconds) => workDuration.observe(labels, workedSeconds),
    observeUnfinished: (read) =>
      registry.beforeExpose(() => {
        const { totalSeconds, longestSeconds } = read();
        unfinished.set(labels, totalSeconds);
        longest.set(labels, longestSeconds);
      }),
  };
}

/** 10 ns to 1000 s. */
const durationBuckets: readonly number[] = Array.from({ length: 12 }, (_, index) => 10 ** (index - 8));

const MAX_PRIORITY_LABELS = 25;

/** Any integer can be a priority, so the label must not grow without end. */
function createPriorityLabel(): (priority: number) => string {
  const known = new Set([0]);
  return (priority) => {
    if (known.size < MAX_PRIORITY_LABELS) known.add(priority);
    return known.has(priority) ? String(priority) : "exceeded_cardinality_limit";
  };
}
