import type { KubernetesObject, ObjectMeta } from "homeostat/internal/meta/object.ts";

/** An object as it is stored and handed out: JSON with its metadata, never changed once stored. */
export type ApiObject = KubernetesObject & { readonly metadata: ObjectMeta; readonly [field: string]: unknown };

/**
 * All objects of the cluster under one global revision. Every operation is synchronous: in one process a write is a
 * transaction by itself. Knows nothing of what the objects mean.
 */
export interface Store {
  /** The revision of the last write; starts at 1. A resource version is its decimal text. */
  readonly revision: number;
  /** Objects at revisions older than this cannot be had any more. */
  readonly compactedRevision: number;
  /** The table of one resource, created on first use. `name` is `<resource>.<group>` of the storage kind, or `<resource>`. */
  table(name: string): Table;
  /** Forgets the history up to `revision`: older watches and exact lists answer 410. */
  compact(revision: number): void;
  /** Resolves when the revision is reached (at once when it is), false after `timeoutMs`. */
  waitFor(revision: number, timeoutMs: number): Promise<boolean>;
}

/** One resource's objects, ordered by key. */
export interface Table {
  get(key: string): Stored | undefined;
  /** Objects in key order. Throws `CompactedError` when `revision` is too old. */
  list(options?: ListRange): ListResult;
  /** Stores a new object; its `metadata.resourceVersion` is set here. Throws `KeyExistsError`. */
  create(key: string, object: ApiObject): Stored;
  /** Replaces `expected`; throws `StaleWriteError` when it is not the current one. */
  update(expected: Stored, object: ApiObject): Stored;
  /** Removes `expected`; the DELETED event carries `last` (default: the stored object) with the delete's revision. */
  delete(expected: Stored, last?: ApiObject): Stored;
  /** Calls `listener` for every event after `fromRevision`, first those of the log (synchronously), then as they happen. Throws `CompactedError`. */
  watch(fromRevision: number, listener: (event: StoreEvent) => void): () => void;
  /** At most `limit` events of the log after `revision`: what a slow reader catches up with. Throws `CompactedError`. */
  readLog(revision: number, limit: number): readonly StoreEvent[];
  /** How many objects there are. */
  readonly size: number;
  /** The revision of the last write to this table; 0 when there was none. */
  readonly lastRevision: number;
}

export interface ListRange {
  /** Only keys of this namespace (`namespace/…`). */
  readonly namespace?: string;
  /** Only keys strictly after this one. */
  readonly after?: string;
  readonly limit?: number;
  /** As of this revision; default: now. */
  readonly revision?: number;
}

export interface ListResult {
  readonly items: readonly Stored[];
  /** The revision that the list is of. */
  readonly revision: number;
  /** How many more there are after `items`. */
  readonly remaining: number;
}

/** A version of an object. Immutable, so encodings of it can be kept. */
export interface Stored {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly object: ApiObject;
  readonly revision: number;
  readonly createRevision: number;
  /** Encodings made so far, by media type and version; small (the owner of a key decides what is worth keeping). */
  readonly encoded: Map<string, Buffer>;
}

/** A change. `previous` is undefined for ADDED; for DELETED `current` is the last state with the delete's revision. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly revision: number;
  readonly current: Stored;
  readonly previous: Stored | undefined;
}

/** The revision asked for was compacted away. */
export class CompactedError extends Error {
  readonly revision: number;
  readonly compactedRevision: number;
  constructor(revision: number, compactedRevision: number) {
    super(`revision ${revision} was compacted; the oldest is ${compactedRevision}`);
    this.name = "CompactedError";
    this.revision = revision;
    this.compactedRevision = compactedRevision;
  }
}

/** There is an object under this key. */
export class KeyExistsError extends Error {
  readonly existing: Stored;
  constructor(existing: Stored) {
    super(`${existing.key} exists`);
    this.name = "KeyExistsError";
    this.existing = existing;
  }
}

/** The object changed, or went, since it was read. */
export class StaleWriteError extends Error {
  constructor(key: string) {
    super(`${key} has changed`);
    this.name = "StaleWriteError";
  }
}
