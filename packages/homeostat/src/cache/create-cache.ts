import { ApiError } from "#client/api-error.ts";
import type { CallOptions, Client, ListOptions } from "#client/client.ts";
import type { ObjectKey } from "#meta/key.ts";
import { apiVersionOf, type Kind, type ObjectOf, resourceNameOf } from "#meta/kind.ts";
import type { Persisted } from "#meta/object.ts";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import { aborted, createAbortController } from "#std/abort.ts";
import { createTaskGroup, type TaskGroup } from "#std/task-group.ts";
import type { Cache, Informer } from "./cache.ts";
import type { IndexFunction } from "./index-set.ts";
import type { InformerMetrics } from "./informer-metrics.ts";
import { type CachedKind, createInformer } from "./informer.ts";
import { listFromCache } from "./list-from-cache.ts";
import type { StoredObject } from "./reflector-state.ts";
import type { KindSelection } from "./selection.ts";

/** Options of a cache. */
export interface CacheOptions {
  /** Lists and watches; its other verbs are not used. */
  readonly client: Pick<Client, "pages" | "watch">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Of namespaced kinds only what is in these namespaces, each with its own watch. @default all namespaces, one watch */
  readonly namespaces?: readonly string[];
  /** Of single kinds only these objects. What they leave out does not exist for cached reads. */
  readonly selectors?: readonly KindSelection[];
  /** Deep-freezes the objects, so that code which changes a shared object fails. For tests. @default false */
  readonly freeze?: boolean;
  readonly metrics?: InformerMetrics;
}

/**
 * Creates an empty cache: `informer(kind)` adds a kind, `run` brings them to life. Reads see this process's own writes when
 * these go through `createCachedClient`.
 */
export function createCache(options: CacheOptions): Cache {
  const kinds = new Map<string, CachedKind>();
  let group: TaskGroup | undefined;

  const cachedKind = (kind: Kind): CachedKind => {
    const id = kindId(kind);
    const known = kinds.get(id);
    if (known !== undefined) return known;
    const informer = createInformer({
      ...options,
      selection: selectionOf(kind, options),
      metrics: options.metrics ?? {},
      freeze: options.freeze ?? false,
    });
    kinds.set(id, informer);
    group?.start((signal) => informer.run(signal));
    return informer;
  };

  /** The informer to read from, synced. */
  const readable = async (kind: Kind, call: CallOptions): Promise<CachedKind> => {
    const informer = kinds.get(kindId(kind));
    if (informer === undefined) throw new Error(notCached(kind));
    if (informer.synced) return informer;
    if (group === undefined) throw new Error(`cannot read ${resourceNameOf(kind)}: the cache is not started`);
    const { signal, timeoutMs = READ_TIMEOUT_MS } = call;
    await allSynced([informer], { clock: options.clock, signal, timeoutMs });
    return informer;
  };

  const find = async <K extends Kind>(
    kind: K,
    key: ObjectKey,
    call: CallOptions = {},
  ): Promise<Persisted<ObjectOf<K>> | undefined> => {
    const object = (await readable(kind, call)).get(key);
    return object === undefined ? undefined : typed(kind, object);
  };

  return {
    informer: (kind) => typedInformer(kind, cachedKind(kind)),
    has: (kind, namespace) => kinds.get(kindId(kind))?.covers(namespace) ?? false,
    index: (kind, name, values) => cachedKind(kind).addIndex(name, untypedIndex(kind, values)),
    written: (kind, object) => kinds.get(kindId(kind))?.written(object),
    deleted(kind, key, uid) {
      if (uid !== undefined) kinds.get(kindId(kind))?.deleted(key, uid);
    },
    find,
    async get(kind, key, call) {
      const object = await find(kind, key, call);
      if (object === undefined) throw notFound(kind, key);
      return object;
    },
    async list<K extends Kind>(kind: K, query: ListOptions = {}) {
      return typedList(kind, listFromCache(await readable(kind, query), query));
    },
    async run(signal) {
      if (group !== undefined) throw new Error("the cache is running already");
      group = createTaskGroup(signal);
      const { start } = group;
      for (const informer of kinds.values()) start((abort) => informer.run(abort));
      // The group is kept open for informers that come later.
      start(aborted);
      await group.join();
    },
    synced: (signal, timeoutMs) => allSynced([...kinds.values()], { clock: options.clock, signal, timeoutMs }),
  };
}

/** How long a read waits for the first list. */
const READ_TIMEOUT_MS = 30_000;

interface SyncOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
}

async function allSynced(informers: readonly CachedKind[], { clock, signal, timeoutMs }: SyncOptions): Promise<void> {
  const waiting = createAbortController();
  const onAbort = (): void => waiting.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined ? undefined : clock.timer(timeoutMs, () => waiting.abort(syncError(informers, timeoutMs)));
  try {
    await Promise.all(informers.map((informer) => informer.waitForSync(waiting.signal)));
  } finally {
    timer?.cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The version belongs to it: one kind in two versions is two shapes of objects. */
function kindId(kind: Kind): string {
  return `${kind.group}/${kind.version}/${kind.plural}`;
}

function selectionOf(kind: Kind, { namespaces, selectors = [] }: CacheOptions): KindSelection {
  const own = selectors.find((selection) => kindId(selection.kind) === kindId(kind));
  return { ...(namespaces !== undefined && { namespaces }), ...own, kind };
}

function notCached(kind: Kind): string {
  return `cannot read ${resourceNameOf(kind)} from the cache: no controller watches it; add it with cache.informer(${kind.kind}), or read it from the API server with { consistency: "live" }`;
}

function syncError(informers: readonly CachedKind[], timeoutMs: number): Error {
  const waiting = informers.filter((informer) => !informer.synced);
  const failing = waiting.find((informer) => informer.lastError !== undefined)?.lastError;
  if (failing !== undefined) return failing;
  const resources = waiting.map((informer) => resourceNameOf(informer.kind)).join(", ");
  return new Error(`the first list of ${resources} was not complete within ${timeoutMs} ms`);
}

function notFound(kind: Kind, key: ObjectKey): ApiError {
  const { group, plural } = kind;
  const place = key.namespace === undefined ? "" : `/namespaces/${key.namespace}`;
  return new ApiError({
    status: 404,
    reason: "NotFound",
    statusMessage: `${resourceNameOf(kind)} "${key.name}" not found`,
    details: { name: key.name, group, kind: plural },
    verb: "get",
    path: `${group === "" ? "/api" : "/apis"}/${apiVersionOf(kind)}${place}/${plural}/${key.name} (cached)`,
  });
}

// The type of a kind's objects is known by its token only: the server is taken at its word.

function typed<K extends Kind>(_kind: K, object: StoredObject): Persisted<ObjectOf<K>> {
  return object as Persisted<ObjectOf<K>>;
}

function typedList<K extends Kind>(_kind: K, objects: readonly StoredObject[]): readonly Persisted<ObjectOf<K>>[] {
  return objects as readonly Persisted<ObjectOf<K>>[];
}

function typedInformer<K extends Kind>(_kind: K, informer: CachedKind): Informer<Persisted<ObjectOf<K>>> {
  return informer as unknown as Informer<Persisted<ObjectOf<K>>>;
}

function untypedIndex<K extends Kind>(
  _kind: K,
  values: (object: Persisted<ObjectOf<K>>) => readonly string[],
): IndexFunction {
  return values as unknown as IndexFunction;
}
