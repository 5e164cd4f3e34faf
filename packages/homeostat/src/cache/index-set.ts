import type { StoredObject } from "./reflector-state.ts";

/** The values under which an index holds an object; none: it does not hold it. */
export type IndexFunction = (object: StoredObject) => readonly string[];

/** Finds objects by what a function says of them, without looking at all of them. */
export interface IndexSet {
  /** Adds an index and fills it from `objects`; throws when the name is taken by another function. */
  add(name: string, values: IndexFunction, objects: Iterable<StoredObject>): void;
  has(name: string): boolean;
  /** How many different values there are. */
  size(name: string): number;
  readonly names: readonly string[];
  /** The objects under a value; throws when there is no such index. */
  get(name: string, value: string): Iterable<StoredObject>;
  /** Whether the index would hold `object` under `value`. */
  holds(name: string, value: string, object: StoredObject): boolean;
  /** Takes the old object out and puts the new one in. */
  replace(old: StoredObject | undefined, object: StoredObject | undefined): void;
}

/** Creates a set without indexes. A function that throws is reported once per object; the object is not in its index. */
export function createIndexSet(onError: (name: string, object: StoredObject, error: unknown) => void): IndexSet {
  const indexes = new Map<string, Index>();

  const valuesOf = (name: string, index: Index, object: StoredObject): readonly string[] => {
    try {
      return index.values(object);
    } catch (error) {
      onError(name, object, error);
      return [];
    }
  };
  const insert = (name: string, index: Index, object: StoredObject): void => {
    for (const value of valuesOf(name, index, object)) {
      const held = index.objects.get(value);
      if (held === undefined) index.objects.set(value, new Set([object]));
      else held.add(object);
    }
  };
  const remove = (name: string, index: Index, object: StoredObject): void => {
    for (const value of valuesOf(name, index, object)) {
      const held = index.objects.get(value);
      held?.delete(object);
      if (held?.size === 0) index.objects.delete(value);
    }
  };
  const named = (name: string): Index => {
    const index = indexes.get(name);
    if (index !== undefined) return index;
    const known = indexes.size === 0 ? "none is registered" : `there are ${[...indexes.keys()].join(", ")}`;
    throw new Error(
      `index ${JSON.stringify(name)} does not exist (${known}); register it with cache.index(kind, name, values)`,
    );
  };

  return {
    add(name, values, objects) {
      const before = indexes.get(name);
      if (before !== undefined) {
        if (before.values === values) return;
        throw new Error(`index ${JSON.stringify(name)} exists already, with another function`);
      }
      const index: Index = { values, objects: new Map() };
      indexes.set(name, index);
      for (const object of objects) insert(name, index, object);
    },
    has: (name) => indexes.has(name),
    size: (name) => named(name).objects.size,
    get names() {
      return [...indexes.keys()];
    },
    get: (name, value) => named(name).objects.get(value) ?? [],
    holds: (name, value, object) => valuesOf(name, named(name), object).includes(value),
    replace(old, object) {
      for (const [name, index] of indexes) {
        if (old !== undefined) remove(name, index, old);
        if (object !== undefined) insert(name, index, object);
      }
    },
  };
}

interface Index {
  readonly values: IndexFunction;
  readonly objects: Map<string, Set<StoredObject>>;
}
