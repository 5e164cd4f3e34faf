import type { Client, DeleteAllOfOptions, GetOptions, ListOptions, SubresourceClient } from "#client/client.ts";
import { isBeingDeleted } from "#meta/finalizer.ts";
import { keyOf, type ObjectKey } from "#meta/key.ts";
import { apiVersionOf, type Kind, resourceNameOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";
import type { Cache } from "./cache.ts";
import { objectSelector } from "./selection.ts";

/**
 * A client whose reads of the kinds in `cache` come from there and see what was written through this client. Reads of other
 * kinds, and reads that ask for a `resourceVersion` or `{ consistency: "live" }`, go to the API server: no read starts a watch.
 */
export function createCachedClient(client: Client, cache: Cache): Client {
  const isCached = (kind: Kind, { namespace }: { readonly namespace?: string }, options: GetOptions = {}): boolean =>
    options.consistency !== "live" && options.resourceVersion === undefined && cache.has(kind, namespace);
  /** Makes a write visible; passes its answer on. */
  const record = <T>(kind: Kind, answer: T, options: { readonly dryRun?: boolean } = {}): T => {
    if (options.dryRun !== true && isObjectOf(kind, answer)) cache.written(kind, answer);
    return answer;
  };

  return {
    get: (kind, key, options) => (isCached(kind, key, options) ? cache : client).get(kind, key, options),
    find: (kind, key, options) => (isCached(kind, key, options) ? cache : client).find(kind, key, options),
    async list(kind, options = {}) {
      if (isListCached(kind, options)) return cache.list(kind, options);
      checkNoIndex(kind, options);
      return client.list(kind, options);
    },
    pages: (kind, options) => client.pages(kind, options),
    watch: (kind, options) => client.watch(kind, options),
    raw: (request) => client.raw(request),
    create: async (kind, object, options) => record(kind, await client.create(kind, object, options), options),
    update: async (kind, object, options) => record(kind, await client.update(kind, object, options), options),
    patch: async (kind, key, patch, options) => record(kind, await client.patch(kind, key, patch, options), options),
    apply: async (kind, object, options) => record(kind, await client.apply(kind, object, options), options),
    async delete(kind, key, options = {}) {
      // Before the request: afterwards the watch may have shown the end of this object, and the next one of its name.
      const uid = options.preconditions?.uid ?? cachedUid(kind, key);
      const rest = await client.delete(kind, key, options);
      if (options.dryRun !== true && rest === undefined) cache.deleted(kind, key, uid);
      return rest === undefined ? undefined : record(kind, rest, options);
    },
    async deleteAllOf(kind, options = {}) {
      const before = options.dryRun === true ? [] : cachedObjects(kind, options);
      await client.deleteAllOf(kind, options);
      if (before.length === 0) return;
      // The answer does not say what is gone and what waits for finalizers. Asked without the selectors: what does not match
      // any more is not gone.
      const rest = await client.list(kind, liveList(options));
      for (const object of rest) if (isBeingDeleted(object)) record(kind, object);
      const left = new Set(rest.map(({ metadata }) => metadata.uid));
      for (const object of before) {
        if (!left.has(object.metadata?.uid ?? "")) cache.deleted(kind, keyOf(object), object.metadata?.uid);
      }
    },
    subresource: (name) => recorded(client.subresource(name)),
    status: recorded(client.status),
  };

  function isListCached(kind: Kind, options: ListOptions): boolean {
    return isCached(kind, options, options) && options.resourceVersionMatch === undefined;
  }

  function cachedUid(kind: Kind, key: ObjectKey): string | undefined {
    return cache.has(kind, key.namespace) ? cache.informer(kind).get(key)?.metadata?.uid : undefined;
  }

  function cachedObjects(kind: Kind, { namespace, ...selectors }: DeleteAllOfOptions): readonly KubernetesObject[] {
    if (!cache.has(kind, namespace)) return [];
    const selects = objectSelector(selectors);
    const objects: readonly KubernetesObject[] = [...cache.informer(kind).list()];
    return objects.filter(
      (object) => (namespace === undefined || object.metadata?.namespace === namespace) && selects(object),
    );
  }

  function recorded(subresource: SubresourceClient): SubresourceClient {
    return {
      get: (kind, key, options) => subresource.get(kind, key, options),
      create: async (kind, key, body, options) =>
        record(kind, await subresource.create(kind, key, body, options), options),
      update: async (kind, object, options) => record(kind, await subresource.update(kind, object, options), options),
      patch: async (kind, key, patch, options) =>
        record(kind, await subresource.patch(kind, key, patch, options), options),
      apply: async (kind, object, options) => record(kind, await subresource.apply(kind, object, options), options),
    };
  }
}

/** Subresources answer with the object itself, or with another kind: Scale, Status, TokenRequest. */
function isObjectOf(kind: Kind, answer: unknown): answer is Persisted<KubernetesObject> {
  if (typeof answer !== "object" || answer === null || !("kind" in answer) || !("apiVersion" in answer)) return false;
  return answer.kind === kind.kind && answer.apiVersion === apiVersionOf(kind) && "metadata" in answer;
}

function liveList({ namespace, signal }: DeleteAllOfOptions): ListOptions {
  return { ...(namespace !== undefined && { namespace }), ...(signal !== undefined && { signal }) };
}

function checkNoIndex(kind: Kind, { index }: ListOptions): void {
  if (index === undefined) return;
  throw new Error(
    `cannot list ${resourceNameOf(kind)} by the index ${JSON.stringify(index.name)} from the API server: indexes are in the cache only; watch ${kind.kind} in a controller, and list without consistency "live"`,
  );
}
