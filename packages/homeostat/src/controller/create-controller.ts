import { createAbortController } from "#std/abort.ts";
import type { RunnableDependencies } from "#cluster/runnable-factory.ts";
import type { Runnable, RunSignals } from "#cluster/runnable.ts";
import type { KeyOf, ObjectKey } from "#meta/key.ts";
import { keyString } from "#meta/key.ts";
import type { Kind } from "#meta/kind.ts";
import { resourceNameOf } from "#meta/kind.ts";
import type { Logger } from "#observe/logger.ts";
import { createTaskGroup } from "#std/task-group.ts";
import { createWorkqueue } from "#workqueue/create-workqueue.ts";
import { createQueueMetrics } from "#workqueue/queue-metrics.ts";
import type { Workqueue } from "#workqueue/workqueue.ts";
import { createControllerMetrics } from "./controller-metrics.ts";
import { type ControllerOptions, finalizerOf } from "./controller-options.ts";
import { reconcileWithFinalizer } from "./managed-finalizer.ts";
import { toObject } from "./mapper.ts";
import { desiredStateChanged } from "./predicate.ts";
import { reconcileLease, type ReconcileSetup } from "./reconcile-run.ts";
import { waitForSync } from "./wait-for-sync.ts";
import { type BoundWatch, owned, watch, type Watch, type WatchSubscription } from "./watch.ts";

/**
 * Makes a definition runnable in a cluster. Its kinds are put in the cluster's cache at once; events are taken and workers
 * started when it runs, the workers not before every kind is synced.
 */
export function createController<K extends Kind>(
  definition: ControllerOptions<K>,
  dependencies: RunnableDependencies,
): Runnable {
  const watches = watchesOf(definition).map((one) => one.bind(dependencies.cluster));
  let hasStarted = false;
  return {
    name: definition.name,
    phase: definition.phase ?? "leader",
    async run(signals) {
      if (hasStarted)
        throw new Error(`controller ${definition.name} was started more than once: was it added to two managers?`);
      hasStarted = true;
      await runController({ definition, dependencies, watches, signals });
    },
  };
}

interface ControllerRun<K extends Kind> {
  readonly definition: ControllerOptions<K>;
  readonly dependencies: RunnableDependencies;
  readonly watches: readonly BoundWatch[];
  readonly signals: RunSignals;
}

async function runController<K extends Kind>(run: ControllerRun<K>): Promise<void> {
  const { definition, dependencies, watches, signals } = run;
  const { clock, metrics } = dependencies;
  const log = dependencies.log.with(fieldsOf(definition));
  const queue = createWorkqueue<ObjectKey>({
    clock,
    identify: keyString,
    metrics: createQueueMetrics(metrics, definition.name),
    ...(definition.rateLimiter === undefined ? {} : { rateLimiter: definition.rateLimiter(clock) }),
  });
  const sourcesEnd = createAbortController();
  const subscriptions = subscribeAll(watches, { queue, log, signal: sourcesEnd.signal });
  const stop = (): void => queue.shutDown();
  signals.stopping.addEventListener("abort", stop, { once: true });
  try {
    if (!(await waitForSources(run, { queue, subscriptions, sourcesEnd, log }))) return;
    await runWorkers(queue, setupOf(run, log), definition.maxConcurrentReconciles ?? 1);
  } finally {
    signals.stopping.removeEventListener("abort", stop);
    queue.shutDown();
    sourcesEnd.abort();
    for (const subscription of subscriptions) subscription.end();
  }
}

function watchesOf<K extends Kind>(definition: ControllerOptions<K>): readonly Watch[] {
  const { for: kind, when = desiredStateChanged, owns = [], watches = [] } = definition;
  return [
    watch(kind, { map: toObject, when }),
    ...owns.map((one) => ("watchFor" in one ? one : owned(one)).watchFor(kind)),
    ...watches,
  ];
}

function subscribeAll(
  watches: readonly BoundWatch[],
  { queue, log, signal }: { readonly queue: Workqueue<ObjectKey>; readonly log: Logger; readonly signal: AbortSignal },
): readonly WatchSubscription[] {
  const enqueue = (key: ObjectKey, priority: number): void => queue.add(key, { priority });
  return watches.map((one) => {
    log.info("Starting EventSource", { source: `kind source: ${resourceNameOf(one.kind)}` });
    return one.subscribe({ enqueue, log, signal });
  });
}

interface Sources {
  readonly queue: Workqueue<ObjectKey>;
  readonly subscriptions: readonly WatchSubscription[];
  readonly sourcesEnd: AbortController;
  readonly log: Logger;
}

/** Resolves when everything that was there at the start is in the queue; false when the controller was stopped before. */
async function waitForSources<K extends Kind>(run: ControllerRun<K>, sources: Sources): Promise<boolean> {
  const { definition, dependencies, watches, signals } = run;
  const { queue, subscriptions, sourcesEnd, log } = sources;
  log.info("Starting Controller");
  const { name: controller, cacheSyncTimeoutMs: timeoutMs = 120_000 } = definition;
  const signal = AbortSignal.any([signals.stopping, signals.abort, sourcesEnd.signal]);
  try {
    await Promise.all([
      ...watches.map((one) => waitForSync(one, { controller, timeoutMs, clock: dependencies.clock, signal })),
      ...(definition.sources ?? []).map((source) =>
        source((key, options) => queue.add(key, options), sourcesEnd.signal),
      ),
    ]);
    await Promise.all(subscriptions.map((subscription) => subscription.settled()));
  } catch (error) {
    if (!signals.stopping.aborted) throw error;
  }
  return !signals.stopping.aborted;
}

function setupOf<K extends Kind>({ definition, dependencies, signals }: ControllerRun<K>, log: Logger): ReconcileSetup {
  const { for: kind, reconcile, finalize, name } = definition;
  const typed: ReconcileSetup["reconcile"] = (key, context) => {
    // The keys come from objects of this kind: they have the namespace that `KeyOf` asks for.
    const request = key as KeyOf<K>;
    if (finalize === undefined) return reconcile(request, context);
    const finalizer = finalizerOf(definition);
    return reconcileWithFinalizer(request, context, { kind, finalizer, reconcile, finalize });
  };
  return {
    kind,
    reconcile: typed,
    dependencies,
    recorder: dependencies.cluster.recorder(name),
    log,
    metrics: createControllerMetrics(dependencies.metrics, name),
    signals,
    reconciliationTimeoutMs: definition.reconciliationTimeoutMs,
    onPanic: definition.onPanic ?? "recover",
  };
}

/** A stop lets every worker finish what it is doing; the signal of the reconciles aborts only with the grace period. */
async function runWorkers(queue: Workqueue<ObjectKey>, setup: ReconcileSetup, count: number): Promise<void> {
  const { log, signals, metrics } = setup;
  metrics.started(count);
  log.info("Starting workers", { "worker count": count });
  const group = createTaskGroup();
  for (let worker = 0; worker < count; worker++) {
    group.start(async (signal) => {
      for (;;) {
        using lease = await queue.take(signal);
        if (lease === undefined) return;
        await reconcileLease(lease, setup);
      }
    });
  }
  const announce = (): void => log.info("Shutdown signal received, waiting for all workers to finish");
  signals.stopping.addEventListener("abort", announce, { once: true });
  try {
    await group.join();
  } finally {
    signals.stopping.removeEventListener("abort", announce);
  }
  log.info("All workers finished");
}

function fieldsOf({ name, for: kind }: ControllerOptions<Kind>): Readonly<Record<string, string>> {
  return { controller: name, controllerGroup: kind.group, controllerKind: kind.kind };
}
