import { backoffDelayMs } from "#std/backoff.ts";
import type { Clock } from "#std/clock.ts";

/** Decides how long a key that failed has to wait. Keys are identities (strings). */
export interface RateLimiter {
  /** Counts a failure of `key` and returns the delay before its next try. */
  delayMs(key: string): number;
  /** Starts counting from zero again. */
  forget(key: string): void;
  /** Failures since the last `forget`. */
  failures(key: string): number;
}

/** The defaults of controller-runtime: 5 ms, doubled with each failure up to 1000 s. */
export interface ExponentialRateLimiterOptions {
  /** @default 5 */
  readonly initialMs?: number;
  /** @default 1 000 000 */
  readonly maxMs?: number;
}

/** Doubles the delay with each failure of a key. */
export function createExponentialRateLimiter(options: ExponentialRateLimiterOptions = {}): RateLimiter {
  const { initialMs = 5, maxMs = 1_000_000 } = options;
  const counter = createFailureCounter();
  return { ...counter, delayMs: (key) => backoffDelayMs({ initialMs, maxMs }, counter.count(key)) };
}

/** A short delay for the first failures of a key, a long one after. */
export interface FastSlowRateLimiterOptions {
  readonly fastMs: number;
  readonly slowMs: number;
  /** How many failures get the short delay. */
  readonly fastAttempts: number;
}

/** Retries a few times quickly, then slowly. */
export function createFastSlowRateLimiter(options: FastSlowRateLimiterOptions): RateLimiter {
  const counter = createFailureCounter();
  return {
    ...counter,
    delayMs: (key) => (counter.count(key) <= options.fastAttempts ? options.fastMs : options.slowMs),
  };
}

/** One token bucket for all keys together. */
export interface BucketRateLimiterOptions {
  /** Tokens that come back per second. */
  readonly perSecond: number;
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly clock: Clock;
}

/** Limits the retries of all keys together; knows no failures. */
export function createBucketRateLimiter({ perSecond, burst, clock }: BucketRateLimiterOptions): RateLimiter {
  let tokens = burst;
  let updatedMs = clock.monotonicMs();
  return {
    delayMs() {
      const nowMs = clock.monotonicMs();
      tokens = Math.min(burst, tokens + ((nowMs - updatedMs) / 1000) * perSecond) - 1;
      updatedMs = nowMs;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000;
    },
    forget: () => undefined,
    failures: () => 0,
  };
}

/** The longest delay that any of the limiters asks for. */
export function maxOfRateLimiters(...limiters: readonly RateLimiter[]): RateLimiter {
  return {
    delayMs: (key) => Math.max(0, ...limiters.map((limiter) => limiter.delayMs(key))),
    forget: (key) => limiters.forEach((limiter) => limiter.forget(key)),
    failures: (key) => Math.max(0, ...limiters.map((limiter) => limiter.failures(key))),
  };
}

/** A limiter whose delays end at `maxMs`. */
export function cappedRateLimiter(limiter: RateLimiter, maxMs: number): RateLimiter {
  return {
    delayMs: (key) => Math.min(limiter.delayMs(key), maxMs),
    forget: (key) => limiter.forget(key),
    failures: (key) => limiter.failures(key),
  };
}

/** Grows with the keys that fail now: each success forgets its key. */
function createFailureCounter(): Pick<RateLimiter, "forget" | "failures"> & { count(key: string): number } {
  const counts = new Map<string, number>();
  return {
    count(key) {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
    forget: (key) => void counts.delete(key),
    failures: (key) => counts.get(key) ?? 0,
  };
}
