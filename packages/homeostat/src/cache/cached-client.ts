import type {
  Client,
  DeleteAllOfOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  SubresourceClient,
} from "#client/client.ts";
import type { ObjectKey } from "#meta/key.ts";
import { type Kind, resourceNameOf } from "#meta/kind.ts";
import type { Cache } from "./cache.ts";
import { cachedObjects, cachedUid, createWriteRecorder, type WriteRecorder } from "./write-recorder.ts";

/**
 * A client whose reads of the kinds in `cache` come from there and see what was written through this client, also when the
 * answer to a write was lost. Reads of other kinds, and reads that ask for a `resourceVersion` or `{ consistency: "live" }`, go
 * to the API server: no read starts a watch.
 */
export function createCachedClient(client: Client, cache: Cache): Client {
  const recorder = createWriteRecorder(client, cache);
  const isCached = (kind: Kind, { namespace }: { readonly namespace?: string }, options: GetOptions = {}): boolean =>
    options.consistency !== "live" && options.resourceVersion === undefined && cache.has(kind, namespace);
  const readerOf = async (kind: Kind, key: ObjectKey, options?: GetOptions): Promise<Cache | Client> => {
    if (!isCached(kind, key, options)) return client;
    await recorder.settle(kind, key.namespace);
    return cache;
  };

  return {
    get: async (kind, key, options) => (await readerOf(kind, key, options)).get(kind, key, options),
    find: async (kind, key, options) => (await readerOf(kind, key, options)).find(kind, key, options),
    async list(kind, options = {}) {
      if (isCached(kind, options, options) && options.resourceVersionMatch === undefined) {
        await recorder.settle(kind, options.namespace);
        return cache.list(kind, options);
      }
      checkNoIndex(kind, options);
      return client.list(kind, options);
    },
    pages: (kind, options) => client.pages(kind, options),
    watch: (kind, options) => client.watch(kind, options),
    raw: (request) => client.raw(request),
    create: (kind, object, options) =>
      recorder.write(kind, object.metadata?.namespace, () => client.create(kind, object, options), options),
    update: (kind, object, options) =>
      recorder.write(kind, object.metadata?.namespace, () => client.update(kind, object, options), options),
    patch: (kind, key, patch, options) =>
      recorder.write(kind, key.namespace, () => client.patch(kind, key, patch, options), options),
    apply: (kind, object, options) =>
      recorder.write(kind, namespaceOf(object), () => client.apply(kind, object, options), options),
    delete: (kind, key, options) =>
      deleteOne(kind, key, { client, cache, recorder, options: options ?? {} }) as ReturnType<
        typeof client.delete<typeof kind>
      >,
    deleteAllOf: (kind, options) => deleteAllOf(kind, { client, cache, recorder, options: options ?? {} }),
    subresource: (name) => recordedSubresource(client.subresource(name), recorder),
    status: recordedSubresource(client.status, recorder),
  };
}

interface Deletion<Options> {
  readonly client: Client;
  readonly cache: Cache;
  readonly recorder: WriteRecorder;
  readonly options: Options;
}

async function deleteOne(kind: Kind, key: ObjectKey, deletion: Deletion<DeleteOptions>): Promise<unknown> {
  const { client, cache, recorder, options } = deletion;
  // Before the request: afterwards the watch may have shown the end of this object, and the next one of its name.
  const uid = options.preconditions?.uid ?? cachedUid(cache, kind, key);
  const rest = await recorder.write(kind, key.namespace, () => client.delete(kind, key, options), options);
  if (options.dryRun !== true && rest === undefined) cache.deleted(kind, key, uid);
  return rest;
}

/** The answer does not say what is gone and what waits for finalizers, so the server is asked for what is left. */
async function deleteAllOf(
  kind: Kind,
  { client, cache, recorder, options }: Deletion<DeleteAllOfOptions>,
): Promise<void> {
  const { namespace, signal, dryRun } = options;
  const isShown = dryRun !== true && cachedObjects(cache, kind, namespace).length > 0;
  await recorder.write(kind, namespace, () => client.deleteAllOf(kind, options), options);
  if (isShown) await recorder.refresh(kind, namespace, signal);
}

function recordedSubresource(subresource: SubresourceClient, recorder: WriteRecorder): SubresourceClient {
  return {
    get: (kind, key, options) => subresource.get(kind, key, options),
    create: (kind, key, body, options) =>
      recorder.write(kind, key.namespace, () => subresource.create(kind, key, body, options), options),
    update: (kind, object, options) =>
      recorder.write(kind, object.metadata?.namespace, () => subresource.update(kind, object, options), options),
    patch: (kind, key, patch, options) =>
      recorder.write(kind, key.namespace, () => subresource.patch(kind, key, patch, options), options),
    apply: (kind, object, options) =>
      recorder.write(kind, namespaceOf(object), () => subresource.apply(kind, object, options), options),
  };
}

/** What is applied is typed as any part of an object. */
function namespaceOf(applied: object): string | undefined {
  const { metadata } = applied as { readonly metadata?: { readonly namespace?: string } };
  return metadata?.namespace;
}

function checkNoIndex(kind: Kind, { index }: ListOptions): void {
  if (index === undefined) return;
  throw new Error(
    `cannot list ${resourceNameOf(kind)} by the index ${JSON.stringify(index.name)} from the API server: indexes are in the cache only; watch ${kind.kind} in a controller, and list without consistency "live"`,
  );
}
