/**
 * Keys that wait for work: each key is in it at most once, is worked on by one worker at most, and comes back after a delay
 * when asked. The rules are those of controller-runtime's priority queue, with ageing so that a low priority does not starve.
 * See https://github.com/kubernetes-sigs/controller-runtime/blob/main/designs/priorityqueue.md
 */
export interface Workqueue<K> {
  /** Adds a key, or merges with what waits under it: the highest priority, the earliest time. Ignored after `shutDown`. */
  add(key: K, options?: AddOptions): void;
  /**
   * The next key, as soon as there is one; undefined when the queue is shut down. Rejects with `signal.reason` when the signal
   * aborts first. `using lease = await queue.take(signal)` gives the key back at the end of the block.
   */
  take(signal: AbortSignal): Promise<Lease<K> | undefined>;
  /** Keys that could be worked on now, also those that are being worked on and were added again. */
  readonly length: number;
  /** Keys that are leased. */
  readonly processing: number;
  /** Drops what waits and ends every `take`; running leases stay valid. */
  shutDown(): void;
}

/** How a key is added. With both delays the shorter one counts. */
export interface AddOptions {
  /** Not before this many milliseconds have passed. */
  readonly afterMs?: number;
  /** Not before the rate limiter's delay, which grows with each such add. @default false */
  readonly rateLimited?: boolean;
  /** Higher first. @default 0 */
  readonly priority?: number;
}

/**
 * A key that one worker holds. One of the verbs says how it went; without one nothing is added and the failures stay counted.
 * The key is free for others when the lease is disposed.
 */
export interface Lease<K> extends Disposable {
  readonly key: K;
  /** What the key was taken with; `retry` and `requeue` keep it. */
  readonly priority: number;
  /** Failures before this run, since the last success. */
  readonly failures: number;
  /** It went well: the failures are forgotten. */
  succeed(): void;
  /** It failed: once more after the rate limiter's delay. */
  retry(priority?: number): void;
  /** It went well and is to be looked at again after `afterMs`: the failures are forgotten. */
  requeue(afterMs: number, priority?: number): void;
}

/** What a queue reports. */
export interface WorkqueueMetrics {
  /** A key became ready. */
  ready(priority: number): void;
  /** A ready key's priority rose. */
  raised(from: number, to: number): void;
  /** A ready key was taken (after so many seconds), or dropped (undefined). */
  removed(priority: number, waitedSeconds: number | undefined): void;
  /** A key was added with a delay. */
  retried(): void;
  /** A lease ended. */
  done(workedSeconds: number): void;
  /** Gives access to the work under way; returns the removal. */
  observeUnfinished(unfinished: () => UnfinishedWork): () => void;
}

/** The work under way. */
export interface UnfinishedWork {
  readonly totalSeconds: number;
  readonly longestSeconds: number;
}
