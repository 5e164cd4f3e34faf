import { createAbortController } from "#std/abort.ts";
import type { Runnable } from "#cluster/runnable.ts";
import { formatDuration } from "#meta/duration.ts";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import { createRunnablePhase, PHASES, type RunnablePhase } from "./runnable-phases.ts";

/** The life of a manager: start by phases, run, stop by phases. */
export interface Lifecycle {
  add(runnable: Runnable): void;
  run(signal: AbortSignal): Promise<void>;
  isRunning(): boolean;
  /** Whether everything of the phase was ready once. */
  hasStarted(phase: Runnable["phase"]): boolean;
  /** Stops what runs, and resolves when it has ended. */
  close(): Promise<void>;
}

/** What a lifecycle needs. */
export interface LifecycleOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** 0: no waiting at the end; negative: waiting without a limit. */
  readonly graceMs: number;
}

/** Creates a lifecycle that has not started. */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { log } = options;
  const abort = createAbortController();
  const ending = createEnding();
  const phaseOptions = { log, abort: abort.signal, onFailure: (error: unknown) => ending.fail(error) };
  const phases = Object.fromEntries(PHASES.map((phase) => [phase, createRunnablePhase(phaseOptions)])) as Record<
    Runnable["phase"],
    RunnablePhase
  >;
  const started = new Set<Runnable["phase"]>();
  let running: Promise<void> | undefined;

  const startAll = async (): Promise<void> => {
    for (const phase of PHASES) {
      if (ending.signal.aborted) return;
      await phases[phase].start(ending.signal);
      started.add(phase);
    }
  };
  const runAll = async (signal: AbortSignal): Promise<void> => {
    const onAbort = (): void => ending.end();
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    startAll().catch((error: unknown) => ending.fail(error));
    await ending.ended;
    signal.removeEventListener("abort", onAbort);
    const failures = [...ending.failures()];
    await stopAll(phases, abort, options).catch((error: unknown) => failures.push(error));
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1)
      throw new AggregateError(
        failures,
        failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))).join("; "),
      );
  };
  return {
    isRunning: () => running !== undefined,
    hasStarted: (phase) => started.has(phase),
    add(runnable) {
      if (ending.signal.aborted) throw new Error(`cannot add ${runnable.name}: the manager is stopping`);
      phases[runnable.phase].add(runnable);
    },
    run(signal) {
      if (running !== undefined) return Promise.reject(new Error("a manager can be run once: create another one"));
      running = runAll(signal);
      return running;
    },
    async close() {
      ending.end();
      // The failure has gone to the caller of `run`.
      await running?.catch(() => undefined);
    },
  };
}

/** After the abort signal, so much time is left to those that obey it. */
const AFTER_ABORT_MS = 1000;

async function stopAll(
  phases: Readonly<Record<Runnable["phase"], RunnablePhase>>,
  abort: AbortController,
  { clock, log, graceMs }: LifecycleOptions,
): Promise<void> {
  log.info("Stopping and waiting for all that runs", {
    gracePeriod: graceMs < 0 ? "unlimited" : formatDuration(graceMs),
  });
  const stopped = (async () => {
    for (const phase of PHASES.toReversed()) await phases[phase].stop();
    return "stopped" as const;
  })();
  if (graceMs < 0) return void (await stopped);
  if (graceMs === 0) {
    for (const phase of PHASES) void phases[phase].stop();
    return abort.abort(new Error("the manager does not wait at its end"));
  }
  if ((await within(stopped, graceMs, clock)) === "stopped") return;
  const late = PHASES.flatMap((phase) => phases[phase].running());
  abort.abort(new Error(`the grace period of ${formatDuration(graceMs)} is over`));
  await within(stopped, AFTER_ABORT_MS, clock);
  throw new Error(
    `failed waiting for all runnables to end within grace period of ${formatDuration(graceMs)}: still running: ${late.join(", ")}`,
  );
}

async function within<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | "late"> {
  const awake = createAbortController();
  const timeout = clock.sleep(ms, awake.signal).then(
    () => "late" as const,
    () => "late" as const,
  );
  const first = await Promise.race([promise, timeout]);
  awake.abort();
  return first;
}

interface Ending {
  /** Aborts when the manager begins to stop. */
  readonly signal: AbortSignal;
  readonly ended: Promise<void>;
  end(): void;
  fail(error: unknown): void;
  failures(): readonly unknown[];
}

function createEnding(): Ending {
  const controller = createAbortController();
  const failures: unknown[] = [];
  const ended = new Promise<void>((resolve) =>
    controller.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  return {
    signal: controller.signal,
    ended,
    end: () => controller.abort(),
    fail(error) {
      if (!controller.signal.aborted) failures.push(error);
      controller.abort();
    },
    failures: () => failures,
  };
}
