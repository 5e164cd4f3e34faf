import type { KeyOf } from "#meta/key.ts";
import { keyOf } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import { apiVersionOf } from "#meta/kind.ts";
import type { Persisted } from "#meta/object.ts";
import { isApiError, isStatus } from "./api-error.ts";
import { type Caller, createCaller } from "./caller.ts";
import { type ClientOptions, resolveClientOptions } from "./client-options.ts";
import type { Client, GetOptions, WriteOptions } from "./client.ts";
import { deleteBody, isGone } from "./delete-call.ts";
import { createListing } from "./list-call.ts";
import { parseObject } from "./parse-object.ts";
import { bodyOfApply, bodyOfPatch, writeQuery } from "./patch-call.ts";
import { createRaw } from "./raw-call.ts";
import { collectionPath, namespacedPath, objectPath, selectorQuery, withQuery } from "./request-path.ts";
import { createSubresource } from "./subresource-call.ts";
import { createWatching } from "./watch-call.ts";

/** Creates the client of one API server. It holds no connection of its own: close the transport when done. */
export function createClient(options: ClientOptions): Client {
  const resolved = resolveClientOptions(options);
  const caller = createCaller(resolved);
  const { fieldManager } = resolved;
  const query = (write: WriteOptions): ReturnType<typeof writeQuery> => writeQuery(write, fieldManager);

  async function get<K extends Kind>(kind: K, key: KeyOf<K>, read: GetOptions = {}): Promise<Persisted<ObjectOf<K>>> {
    const path = withQuery(objectPath(kind, key), { resourceVersion: read.resourceVersion });
    const { body } = await caller.read({ verb: "get", method: "GET", path, options: read });
    return parseObject(body, kind, path);
  }

  const listing = createListing(caller);
  const watching = createWatching(caller, resolved);
  const subresource = (name: string): ReturnType<typeof createSubresource> =>
    createSubresource({ caller, fieldManager, name });

  return {
    get,
    async find(kind, key, read) {
      try {
        return await get(kind, key, read);
      } catch (error) {
        // A 404 without details is about the path, not the object: the kind itself is unknown to the server.
        if (isApiError(error, "NotFound") && error.details !== undefined) return undefined;
        throw error;
      }
    },
    ...listing,
    async create(kind, object, write = {}) {
      const path = withQuery(namespacedPath(kind, object.metadata?.namespace), query(write));
      return send(caller, { verb: "create", method: "POST", path, body: withType(kind, object), options: write }, kind);
    },
    async update(kind, object, write = {}) {
      const path = withQuery(objectPath(kind, keyOf(object)), query(write));
      return send(caller, { verb: "update", method: "PUT", path, body: withType(kind, object), options: write }, kind);
    },
    async patch(kind, key, patch, write = {}) {
      const path = withQuery(objectPath(kind, key), query(write));
      return send(caller, { verb: "patch", method: "PATCH", path, ...bodyOfPatch(patch), options: write }, kind);
    },
    async apply(kind, object, write = {}) {
      const applied = bodyOfApply(kind, object, { write, fieldManager });
      const path = withQuery(objectPath(kind, applied.key), applied.query);
      const { body, contentType } = applied;
      return send(caller, { verb: "patch", method: "PATCH", path, body, contentType, options: write }, kind);
    },
    async delete(kind, key, write = {}) {
      const path = objectPath(kind, key);
      const { body } = await caller.read({
        verb: "delete",
        method: "DELETE",
        path,
        body: deleteBody(write),
        options: write,
      });
      const object = parseObject<Persisted<ObjectOf<typeof kind>>>(body, kind, path);
      return isStatus(object) || isGone(object) ? undefined : object;
    },
    async deleteAllOf(kind, write = {}) {
      const path = withQuery(collectionPath(kind, write.namespace), selectorQuery(write));
      await caller.read({ verb: "deletecollection", method: "DELETE", path, body: deleteBody(write), options: write });
    },
    watch: watching,
    subresource,
    status: subresource("status"),
    raw: createRaw(caller),
  };
}

type SendCall = Parameters<Caller["read"]>[0];

async function send<T>(caller: Caller, call: SendCall, kind: Kind): Promise<T> {
  const { body } = await caller.read(call);
  return parseObject<T>(body, kind, call.path);
}

function withType(kind: Kind, object: object): string {
  return JSON.stringify({ apiVersion: apiVersionOf(kind), kind: kind.kind, ...object });
}
