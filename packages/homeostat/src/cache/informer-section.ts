import { keyOf } from "#meta/key.ts";
import { isBeingDeleted } from "#meta/finalizer.ts";
import type { ObjectEvent } from "./cache.ts";
import { createOverlay, type Overlay, versionNumber } from "./overlay.ts";
import type { StoreChange, StoredObject } from "./reflector-state.ts";
import type { ObjectSelector } from "./selection.ts";
import { createStaging, type Staging, type StoreDifference } from "./staging.ts";
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
  const { store, namespace } = options;
  const overlay = createOverlay();
  const staging = createStaging(store, namespace);
  const section: Section = { ...options, overlay, staging, synced: false, seen: 0 };
  return {
    namespace,
    overlay,
    get synced() {
      return section.synced;
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
          return replace(section, change.objects, change.resourceVersion);
        case "put":
          return put(section, change.object, change.trusted);
        case "remove":
          return remove(section, change.object, change.trusted);
        case "progress":
          return emitVanished(section, advance(section, change.resourceVersion));
      }
    },
    written: (object) => takeIn(section, object),
  };
}

interface Section extends InformerSectionOptions {
  readonly overlay: Overlay;
  readonly staging: Staging;
  synced: boolean;
  /** The store holds every change up to this version. */
  seen: number;
}

function put(section: Section, object: StoredObject, trusted: boolean): void {
  const { store, overlay, emit } = section;
  const old = store.get(object.metadata);
  const isSame = old?.metadata.uid === object.metadata.uid;
  // Servers repeat an event after a reconnect.
  const isRepeated = isSame && old.metadata.resourceVersion === object.metadata.resourceVersion;
  if (!isRepeated) store.put(object);
  if (old !== undefined && !isSame) overlay.observedDeletion(object.metadata, old.metadata.uid);
  const vanished = trusted ? advance(section, object.metadata.resourceVersion) : [];
  if (isRepeated) return;
  section.onChanged();
  emitVanished(section, vanished);
  if (old !== undefined && isSame) return emit({ type: "update", old, object });
  if (old !== undefined) emit({ type: "delete", object: old, final: false });
  emit({ type: "create", object, initial: false });
}

function remove(section: Section, object: StoredObject, trusted: boolean): void {
  const { store, overlay, emit } = section;
  const old = store.remove(keyOf(object));
  overlay.observedDeletion(object.metadata, object.metadata.uid);
  const vanished = trusted ? advance(section, object.metadata.resourceVersion) : [];
  if (old !== undefined) section.onChanged();
  const other = vanished.filter(({ metadata }) => metadata.uid !== object.metadata.uid);
  emitVanished(section, other);
  if (old !== undefined || other.length < vanished.length) emit({ type: "delete", object, final: true });
}

function replace(section: Section, objects: readonly StoredObject[], resourceVersion: string): void {
  const { overlay, staging } = section;
  for (const object of objects) staging.put(object);
  const initial = !section.synced;
  const difference = staging.commit();
  // The server's history was set back (a restored backup): what we knew of versions is void.
  if (versionNumber(resourceVersion) < section.seen) overlay.clear();
  for (const { metadata } of difference.deleted) overlay.observedDeletion(metadata, metadata.uid);
  const vanished = advance(section, resourceVersion);
  section.synced = true;
  emitDifference(section, difference, { vanished, initial });
  section.onChanged();
}

function takeIn(section: Section, object: StoredObject): void {
  const { store, overlay, seen } = section;
  const known = store.get(object.metadata);
  if (isGone(object)) return overlay.deleted(object.metadata, object.metadata.uid, known);
  if (!section.selects(object)) return overlay.left(object, known, seen);
  const version = versionNumber(object.metadata.resourceVersion);
  // Deleted by somebody else while the watch was down, before this answer came: no event has told, nor will.
  if (version > 0 && version <= seen && known === undefined) emitVanished(section, [object]);
  overlay.written(object, seen);
}

/** The store holds every change up to this version; returns what readers saw and that is gone. */
function advance(section: Section, resourceVersion: string): readonly StoredObject[] {
  section.seen = versionNumber(resourceVersion);
  const { overlay, store, seen } = section;
  return overlay.size === 0 ? [] : overlay.caughtUp(seen, (key) => store.get(key));
}

function emitVanished({ emit }: Section, objects: readonly StoredObject[]): void {
  for (const object of objects) emit({ type: "delete", object, final: false });
}

function emitDifference(
  section: Section,
  difference: StoreDifference,
  { vanished, initial }: { readonly vanished: readonly StoredObject[]; readonly initial: boolean },
): void {
  const { emit } = section;
  const newer = new Map(vanished.map((object) => [object.metadata.uid, object]));
  for (const old of difference.deleted) {
    emit({ type: "delete", object: newer.get(old.metadata.uid) ?? old, final: false });
    newer.delete(old.metadata.uid);
  }
  emitVanished(section, [...newer.values()]);
  for (const { old, object } of difference.updated) emit({ type: "update", old, object });
  for (const object of difference.created) emit({ type: "create", object, initial });
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
