import { createAbortController } from "#std/abort.ts";
import { isDefect } from "#std/defect.ts";
import type { RunnableDependencies } from "#cluster/runnable-factory.ts";
import type { RunSignals } from "#cluster/runnable.ts";
import type { EventRecorder } from "#events/recorder.ts";
import { formatDuration } from "#meta/duration.ts";
import type { ObjectKey } from "#meta/key.ts";
import type { Kind } from "#meta/kind.ts";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import type { Lease } from "#workqueue/workqueue.ts";
import type { ControllerMetrics } from "./controller-metrics.ts";
import type { ReconcileContext } from "./controller-options.ts";
import type { Outcome } from "./outcome.ts";
import { outcomeEffect, type OutcomeEffect, type ReconcileResult } from "./outcome-step.ts";

/** What all runs of a controller share. */
export interface ReconcileSetup {
  readonly kind: Kind;
  readonly reconcile: (key: ObjectKey, context: ReconcileContext) => Promise<Outcome> | Outcome;
  readonly dependencies: RunnableDependencies;
  readonly recorder: EventRecorder;
  /** Has the fields of the controller. */
  readonly log: Logger;
  readonly metrics: ControllerMetrics;
  readonly signals: RunSignals;
  readonly reconciliationTimeoutMs: number | undefined;
  readonly onPanic: "recover" | "crash";
}

/** Reconciles the key of a lease and settles the lease by the outcome. Rejects only for a defect that is to end the program. */
export async function reconcileLease(lease: Lease<ObjectKey>, setup: ReconcileSetup): Promise<void> {
  const { metrics, dependencies, onPanic } = setup;
  const startMs = dependencies.clock.monotonicMs();
  const deadline = createDeadline(setup);
  const context = createContext(lease, setup, deadline.signal);
  metrics.active(1);
  try {
    context.log.debug("Reconciling");
    const result = await resultOf(() => setup.reconcile(lease.key, context));
    const durationMs = dependencies.clock.monotonicMs() - startMs;
    const effect = outcomeEffect(result);
    metrics.finished(effect, durationMs / 1000);
    if (result.type === "panicked" && onPanic === "crash") throw panicError(result.error, "");
    settle(lease, effect);
    logResult({ result, effect, durationMs }, context.log);
  } finally {
    if (deadline.isOver()) metrics.timedOut();
    deadline.cancel();
    metrics.active(-1);
  }
}

async function resultOf(reconcile: () => Promise<Outcome> | Outcome): Promise<ReconcileResult> {
  try {
    return { type: "returned", outcome: await reconcile() };
  } catch (error) {
    return { type: isDefect(error) ? "panicked" : "failed", error };
  }
}

function panicError(thrown: unknown, suffix: string): Error {
  return new Error(
    `panic: ${thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)}${suffix}`,
    { cause: thrown },
  );
}

function settle(lease: Lease<ObjectKey>, { queue }: OutcomeEffect): void {
  switch (queue.do) {
    case "forget":
      return lease.succeed();
    case "keep":
      return;
    case "retry":
      return lease.retry(queue.priority);
    case "requeue":
      return lease.requeue(queue.afterMs, queue.priority);
  }
}

interface Finished {
  readonly result: ReconcileResult;
  readonly effect: OutcomeEffect;
  readonly durationMs: number;
}

function logResult({ result, effect, durationMs }: Finished, log: Logger): void {
  const fields = { duration: formatDuration(Math.round(durationMs * 1000) / 1000) };
  if (result.type === "panicked")
    return log.error(panicError(result.error, " [recovered]"), "Reconciler error", fields);
  if (result.type === "failed") {
    const terminal = effect.counted.terminal ? { terminal: true } : {};
    return log.error(result.error, "Reconciler error", { ...fields, ...terminal });
  }
  if (effect.queue.do === "requeue") {
    const requeueAfter = formatDuration(effect.queue.afterMs);
    return log.debug("Reconcile done, requeueing after", { ...fields, requeueAfter });
  }
  return log.debug(effect.queue.do === "retry" ? "Reconcile done, requeueing" : "Reconcile successful", fields);
}

function createContext(lease: Lease<ObjectKey>, setup: ReconcileSetup, signal: AbortSignal): ReconcileContext {
  const { dependencies, recorder, kind, signals } = setup;
  const { cluster, clock, random } = dependencies;
  const { key } = lease;
  const reconcileID = random.uuid();
  let log: Logger | undefined;
  return {
    client: cluster.client,
    cache: cluster.cache,
    cluster,
    recorder,
    clock,
    signal,
    stopping: signals.stopping,
    attempt: lease.failures + 1,
    reconcileID,
    /** Made when it is first used: most runs log nothing. */
    get log() {
      const { name, namespace } = key;
      log ??= setup.log.with({
        [kind.kind]: key,
        ...(namespace === undefined ? {} : { namespace }),
        name,
        reconcileID,
      });
      return log;
    },
  };
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Whether our own time was up, not somebody else's. */
  isOver(): boolean;
  cancel(): void;
}

function createDeadline({ signals, reconciliationTimeoutMs, dependencies }: ReconcileSetup): Deadline {
  if (reconciliationTimeoutMs === undefined)
    return { signal: signals.abort, isOver: () => false, cancel: () => undefined };
  return startDeadline(signals.abort, reconciliationTimeoutMs, dependencies.clock);
}

function startDeadline(abort: AbortSignal, timeoutMs: number, clock: Clock): Deadline {
  const timeout = createAbortController();
  const timer = clock.timer(timeoutMs, () =>
    timeout.abort(new Error(`reconciliation timed out after ${formatDuration(timeoutMs)}`)),
  );
  return {
    signal: AbortSignal.any([abort, timeout.signal]),
    isOver: () => timeout.signal.aborted,
    cancel: () => timer.cancel(),
  };
}
