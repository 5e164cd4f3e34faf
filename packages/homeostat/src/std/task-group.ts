import { createAbortController } from "./abort.ts";
/**
 * Runs tasks that live and end together: the first failure aborts the others, and `join` settles only when every task has.
 * The one way to start background work.
 */
export interface TaskGroup {
  /** Aborts when the parent signal does, when a task fails, or on `stop`. */
  readonly signal: AbortSignal;
  /** Starts `task`; a rejection after the group was aborted is not a failure. */
  start(task: (signal: AbortSignal) => Promise<void>): void;
  /** Asks every task to end. */
  stop(reason?: unknown): void;
  /** Resolves when all tasks have ended; rejects with the first failure. */
  join(): Promise<void>;
}

/** Creates a group that ends with `parent`. */
export function createTaskGroup(parent?: AbortSignal): TaskGroup {
  const controller = createAbortController();
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const onParentAbort = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) onParentAbort();
  else parent?.addEventListener("abort", onParentAbort, { once: true });

  const stop = (reason?: unknown): void => controller.abort(reason);
  return {
    signal: controller.signal,
    stop,
    start(task) {
      const run = Promise.resolve()
        .then(() => task(controller.signal))
        .catch((error: unknown) => {
          if (controller.signal.aborted) return;
          failure ??= { error };
          stop(error);
        })
        .finally(() => running.delete(run));
      running.add(run);
    },
    async join() {
      while (running.size > 0) await Promise.all(running);
      parent?.removeEventListener("abort", onParentAbort);
      if (failure !== undefined) throw failure.error;
    },
  };
}
