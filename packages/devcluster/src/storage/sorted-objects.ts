import type { ListRange, Stored } from "./store.ts";

/** Objects by key and in key order. Adding in key order costs the least. */
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
  for (const one of initial) byKey.set(one.key, one);
  return {
    get size() {
      return sorted.length;
    },
    get: (key) => byKey.get(key),
    set(stored) {
      const known = byKey.has(stored.key);
      byKey.set(stored.key, stored);
      const last = sorted.at(-1);
      if (last === undefined || last.key < stored.key) sorted.push(stored);
      else if (known) sorted[indexOf(sorted, stored.key)] = stored;
      else sorted.splice(indexOf(sorted, stored.key), 0, stored);
    },
    delete(key) {
      if (byKey.delete(key)) sorted.splice(indexOf(sorted, key), 1);
    },
    range({ namespace, after, limit }) {
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
