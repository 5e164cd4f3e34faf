import { type Clock, systemClock } from "#std/clock.ts";
import { formatDuration } from "#meta/duration.ts";

/** How long to wait for a condition. */
export interface EventuallyOptions {
  /** @default 5000 */
  readonly timeoutMs?: number;
  /** Time between two checks. @default 10 */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Waits until `check` neither throws nor gives `false`, and resolves to its value: `eventually(() => client.get(Pod, key))`,
 * `eventually(() => expect(count).toBe(3))`. Rejects after the timeout with the last failure as the cause, so that a test says
 * what was missing.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const { timeoutMs = 5000, intervalMs = 10, signal, clock = systemClock } = options;
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  for (;;) {
    const result = await attempt(check);
    if (result.ok) return result.value;
    if (clock.monotonicMs() >= deadlineMs) {
      throw new Error(`condition not met within ${formatDuration(timeoutMs)}: ${result.why}`, { cause: result.cause });
    }
    await clock.sleep(intervalMs, signal);
  }
}

type Attempt<T> =
  | { readonly ok: true; readonly value: Exclude<T, false> }
  | { readonly ok: false; readonly why: string; readonly cause?: unknown };

async function attempt<T>(check: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await check();
    if (value === false) return { ok: false, why: "the check gave false" };
    return { ok: true, value: value as Exclude<T, false> };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error), cause: error };
  }
}
