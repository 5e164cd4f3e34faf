import { keyOf, type ObjectKey } from "#meta/key.ts";
import type { StoredObject } from "./reflector-state.ts";
import type { Store } from "./store.ts";

/** A list that is being received: it takes effect at once or not at all, and the store answers from the old state meanwhile. */
export interface Staging {
  put(object: StoredObject): void;
  remove(object: StoredObject): void;
  discard(): void;
  /** Makes the store equal to what was put, and returns what that changed. */
  commit(): StoreDifference;
}

/** What a list changed. */
export interface StoreDifference {
  readonly created: readonly StoredObject[];
  readonly updated: readonly { readonly old: StoredObject; readonly object: StoredObject }[];
  readonly deleted: readonly StoredObject[];
}

/**
 * Creates the staging area of one reflector; `namespace` is the part of the store that it is responsible for.
 * Objects that have not changed are taken from the store, so a list of what is known needs little memory.
 */
export function createStaging(store: Store, namespace: string | undefined): Staging {
  let namespaces = new Map<string, Map<string, StoredObject>>();
  const staged = (key: ObjectKey): StoredObject | undefined => namespaces.get(key.namespace ?? "")?.get(key.name);

  return {
    put(object) {
      const { name, namespace: own = "", uid, resourceVersion } = object.metadata;
      let names = namespaces.get(own);
      if (names === undefined) namespaces.set(own, (names = new Map()));
      const known = store.get(object.metadata)?.metadata;
      const unchanged = known?.uid === uid && known.resourceVersion === resourceVersion;
      names.set(name, (unchanged && store.get(object.metadata)) || object);
    },
    remove(object) {
      namespaces.get(object.metadata.namespace ?? "")?.delete(object.metadata.name);
    },
    discard() {
      namespaces = new Map();
    },
    commit() {
      const created: StoredObject[] = [];
      const updated: { old: StoredObject; object: StoredObject }[] = [];
      const deleted: StoredObject[] = [];
      for (const old of store.list(namespace)) {
        const now = staged(old.metadata);
        if (now?.metadata.uid !== old.metadata.uid) deleted.push(old);
      }
      for (const old of deleted) store.remove(keyOf(old));
      for (const names of namespaces.values()) {
        for (const object of names.values()) {
          const old = store.get(object.metadata);
          if (old === object) continue;
          store.put(object);
          if (old === undefined) created.push(object);
          else updated.push({ old, object });
        }
      }
      namespaces = new Map();
      return { created, updated, deleted };
    },
  };
}
