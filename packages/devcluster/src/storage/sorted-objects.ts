import type { ListRange, Stored } from "./store.ts";

/** Objects by key and in key order. New ones find their place when a range is next read. */
export interface SortedObjects {
  readonly size: number;
  get(key: string): Stored | undefined;
  set(stored: Stored): void;
  delete(key: string): void;
  /** The objects of a range, as a new array. */
  range(range: ListRange): { readonly items: readonly Stored[]; readonly remaining: number };
}

/** Creates a collection of `initial`, which is in key order. */
export function createSortedObjects(initial: readonly Stored[] = []): SortedObjects {
  const byKey = new Map<string, Stored>();
  const sorted: Stored[] = [...initial];
  /** New objects that are not in `sorted` yet, in any order. */
  let added: Stored[] = [];
  for (const one of initial) byKey.set(one.key, one);
  const settle = (): void => {
    if (added.length === 0) return;
    mergeSorted(sorted, added.sort(byKeyOrder));
    added = [];
  };
  return {
    get size() {
      return byKey.size;
    },
    get: (key) => byKey.get(key),
    set(stored) {
      const { size } = byKey;
      byKey.set(stored.key, stored);
      if (byKey.size > size) {
        added.push(stored);
        return;
      }
      settle();
      sorted[indexOf(sorted, stored.key)] = stored;
    },
    delete(key) {
      if (!byKey.delete(key)) return;
      settle();
      sorted.splice(indexOf(sorted, key), 1);
    },
    range({ namespace, after, limit }) {
      settle();
      const from = Math.max(
        namespace === undefined ? 0 : indexOf(sorted, `${namespace}/`),
        after === undefined ? 0 : indexOf(sorted, `${after}\u0000`),
      );
      // "0" is the character after "/": the first key behind the namespace.
      const to = namespace === undefined ? sorted.length : indexOf(sorted, `${namespace}0`);
      const end = limit === undefined || limit <= 0 ? to : Math.min(to, from + limit);
      return { items: sorted.slice(from, Math.max(from, end)), remaining: Math.max(0, to - end) };
    },
  };
}

/** Puts `added`, which is in order, into `sorted`, from behind: what comes before the first of them is not touched. */
function mergeSorted(sorted: Stored[], added: readonly Stored[]): void {
  let from = sorted.length - 1;
  // Room for them at the end: an array must not have holes.
  for (const one of added) sorted.push(one);
  for (let index = added.length - 1; index >= 0; index--) {
    const next = added[index] as Stored;
    // Keys come once, so that there is always one order.
    while (from >= 0 && (sorted[from] as Stored).key > next.key) {
      sorted[from + index + 1] = sorted[from] as Stored;
      from--;
    }
    sorted[from + index + 1] = next;
  }
}

function byKeyOrder(a: Stored, b: Stored): number {
  return a.key < b.key ? -1 : 1;
}

/** Where `key` is, or would be. */
function indexOf(sorted: readonly Stored[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as Stored).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
