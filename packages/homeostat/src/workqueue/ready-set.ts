import type { Clock } from "#std/clock.ts";
import { createIndexedHeap } from "./indexed-heap.ts";

/** What decides whose turn it is. */
export interface ReadyItem {
  readonly priority: number;
  readonly order: number;
  readonly readySinceMs: number;
}

/** The items that could be worked on now. */
export interface ReadySet<T extends ReadyItem> {
  add(item: T): void;
  /** To be called when the item's order has changed; nothing happens when it is not in the set. */
  update(item: T): void;
  /** Takes out the item whose turn it is. */
  take(): T | undefined;
  clear(): void;
}

/**
 * Creates an empty set that gives the highest priority first, then first come, first served. One turn in eight belongs to
 * the item that has waited longest, once it has waited for `ageingMs`: a steady stream of a higher priority slows a lower one
 * down, but cannot stop it.
 */
export function createReadySet<T extends ReadyItem>(options: {
  readonly clock: Clock;
  readonly ageingMs: number;
}): ReadySet<T> {
  const byPriority = createIndexedHeap<T>((a, b) => b.priority - a.priority || a.order - b.order);
  const byAge = createIndexedHeap<T>((a, b) => a.readySinceMs - b.readySinceMs || a.order - b.order);
  let turns = 0;
  const choose = (): T | undefined => {
    const oldest = byAge.peek();
    if (oldest === undefined || ++turns % TURNS_PER_AGED !== 0) return byPriority.peek();
    return options.clock.monotonicMs() - oldest.readySinceMs >= options.ageingMs ? oldest : byPriority.peek();
  };
  const add = (item: T): void => {
    byPriority.set(item);
    byAge.set(item);
  };
  return {
    add,
    update(item) {
      if (byPriority.has(item)) add(item);
    },
    take() {
      const chosen = choose();
      if (chosen === undefined) return undefined;
      byPriority.delete(chosen);
      byAge.delete(chosen);
      return chosen;
    },
    clear() {
      byPriority.clear();
      byAge.clear();
    },
  };
}

const TURNS_PER_AGED = 8;
