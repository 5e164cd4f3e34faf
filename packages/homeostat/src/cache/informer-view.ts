import type { ObjectKey } from "#meta/key.ts";
import type { Overlay } from "./overlay.ts";
import type { StoredObject } from "./reflector-state.ts";
import type { Store } from "./store.ts";

/** Which objects of a kind to read: all, those of a namespace, those under a value of an index. */
export interface ViewQuery {
  readonly namespace?: string | undefined;
  readonly index?: { readonly name: string; readonly value: string } | undefined;
}

/** What readers see: the store with own writes laid over it. To be read in one go: the store must not change meanwhile. */
export function* viewObjects(store: Store, overlays: Iterable<Overlay>, query: ViewQuery): Iterable<StoredObject> {
  const { namespace, index } = query;
  const { hidden, added } = differences(overlays, (key) => store.get(key));
  const isInNamespace = (object: StoredObject): boolean =>
    namespace === undefined || object.metadata.namespace === namespace;
  const candidates = index === undefined ? store.list(namespace) : store.indexes.get(index.name, index.value);
  for (const object of candidates) {
    if (!hidden.has(object) && isInNamespace(object)) yield object;
  }
  for (const object of added) {
    if (isInNamespace(object) && (index === undefined || store.indexes.holds(index.name, index.value, object)))
      yield object;
  }
}

interface Differences {
  readonly hidden: ReadonlySet<StoredObject>;
  readonly added: readonly StoredObject[];
}

function differences(overlays: Iterable<Overlay>, storedAt: (key: ObjectKey) => StoredObject | undefined): Differences {
  const hidden = new Set<StoredObject>();
  const added: StoredObject[] = [];
  for (const overlay of overlays) {
    for (const { key } of overlay.entries()) {
      const stored = storedAt(key);
      const seen = overlay.view(key, stored);
      if (seen === stored) continue;
      if (stored !== undefined) hidden.add(stored);
      if (seen !== undefined) added.push(seen);
    }
  }
  return { hidden, added };
}
