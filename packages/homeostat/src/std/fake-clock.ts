import type { Clock, Timer } from "./clock.ts";

/** A clock that stands still until told to advance; timers fire in order of their due time, then of their creation. */
export interface FakeClock extends Clock {
  /** Moves time forward by `ms`, firing what falls due and letting promise callbacks run in between. */
  advance(ms: number): Promise<void>;
  /** Due time (as `monotonicMs`) of the earliest pending timer. */
  nextDueMs(): number | undefined;
}

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Creates a clock that starts at `startMs` (default 2026-01-01T00:00:00Z). */
export function createFakeClock(startMs: number = 1_767_225_600_000): FakeClock {
  let elapsedMs = 0;
  let order = 0;
  const pending = new Set<Pending>();
  const earliest = (): Pending | undefined => {
    let first: Pending | undefined;
    for (const one of pending) {
      if (first === undefined || one.dueMs < first.dueMs || (one.dueMs === first.dueMs && one.order < first.order))
        first = one;
    }
    return first;
  };
  const timer = (ms: number, fire: () => void): Timer => {
    const one: Pending = { dueMs: elapsedMs + Math.max(ms, 0), order: order++, fire };
    pending.add(one);
    return { cancel: () => void pending.delete(one) };
  };
  return {
    now: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    timer,
    sleep: (ms, signal) => sleepOn(timer, ms, signal),
    nextDueMs: () => earliest()?.dueMs,
    async advance(ms) {
      const endMs = elapsedMs + ms;
      await settle();
      for (let next = earliest(); next !== undefined && next.dueMs <= endMs; next = earliest()) {
        elapsedMs = Math.max(elapsedMs, next.dueMs);
        pending.delete(next);
        next.fire();
        await settle();
      }
      elapsedMs = endMs;
    },
  };
}

function sleepOn(timer: Clock["timer"], ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      one.cancel();
      reject(signal?.reason as Error);
    };
    const one = timer(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Lets the promise callbacks that are ready run: a macrotask comes after all microtasks. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
