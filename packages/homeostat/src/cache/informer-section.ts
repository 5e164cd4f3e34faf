import { type ObjectKey, keyOf } from "#meta/key.ts";
import { isBeingDeleted } from "#meta/finalizer.ts";
import type { ObjectEvent } from "./cache.ts";
import { createOverlay, type Overlay, versionNumber } from "./overlay.ts";
import type { StoreChange, StoredObject } from "./reflector-state.ts";
import type { ObjectSelector } from "./selection.ts";
import { createStaging, type StoreDifference } from "./staging.ts";
import type { Store } from "./store.ts";

/** The part of an informer that one reflector feeds: a namespace, or everything. */
export interface InformerSection {
  readonly namespace: string | undefined;
  readonly overlay: Overlay;
  /** Whether the first list is in the store and was delivered. */
  readonly synced: boolean;
  /** Obeys the reflector: changes the store, then tells. */
  change(change: StoreChange): void;
  /** Takes in the answer of an own write. */
  written(object: StoredObject): void;
}

/** What a section needs. */
export interface InformerSectionOptions {
  readonly store: Store;
  readonly namespace: string | undefined;
  /** Whether the server's selectors let an object through. */
  readonly selects: ObjectSelector;
  readonly emit: (event: ObjectEvent<StoredObject>) => void;
  /** Called after each change of the store. */
  readonly onChanged: () => void;
}

/** Creates the section of a namespace. */
export function createInformerSection(options: InformerSectionOptions): InformerSection {
  const { store, namespace, emit } = options;
  const overlay = createOverlay();
  const staging = createStaging(store, namespace);
  let synced = false;
  /** The store holds every change up to this version. */
  let seen = 0;

  const stored = (key: ObjectKey): StoredObject | undefined => store.get(key);
  const advance = (version: number): readonly StoredObject[] => {
    seen = version;
    return overlay.size === 0 ? [] : overlay.caughtUp(version, stored);
  };
  const emitVanished = (objects: readonly StoredObject[]): void => {
    for (const object of objects) emit({ type: "delete", object, final: false });
  };

  const put = (object: StoredObject, trusted: boolean): void => {
    const old = store.get(object.metadata);
    const isSame = old?.metadata.uid === object.metadata.uid;
    // Servers repeat an event after a reconnect.
    const isRepeated = isSame && old.metadata.resourceVersion === object.metadata.resourceVersion;
    if (!isRepeated) store.put(object);
    if (old !== undefined && !isSame) overlay.observedDeletion(object.metadata, old.metadata.uid);
    const vanished = trusted ? advance(versionNumber(object.metadata.resourceVersion)) : [];
    if (isRepeated) return;
    options.onChanged();
    emitVanished(vanished);
    if (old !== undefined && isSame) return emit({ type: "update", old, object });
    if (old !== undefined) emit({ type: "delete", object: old, final: false });
    emit({ type: "create", object, initial: false });
  };

  const remove = (object: StoredObject, trusted: boolean): void => {
    const old = store.remove(keyOf(object));
    overlay.observedDeletion(object.metadata, object.metadata.uid);
    const vanished = trusted ? advance(versionNumber(object.metadata.resourceVersion)) : [];
    if (old !== undefined) options.onChanged();
    const other = vanished.filter(({ metadata }) => metadata.uid !== object.metadata.uid);
    emitVanished(other);
    if (old !== undefined || other.length < vanished.length) emit({ type: "delete", object, final: true });
  };

  const replace = (objects: readonly StoredObject[], resourceVersion: string): void => {
    for (const object of objects) staging.put(object);
    const initial = !synced;
    const difference = staging.commit();
    const version = versionNumber(resourceVersion);
    // The server's history was set back (a restored backup): what we knew of versions is void.
    if (version < seen) overlay.clear();
    for (const { metadata } of difference.deleted) overlay.observedDeletion(metadata, metadata.uid);
    const vanished = advance(version);
    synced = true;
    emitDifference(difference, vanished, initial);
    options.onChanged();
  };

  const emitDifference = (difference: StoreDifference, vanished: readonly StoredObject[], initial: boolean): void => {
    const newer = new Map(vanished.map((object) => [object.metadata.uid, object]));
    for (const old of difference.deleted) {
      emit({ type: "delete", object: newer.get(old.metadata.uid) ?? old, final: false });
      newer.delete(old.metadata.uid);
    }
    emitVanished([...newer.values()]);
    for (const { old, object } of difference.updated) emit({ type: "update", old, object });
    for (const object of difference.created) emit({ type: "create", object, initial });
  };

  return {
    namespace,
    overlay,
    get synced() {
      return synced;
    },
    change(change) {
      switch (change.type) {
        case "stage":
          for (const object of change.objects) staging.put(object);
          return;
        case "unstage":
          return staging.remove(change.object);
        case "discard":
          return staging.discard();
        case "replace":
          return replace(change.objects, change.resourceVersion);
        case "put":
          return put(change.object, change.trusted);
        case "remove":
          return remove(change.object, change.trusted);
        case "progress":
          return emitVanished(advance(versionNumber(change.resourceVersion)));
      }
    },
    written(object) {
      const known = store.get(object.metadata);
      if (isGone(object)) return overlay.deleted(object.metadata, object.metadata.uid, known);
      if (!options.selects(object)) return overlay.left(object, known, seen);
      const version = versionNumber(object.metadata.resourceVersion);
      // Deleted by somebody else while the watch was down, before this answer came: no event has told, nor will.
      if (version > 0 && version <= seen && known === undefined) emitVanished([object]);
      overlay.written(object, seen);
    },
  };
}

/** Whether a write's answer is the last state of an object that the write removed: nothing held it any more. */
function isGone(object: StoredObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
  return (
    isBeingDeleted(object) && finalizers.length === 0 && deletionGracePeriodSeconds === 0 && !hasSpecFinalizers(object)
  );
}

/** Namespaces have finalizers in their spec. */
function hasSpecFinalizers(object: StoredObject): boolean {
  if (object.kind !== "Namespace" || !("spec" in object)) return false;
  const { spec } = object;
  return (
    typeof spec === "object" &&
    spec !== null &&
    "finalizers" in spec &&
    Array.isArray(spec.finalizers) &&
    spec.finalizers.length > 0
  );
}
