import { type ObjectKey, keyString } from "#meta/key.ts";
import { isResourceVersion } from "#meta/resource-version.ts";
import { createHeap } from "#std/heap.ts";
import type { StoredObject } from "./reflector-state.ts";

/**
 * This process's own writes that the watch has not shown yet, laid over the store, so that a read never shows a state older
 * than an own write. An entry leaves when the watch has come to its version.
 *
 * Three things are not obvious. An answer that is older than what the watch has shown is not taken in: the object may be gone
 * already, and would come back. An object that we created and somebody deleted while the watch was down never appears in the
 * watch: it is reported as vanished when a list shows that it is gone. And a deletion hides an object by its UID, so that one
 * that was created anew under the same name is seen.
 */
export interface Overlay {
  readonly size: number;
  /** What a reader sees of an object that the store has as `stored`. */
  view(key: ObjectKey, stored: StoredObject | undefined): StoredObject | undefined;
  /** Objects that readers see in place of those of the store, and the keys of those. */
  entries(): Iterable<OverlayEntry>;
  /** Takes in a write's answer. `seen` is the version that the watch has come to. */
  written(object: StoredObject, seen: number): void;
  /** Hides an object that was written and is, thereby, not one that the cache keeps any more. */
  left(object: StoredObject, stored: StoredObject | undefined, seen: number): void;
  /** Hides a deleted object, if that is what readers see. */
  deleted(key: ObjectKey, uid: string, stored: StoredObject | undefined): void;
  /** The watch has shown that the object with this UID is deleted. */
  observedDeletion(key: ObjectKey, uid: string): void;
  /**
   * The store holds all changes up to version `seen`; `stored` reads it. Returns what readers saw here and that is gone.
   */
  caughtUp(seen: number, stored: (key: ObjectKey) => StoredObject | undefined): readonly StoredObject[];
  clear(): void;
}

/** One own write. */
export interface OverlayEntry {
  readonly key: ObjectKey;
  readonly uid: string;
  /** The version of the write; of a deletion, the last one that was seen. */
  readonly version: number;
  /** Undefined: hidden. */
  readonly object: StoredObject | undefined;
  /** Hidden until the deletion is observed, not just until `version`. */
  readonly deleted: boolean;
}

/** A version as a number to compare; 0 when the server's versions are not numbers. Etcd's stay far below 2^53. */
export function versionNumber(resourceVersion: string | undefined): number {
  return resourceVersion !== undefined && isResourceVersion(resourceVersion) ? Number(resourceVersion) : 0;
}

/** Creates an empty overlay. */
export function createOverlay(): Overlay {
  const entries = new Map<string, OverlayEntry>();
  // Oldest version first; an item whose entry was replaced is skipped when it comes up.
  const order = createHeap<OverlayEntry>((a, b) => a.version < b.version);

  const add = (entry: OverlayEntry): void => {
    const id = keyString(entry.key);
    entries.delete(id);
    entries.set(id, entry);
    order.push(entry);
    if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value ?? "");
  };
  const isNews = (object: StoredObject, seen: number): boolean => {
    const version = versionNumber(object.metadata.resourceVersion);
    if (version <= seen) return false;
    const entry = entries.get(keyString(object.metadata));
    return entry === undefined || (version > entry.version && !(entry.deleted && entry.uid === object.metadata.uid));
  };
  const entryOf = (object: StoredObject, shown: StoredObject | undefined): OverlayEntry => {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const key = namespace === undefined ? { name } : { namespace, name };
    return { key, uid, version: versionNumber(resourceVersion), object: shown, deleted: false };
  };
  const view = (key: ObjectKey, stored: StoredObject | undefined): StoredObject | undefined => {
    if (entries.size === 0) return stored;
    const entry = entries.get(keyString(key));
    return entry === undefined || isNewer(stored, entry) ? stored : entry.object;
  };

  return {
    get size() {
      return entries.size;
    },
    view,
    entries: () => entries.values(),
    written(object, seen) {
      if (isNews(object, seen)) add(entryOf(object, object));
    },
    left(object, stored, seen) {
      if (isNews(object, seen) && view(object.metadata, stored) !== undefined) add(entryOf(object, undefined));
    },
    deleted(key, uid, stored) {
      const seen = view(key, stored);
      if (seen?.metadata.uid !== uid) return;
      add({ key, uid, version: versionNumber(seen.metadata.resourceVersion), object: undefined, deleted: true });
    },
    observedDeletion(key, uid) {
      const entry = entries.get(keyString(key));
      if (entry?.deleted && entry.uid === uid) entries.delete(keyString(key));
    },
    caughtUp(seen, stored) {
      const vanished: StoredObject[] = [];
      for (let entry = order.peek(); entry !== undefined && entry.version <= seen; entry = order.peek()) {
        order.pop();
        const id = keyString(entry.key);
        if (entries.get(id) !== entry) continue;
        const isThere = stored(entry.key)?.metadata.uid === entry.uid;
        // Its deletion is yet to be observed.
        if (entry.deleted && isThere) continue;
        entries.delete(id);
        if (entry.object !== undefined && !isThere) vanished.push(entry.object);
      }
      return vanished;
    },
    clear() {
      entries.clear();
    },
  };
}

/** A bound against a watch that never comes back. Beyond it the oldest writes are forgotten, as without an overlay. */
const MAX_ENTRIES = 100_000;

function isNewer(stored: StoredObject | undefined, entry: OverlayEntry): boolean {
  if (stored === undefined) return false;
  if (entry.deleted && stored.metadata.uid === entry.uid) return false;
  return versionNumber(stored.metadata.resourceVersion) > entry.version;
}
