import type { Random } from "./random.ts";

/** Options of an exponential backoff. */
export interface BackoffOptions {
  /** First delay. */
  readonly initialMs: number;
  /** Largest delay before jitter. */
  readonly maxMs: number;
  /** Growth per step. @default 2 */
  readonly factor?: number;
  /** Each delay is spread over [delay, delay × (1 + jitter)). @default 0 */
  readonly jitter?: number;
}

/** Delay before try number `failures` + 1, for `failures` ≥ 1. */
export function backoffDelayMs(options: BackoffOptions, failures: number, random?: Random): number {
  const { initialMs, maxMs, factor = 2, jitter = 0 } = options;
  const delayMs = Math.min(initialMs * factor ** Math.min(Math.max(failures - 1, 0), 60), maxMs);
  return random === undefined ? delayMs : delayMs * (1 + jitter * random.next());
}
