import type { Runnable } from "#cluster/runnable.ts";
import type { Logger } from "#observe/logger.ts";
import { createAbortController, isAbort } from "#std/abort.ts";

/** The phases of a manager, in the order in which they start; they stop in the reverse order. */
export const PHASES = ["server", "cache", "always", "leader"] as const;

/** One phase: what runs in it, and how it ends. */
export interface RunnablePhase {
  /** Starts a runnable, now or with the phase. */
  add(runnable: Runnable): void;
  /** Starts everything and resolves when all of it is ready. */
  start(signal: AbortSignal): Promise<void>;
  /** Asks everything to end and resolves when it has. */
  stop(): Promise<void>;
  /** Names of what runs. */
  running(): readonly string[];
}

/** What the phases of a manager share. */
export interface PhaseOptions {
  readonly log: Logger;
  /** Aborts at the end of the grace period. */
  readonly abort: AbortSignal;
  /** A runnable failed while the manager was not stopping. */
  readonly onFailure: (error: unknown) => void;
}

/** Creates a phase that has not started. */
export function createRunnablePhase({ log, abort, onFailure }: PhaseOptions): RunnablePhase {
  const stopping = createAbortController();
  const queued = new Set<Runnable>();
  const running = new Map<Promise<void>, string>();
  let startSignal: AbortSignal | undefined;

  const settle = (error: unknown): void => {
    if (!stopping.signal.aborted) onFailure(error);
    else if (!isAbort(error, stopping.signal) && !isAbort(error, abort)) {
      log.error(error, "error received after stop sequence was engaged");
    }
  };
  const launch = (runnable: Runnable): void => {
    const run: Promise<void> = Promise.resolve()
      .then(() => runnable.run({ stopping: stopping.signal, abort }))
      .catch(settle)
      .finally(() => running.delete(run));
    running.set(run, runnable.name);
  };
  return {
    add(runnable) {
      if (startSignal === undefined) queued.add(runnable);
      else {
        launch(runnable);
        runnable.ready?.(startSignal).catch(settle);
      }
    },
    async start(signal) {
      startSignal = signal;
      const all = [...queued];
      queued.clear();
      for (const runnable of all) launch(runnable);
      await Promise.all(all.map(async (runnable) => runnable.ready?.(signal)));
    },
    async stop() {
      stopping.abort();
      while (running.size > 0) await Promise.all(running.keys());
    },
    running: () => [...running.values()],
  };
}
