import type { ObjectEvent } from "#cache/cache.ts";
import type { Client } from "#client/client.ts";
import type { ObjectKey } from "#meta/key.ts";
import { keyOf, keyString } from "#meta/key.ts";
import type { Kind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { refersToKind } from "#meta/owner.ts";

/** Which objects have to be reconciled when `object` has changed. Asked for the old and the new state of an update. */
export type Mapper<T extends KubernetesObject> = (
  object: T,
  context: MapContext,
) => Iterable<ObjectKey> | Promise<Iterable<ObjectKey>>;

/** What a mapper may use. */
export interface MapContext {
  /** Reads from the cache of the cluster that is watched. */
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** The object itself. */
export function toObject(object: KubernetesObject): readonly ObjectKey[] {
  return [keyOf(object)];
}

/** How owners are found. */
export interface OwnerMapperOptions {
  /** `controller`: the owner that manages the object; `all`: every owner of the kind. @default "controller" */
  readonly match?: "controller" | "all";
}

/**
 * The owners of a kind. Group and kind are compared, the version is not: an owner reference may name another version than
 * the one that is watched.
 */
export function toOwner(
  ownerKind: Kind,
  options: OwnerMapperOptions = {},
): (object: KubernetesObject) => readonly ObjectKey[] {
  const { match = "controller" } = options;
  return (object) => {
    const namespace = ownerKind.scope === "Namespaced" ? object.metadata?.namespace : undefined;
    const keys: ObjectKey[] = [];
    for (const reference of object.metadata?.ownerReferences ?? []) {
      if (!refersToKind(reference, ownerKind) || (match === "controller" && reference.controller !== true)) continue;
      keys.push(namespace === undefined ? { name: reference.name } : { namespace, name: reference.name });
    }
    return keys;
  };
}

/** The keys for an event: those of the new and of the old state, each once. At once when the mapper is synchronous. */
export function keysOf<T extends KubernetesObject>(
  event: ObjectEvent<T>,
  mapper: Mapper<T>,
  context: MapContext,
): Iterable<ObjectKey> | Promise<Iterable<ObjectKey>> {
  const mapped = mapper(event.object, context);
  if (event.type !== "update") return mapped;
  const mappedOld = mapper(event.old, context);
  if (mapped instanceof Promise || mappedOld instanceof Promise) {
    return Promise.all([mapped, mappedOld]).then(([keys, oldKeys]) => union(oldKeys, keys));
  }
  return union(mappedOld, mapped);
}

function union(first: Iterable<ObjectKey>, second: Iterable<ObjectKey>): Iterable<ObjectKey> {
  const keys = new Map<string, ObjectKey>();
  for (const key of first) keys.set(keyString(key), key);
  for (const key of second) keys.set(keyString(key), key);
  return keys.values();
}
