import { CompactedError, type StoreEvent } from "./store.ts";

/** The latest events of one table, in order of their revision; the oldest make room for new ones. */
export interface EventLog {
  /** Events at or below this revision are gone. */
  readonly floor: number;
  push(event: StoreEvent): void;
  /** At most `limit` events after `revision`. Throws `CompactedError` when some of them are gone. */
  after(revision: number, limit: number): readonly StoreEvent[];
  /** Forgets events up to and including `revision`. */
  compact(revision: number): void;
}

/** Creates a log that keeps `capacity` events. */
export function createEventLog(capacity: number): EventLog {
  /** A ring: event number n is in slot n % capacity. */
  const ring: (StoreEvent | undefined)[] = [];
  let first = 0;
  let next = 0;
  let floor = 0;
  const at = (number: number): StoreEvent => ring[number % capacity] as StoreEvent;
  const dropFirst = (): void => {
    floor = at(first).revision;
    ring[first % capacity] = undefined;
    first++;
  };
  const firstAfter = (revision: number): number => {
    let low = first;
    let high = next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(middle).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get floor() {
      return floor;
    },
    push(event) {
      if (next - first === capacity) dropFirst();
      ring[next % capacity] = event;
      next++;
    },
    after(revision, limit) {
      if (revision < floor) throw new CompactedError(revision, floor);
      const events: StoreEvent[] = [];
      const start = firstAfter(revision);
      const end = Math.min(next, start + limit);
      for (let number = start; number < end; number++) events.push(at(number));
      return events;
    },
    compact(revision) {
      for (let count = firstAfter(revision) - first; count > 0; count--) dropFirst();
      floor = Math.max(floor, revision);
    },
  };
}
