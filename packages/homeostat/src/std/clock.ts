/**
 * The only source of time: everything that reads the clock or waits receives a `Clock`, so that a whole system can run on
 * a fake or seeded one.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never go backwards; only differences have a meaning. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with `signal.reason` when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `ms`. A timer does not keep the process alive. */
  timer(ms: number, callback: () => void): Timer;
}

/** A pending call of `Clock.timer`. */
export interface Timer {
  /** Idempotent; after it returns the callback is not called. */
  cancel(): void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, clampDelay(ms));
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
  timer(ms, callback) {
    const timer = setTimeout(callback, clampDelay(ms));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** setTimeout fires at once for delays beyond 2^31 - 1 ms, and for NaN. */
const MAX_DELAY_MS = 2 ** 31 - 1;

function clampDelay(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_DELAY_MS);
}
