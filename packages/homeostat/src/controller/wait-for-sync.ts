import { formatDuration } from "#meta/duration.ts";
import { resourceNameOf } from "#meta/kind.ts";
import { errorText } from "#observe/log-fields.ts";
import type { Clock } from "#std/clock.ts";
import type { BoundWatch } from "./watch.ts";

/** How long to wait, and for whom. */
export interface SyncWait {
  readonly controller: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits for the first list of a kind; after the timeout, rejects with the reason why there is none. */
export async function waitForSync(
  watch: BoundWatch,
  { controller, timeoutMs, clock, signal }: SyncWait,
): Promise<void> {
  const timeout = new AbortController();
  const timer = clock.timer(timeoutMs, () => timeout.abort());
  try {
    const isSynced = await watch.informer.waitForSync(AbortSignal.any([signal, timeout.signal])).then(
      () => true,
      (error: unknown) => {
        if (!timeout.signal.aborted) throw error;
        return false;
      },
    );
    if (!isSynced) throw timeoutError(watch, controller, timeoutMs);
  } finally {
    timer.cancel();
  }
}

function timeoutError(watch: BoundWatch, controller: string, timeoutMs: number): Error {
  const reason = watch.informer.lastError;
  const why = reason === undefined ? "" : `: ${errorText(reason)}`;
  const waited = `timed out after ${formatDuration(timeoutMs)} waiting for ${resourceNameOf(watch.kind)}`;
  return new Error(`failed to wait for ${controller} caches to sync: ${waited}${why}`, { cause: reason });
}
