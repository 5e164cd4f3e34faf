import { assert } from "#std/assert.ts";
import type { Clock, Timer } from "#std/clock.ts";
import { createIndexedHeap } from "./indexed-heap.ts";
import { createExponentialRateLimiter, type RateLimiter } from "./rate-limiter.ts";
import { createReadySet, type ReadySet } from "./ready-set.ts";
import { type Taker, waitForTurn } from "./taker.ts";
import type { AddOptions, Lease, UnfinishedWork, Workqueue, WorkqueueMetrics } from "./workqueue.ts";

/** What a queue needs. */
export interface WorkqueueOptions<K> {
  readonly clock: Clock;
  /** Two keys are the same when their identities are. */
  readonly identify: (key: K) => string;
  /** @default `createExponentialRateLimiter()`: 5 ms doubled up to 1000 s */
  readonly rateLimiter?: RateLimiter;
  readonly metrics?: WorkqueueMetrics;
  /** A ready key that has waited this long gets every eighth turn, whatever its priority. @default 10 000 */
  readonly ageingMs?: number;
}

/** Creates an empty queue. Everything in it is synchronous: a key that is added is handed to a waiting worker at once. */
export function createWorkqueue<K>(options: WorkqueueOptions<K>): Workqueue<K> {
  return new PriorityQueue(options);
}

class PriorityQueue<K> implements Workqueue<K> {
  readonly #clock: Clock;
  readonly #identify: (key: K) => string;
  readonly #limiter: RateLimiter;
  readonly #metrics: WorkqueueMetrics | undefined;
  readonly #stopObserving: (() => void) | undefined;
  /** Everything that waits or is ready; what is leased and not added again is not here. */
  readonly #entries = new Map<string, Entry<K>>();
  /** When each leased key was taken. */
  readonly #leased = new Map<string, number>();
  /** Ready and not leased. */
  readonly #ready: ReadySet<Entry<K>>;
  readonly #waiting = createIndexedHeap<Entry<K>>((a, b) => a.readyAtMs - b.readyAtMs || a.order - b.order);
  readonly #takers = new Set<Taker<K>>();
  #orders = 0;
  #readyCount = 0;
  #closed = false;
  #alarm: { readonly timer: Timer; readonly atMs: number } | undefined;

  constructor({ clock, identify, rateLimiter, metrics, ageingMs = 10_000 }: WorkqueueOptions<K>) {
    this.#clock = clock;
    this.#identify = identify;
    this.#limiter = rateLimiter ?? createExponentialRateLimiter();
    this.#metrics = metrics;
    this.#ready = createReadySet<Entry<K>>({ clock, ageingMs });
    this.#stopObserving = metrics?.observeUnfinished(() => unfinishedWork(this.#leased.values(), clock.monotonicMs()));
  }

  get length(): number {
    return this.#readyCount;
  }

  get processing(): number {
    return this.#leased.size;
  }

  add(key: K, options: AddOptions = {}): void {
    if (this.#closed) return;
    const { priority = 0 } = options;
    const id = this.#identify(key);
    const delayMs = this.#delayMs(id, options);
    if (delayMs > 0) this.#metrics?.retried();
    const entry = this.#entryOf(id, key, priority);
    if (priority > entry.priority) this.#raise(entry, priority);
    if (!entry.isReady) {
      if (delayMs > 0) this.#delay(entry, delayMs);
      else this.#makeReady(entry);
      this.#setAlarm();
    }
    this.#handOut();
  }

  take(signal: AbortSignal): Promise<Lease<K> | undefined> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#closed) return Promise.resolve(undefined);
    this.#wakeDue();
    const lease = this.#next();
    return lease === undefined ? waitForTurn(this.#takers, signal) : Promise.resolve(lease);
  }

  shutDown(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const entry of this.#entries.values()) if (entry.isReady) this.#metrics?.removed(entry.priority, undefined);
    this.#entries.clear();
    this.#ready.clear();
    this.#waiting.clear();
    this.#readyCount = 0;
    this.#alarm?.timer.cancel();
    this.#stopObserving?.();
    for (const taker of this.#takers) taker.resolve(undefined);
    this.#takers.clear();
  }

  #delayMs(id: string, { afterMs, rateLimited }: AddOptions): number {
    if (rateLimited !== true) return afterMs ?? 0;
    return Math.min(afterMs ?? Infinity, this.#limiter.delayMs(id));
  }

  #entryOf(id: string, key: K, priority: number): Entry<K> {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const order = this.#orders++;
    const entry: Entry<K> = { id, key, priority, order, isReady: false, readyAtMs: Infinity, readySinceMs: 0 };
    this.#entries.set(id, entry);
    return entry;
  }

  /** A key whose priority rises goes to the end of its new level. */
  #raise(entry: Entry<K>, priority: number): void {
    if (entry.isReady) this.#metrics?.raised(entry.priority, priority);
    entry.priority = priority;
    entry.order = this.#orders++;
    this.#ready.update(entry);
  }

  #delay(entry: Entry<K>, delayMs: number): void {
    entry.readyAtMs = Math.min(entry.readyAtMs, this.#clock.monotonicMs() + delayMs);
    this.#waiting.set(entry);
  }

  #makeReady(entry: Entry<K>): void {
    this.#waiting.delete(entry);
    entry.isReady = true;
    entry.readySinceMs = this.#clock.monotonicMs();
    this.#readyCount++;
    this.#metrics?.ready(entry.priority);
    if (!this.#leased.has(entry.id)) this.#ready.add(entry);
  }

  /** Moves what has become due to the ready keys, in the order of its times. */
  #wakeDue(): void {
    const nowMs = this.#clock.monotonicMs();
    for (let due = this.#waiting.peek(); due !== undefined && due.readyAtMs <= nowMs; due = this.#waiting.peek()) {
      due.order = this.#orders++;
      this.#makeReady(due);
    }
    this.#setAlarm();
    this.#handOut();
  }

  #setAlarm(): void {
    const atMs = this.#waiting.peek()?.readyAtMs;
    if (this.#alarm?.atMs === atMs) return;
    this.#alarm?.timer.cancel();
    this.#alarm = undefined;
    if (atMs === undefined) return;
    const timer = this.#clock.timer(atMs - this.#clock.monotonicMs(), () => {
      this.#alarm = undefined;
      this.#wakeDue();
    });
    this.#alarm = { timer, atMs };
  }

  #handOut(): void {
    for (const taker of this.#takers) {
      const lease = this.#next();
      if (lease === undefined) return;
      this.#takers.delete(taker);
      taker.resolve(lease);
    }
  }

  #next(): Lease<K> | undefined {
    const entry = this.#ready.take();
    if (entry === undefined) return undefined;
    assert(!this.#leased.has(entry.id), "a key is leased once at most");
    const nowMs = this.#clock.monotonicMs();
    this.#entries.delete(entry.id);
    this.#readyCount--;
    this.#leased.set(entry.id, nowMs);
    this.#metrics?.removed(entry.priority, (nowMs - entry.readySinceMs) / 1000);
    return this.#lease(entry);
  }

  #lease({ id, key, priority }: Entry<K>): Lease<K> {
    let isHeld = true;
    return {
      key,
      priority,
      failures: this.#limiter.failures(id),
      succeed: () => this.#limiter.forget(id),
      retry: (newPriority = priority) => this.add(key, { rateLimited: true, priority: newPriority }),
      requeue: (afterMs, newPriority = priority) => {
        this.#limiter.forget(id);
        this.add(key, { afterMs, priority: newPriority });
      },
      [Symbol.dispose]: () => {
        if (isHeld) this.#release(id);
        isHeld = false;
      },
    };
  }

  #release(id: string): void {
    const sinceMs = this.#leased.get(id);
    assert(sinceMs !== undefined, "a lease ends once");
    this.#leased.delete(id);
    this.#metrics?.done((this.#clock.monotonicMs() - sinceMs) / 1000);
    const entry = this.#entries.get(id);
    if (entry?.isReady) this.#ready.add(entry);
    this.#handOut();
  }
}

interface Entry<K> {
  readonly id: string;
  readonly key: K;
  priority: number;
  /** Stamped when added, when the priority rises and when a delay ends: first come, first served within a priority. */
  order: number;
  isReady: boolean;
  readyAtMs: number;
  readySinceMs: number;
}

function unfinishedWork(startsMs: Iterable<number>, nowMs: number): UnfinishedWork {
  let totalSeconds = 0;
  let longestSeconds = 0;
  for (const startMs of startsMs) {
    const seconds = (nowMs - startMs) / 1000;
    totalSeconds += seconds;
    longestSeconds = Math.max(longestSeconds, seconds);
  }
  return { totalSeconds, longestSeconds };
}
