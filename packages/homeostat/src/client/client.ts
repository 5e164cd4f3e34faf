import type { KeyOf, ObjectKey } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";

/** Reads objects: from the API server, or from a cache. */
export interface Reader {
  /** The object; throws `ApiError` with reason `NotFound` when there is none. */
  get<K extends Kind>(kind: K, key: KeyOf<K>, options?: GetOptions): Promise<Persisted<ObjectOf<K>>>;
  /** The object, or undefined when there is none. */
  find<K extends Kind>(kind: K, key: KeyOf<K>, options?: GetOptions): Promise<Persisted<ObjectOf<K>> | undefined>;
  /** All objects that match, in no promised order; pages are followed. */
  list<K extends Kind>(kind: K, options?: ListOptions): Promise<readonly Persisted<ObjectOf<K>>[]>;
}

/** The typed verbs of the Kubernetes API. Failures are `ApiError` (the server answered) or `TransportError` (it did not). */
export interface Client extends Reader {
  /** The pages of a list as the server cuts them; an expired continue token (410) is thrown. */
  pages<K extends Kind>(kind: K, options?: PagesOptions): AsyncIterable<Page<Persisted<ObjectOf<K>>>>;
  create<K extends Kind>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<Persisted<ObjectOf<K>>>;
  /** Replaces the object; with `metadata.resourceVersion` set, fails with `Conflict` when it has changed since. */
  update<K extends Kind>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<Persisted<ObjectOf<K>>>;
  patch<K extends Kind>(kind: K, key: KeyOf<K>, patch: Patch, options?: PatchOptions): Promise<Persisted<ObjectOf<K>>>;
  /** Server-side apply; `fieldManager` is required, here or on the client. */
  apply<K extends Kind>(kind: K, object: ApplyOf<K>, options?: ApplyOptions): Promise<Persisted<ObjectOf<K>>>;
  /** Deletes; the answer is undefined when the object is gone, else the object that waits for finalizers or grace. */
  delete<K extends Kind>(kind: K, key: KeyOf<K>, options?: DeleteOptions): Promise<Persisted<ObjectOf<K>> | undefined>;
  deleteAllOf<K extends Kind>(kind: K, options?: DeleteAllOfOptions): Promise<void>;
  /** Events from `resourceVersion` on; ends when the server closes, throws `ApiError` for an ERROR event. */
  watch<K extends Kind>(kind: K, options?: WatchOptions): AsyncIterable<WatchEvent<Persisted<ObjectOf<K>>>>;
  /** `status`, `scale`, `eviction`, `binding`, … of an object. */
  subresource(name: string): SubresourceClient;
  readonly status: SubresourceClient;
  /** Any path, for what has no verb: discovery, health, logs. Throws `ApiError` for a status ≥ 400. */
  raw(request: RawRequest): Promise<RawResponse>;
}

/** Verbs on a part of an object. */
export interface SubresourceClient {
  get<K extends Kind, T = Persisted<ObjectOf<K>>>(kind: K, key: KeyOf<K>, options?: GetOptions): Promise<T>;
  create<K extends Kind, T>(kind: K, key: KeyOf<K>, body: object, options?: WriteOptions): Promise<T>;
  update<K extends Kind, T = Persisted<ObjectOf<K>>>(
    kind: K,
    object: KubernetesObject,
    options?: WriteOptions,
  ): Promise<T>;
  patch<K extends Kind, T = Persisted<ObjectOf<K>>>(
    kind: K,
    key: KeyOf<K>,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<T>;
  apply<K extends Kind, T = Persisted<ObjectOf<K>>>(kind: K, object: ApplyOf<K>, options?: ApplyOptions): Promise<T>;
}

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Deadline of the call. @default the client's `timeoutMs`, 30 000 */
  readonly timeoutMs?: number;
}

/** `cached` reads may be served from a cache that has seen this process's own writes; `live` ones go to the server. */
export type Consistency = "cached" | "live";

/** Options of reading one object. */
export interface GetOptions extends CallOptions {
  /** @default "cached" where there is a cache */
  readonly consistency?: Consistency;
  /** Only from the server. */
  readonly resourceVersion?: string;
}

/** Which objects a list, watch or deletion is about; absent members select nothing away. */
export interface SelectorOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Equality by an object, or the text syntax: `app in (a,b),!canary`. From a cache, equality is looked up in an index. */
  readonly labels?: Readonly<Record<string, string>> | string;
  /** `metadata.name=x,spec.nodeName!=y`, or equality by an object. */
  readonly fields?: Readonly<Record<string, string>> | string;
}

/** Options of a list. */
export interface ListOptions extends CallOptions, SelectorOptions {
  readonly consistency?: Consistency;
  /** Only from a cache: objects that an index (`IndexFunctions`) holds under `value`. */
  readonly index?: { readonly name: string; readonly value: string };
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
  /** Objects per request to the server. @default 500 */
  readonly pageSize?: number;
}

/** Options of a list that is read page by page from the server. */
export interface PagesOptions extends CallOptions, SelectorOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
  /** 0: everything in one page. @default 500 */
  readonly pageSize?: number;
  readonly continue?: string;
  /** @default false: managedFields are cut before parsing */
  readonly managedFields?: boolean;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Options of a write: create, update, patch. */
export interface WriteOptions extends CallOptions {
  /** Nothing is stored; the answer is what would be. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** @default the server's: Warn */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict";
}

/** Options of a patch. */
export type PatchOptions = WriteOptions;

/** Options of a server-side apply. See https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
export interface ApplyOptions extends WriteOptions {
  /** Takes fields over from other managers. @default false */
  readonly force?: boolean;
}

/** Options of a deletion. See https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#deleteoptions-v1-meta */
export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Orphan" | "Background" | "Foreground";
  /** The delete fails with `Conflict` when the object is another one. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Options of the deletion of all objects that are selected. */
export interface DeleteAllOfOptions extends DeleteOptions, SelectorOptions {}

/** What a watch delivers, and from where on. Absent version: from now on, with the current objects first. */
export interface WatchOptions extends CallOptions, SelectorOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "NotOlderThan";
  /** Streams the current state first (WatchList). @default false */
  readonly sendInitialEvents?: boolean;
  /** @default true */
  readonly allowWatchBookmarks?: boolean;
  /** The server ends the watch after this time. */
  readonly timeoutSeconds?: number;
  /** Throws `TransportError` with code `EIDLE` when nothing arrives for this long. */
  readonly idleTimeoutMs?: number;
  /** @default false: managedFields are cut before parsing */
  readonly managedFields?: boolean;
}

/** What happened to an object. A bookmark only says how far the watch is. */
export type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

/** A change to an object. Strategic merge patches are for built-in kinds only. */
export type Patch =
  | { readonly type: "json"; readonly patch: readonly JsonPatchOperation[] }
  | { readonly type: "merge" | "strategic"; readonly patch: object };

/** RFC 6902. */
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly from: string; readonly path: string };

/** What an apply sends: any subset of the object's fields, with its name. */
export type ApplyOf<K extends Kind> = DeepPartial<ObjectOf<K>>;

/** A part of a value, on every level: what a merge patch or an apply holds. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : T extends object
    ? { readonly [P in keyof T]?: DeepPartial<T[P]> }
    : T;

/** A request that no typed call covers, for example of `/version` or an aggregated API. */
export interface RawRequest extends CallOptions {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The answer to a `RawRequest`; a status from 400 on is thrown as `ApiError` instead. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  text(): Promise<string>;
  json<T>(): Promise<T>;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Where an object is: what errors and logs say. */
export interface ObjectReference extends ObjectKey {
  readonly kind: Kind;
}
