import type { ObjectKey } from "#meta/key.ts";
import { deepFreeze } from "#std/compare.ts";
import { createIndexSet, type IndexSet } from "./index-set.ts";
import type { StoredObject } from "./reflector-state.ts";

/** The objects of one kind as the watch has shown them, by namespace and name, and by index. */
export interface Store {
  readonly size: number;
  readonly indexes: IndexSet;
  get(key: ObjectKey): StoredObject | undefined;
  /** All objects, or those of one namespace; the store must not be changed meanwhile. */
  list(namespace?: string): Iterable<StoredObject>;
  /** Returns what was there before. */
  put(object: StoredObject): StoredObject | undefined;
  remove(key: ObjectKey): StoredObject | undefined;
}

/** What a store is made of. */
export interface StoreOptions {
  /** Deep-freezes objects, so that a reader who changes one is found out. For tests: it costs time. */
  readonly freeze: boolean;
  readonly onIndexError: (name: string, object: StoredObject, error: unknown) => void;
}

/** Creates an empty store. */
export function createStore(options: StoreOptions): Store {
  // Keyed by the strings that the objects hold anyway: a joined key would cost 50 bytes per object.
  const namespaces = new Map<string, Map<string, StoredObject>>();
  const indexes = createIndexSet(options.onIndexError);
  let size = 0;

  return {
    get size() {
      return size;
    },
    indexes,
    get: (key) => namespaces.get(key.namespace ?? "")?.get(key.name),
    list(namespace) {
      return namespace === undefined ? allOf(namespaces) : (namespaces.get(namespace)?.values() ?? []);
    },
    put(object) {
      if (options.freeze) deepFreeze(object);
      const { name, namespace = "" } = object.metadata;
      let names = namespaces.get(namespace);
      if (names === undefined) namespaces.set(namespace, (names = new Map()));
      const old = names.get(name);
      if (old === undefined) size++;
      names.set(name, object);
      indexes.replace(old, object);
      return old;
    },
    remove({ name, namespace = "" }) {
      const names = namespaces.get(namespace);
      const old = names?.get(name);
      if (names === undefined || old === undefined) return undefined;
      names.delete(name);
      if (names.size === 0) namespaces.delete(namespace);
      size--;
      indexes.replace(old, undefined);
      return old;
    },
  };
}

function* allOf(namespaces: ReadonlyMap<string, ReadonlyMap<string, StoredObject>>): Iterable<StoredObject> {
  for (const names of namespaces.values()) yield* names.values();
}
