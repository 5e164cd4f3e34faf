import type { Reader } from "#client/client.ts";
import type { ObjectKey } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";

/**
 * Keeps the objects of the kinds that were asked for in memory, up to date by a watch, and sees this process's own writes at
 * once. What it hands out is shared and must not be changed (frozen when `freeze` is set).
 */
export interface Cache extends Reader {
  /** The informer of a kind, created (not started) on first use; the same selection gives the same informer. */
  informer<K extends Kind>(kind: K): Informer<Persisted<ObjectOf<K>>>;
  /** Whether reads of this kind (in this namespace; absent: in all that the cache is limited to) are served from here. */
  has(kind: Kind, namespace?: string): boolean;
  /** Adds an index before or after start; its name is unique per kind. */
  index<K extends Kind>(kind: K, name: string, values: (object: Persisted<ObjectOf<K>>) => readonly string[]): void;
  /** Makes a write's answer visible to reads until the watch has caught up (D5). */
  written(kind: Kind, object: Persisted<KubernetesObject>): void;
  /**
   * Hides an object that was deleted until the watch has caught up. It is known by its UID: without one nothing is hidden,
   * since what the cache has under this name may be a new object.
   */
  deleted(kind: Kind, key: ObjectKey, uid: string | undefined): void;
  /** Runs every informer until the signal aborts, also those that are created later. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when every informer has its first list; rejects with the last list or watch error after `timeoutMs`. */
  synced(signal: AbortSignal, timeoutMs?: number): Promise<void>;
}

/** One kind in the cache. */
export interface Informer<T extends KubernetesObject> {
  readonly kind: Kind;
  /** Events after the store was changed; the current objects come first as `create` with `initial: true`. */
  subscribe(listener: (event: ObjectEvent<T>) => void): () => void;
  get(key: ObjectKey): T | undefined;
  list(): Iterable<T>;
  readonly synced: boolean;
  /** Resolves when the first list is in the store and was delivered to the listeners. */
  waitForSync(signal: AbortSignal): Promise<void>;
  /** Why the last list or watch failed; undefined while all is well. */
  readonly lastError: Error | undefined;
}

/** What happened to an object in the cache, or to something outside of it (`generic`). */
export type ObjectEvent<T extends KubernetesObject> =
  | { readonly type: "create"; readonly object: T; readonly initial: boolean }
  | { readonly type: "update"; readonly object: T; readonly old: T }
  /** `final` is false when the object's last state is not known: it vanished while the watch was down. */
  | { readonly type: "delete"; readonly object: T; readonly final: boolean }
  | { readonly type: "generic"; readonly object: T };
