import type { KeyOf, ObjectKey } from "#meta/key.ts";
import { keyOf } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import { apiVersionOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";
import type { Caller } from "./caller.ts";
import type { ApplyOf, ApplyOptions, GetOptions, Patch, SubresourceClient, WriteOptions } from "./client.ts";
import { parseJson } from "./parse-object.ts";
import { bodyOfApply, bodyOfPatch, writeQuery } from "./patch-call.ts";
import { objectPath, type Query, withQuery } from "./request-path.ts";

/** Creates the verbs of one subresource. Answers are as the server sent them: they may be of another kind (Scale, Status). */
export function createSubresource(context: {
  readonly caller: Caller;
  readonly fieldManager: string | undefined;
  readonly name: string;
}): SubresourceClient {
  const { caller, fieldManager, name } = context;

  async function send<T>(
    target: { readonly kind: Kind; readonly key: ObjectKey; readonly query: Query },
    call: Pick<Parameters<Caller["read"]>[0], "verb" | "method" | "body" | "contentType" | "options">,
  ): Promise<T> {
    const path = withQuery(objectPath(target.kind, target.key, name), target.query);
    const { body } = await caller.read({ ...call, path });
    return parseJson(body, path) as T;
  }

  return {
    get<K extends Kind, T = Persisted<ObjectOf<K>>>(kind: K, key: KeyOf<K>, options: GetOptions = {}): Promise<T> {
      const query = { resourceVersion: options.resourceVersion };
      return send({ kind, key, query }, { verb: "get", method: "GET", options });
    },
    create<K extends Kind, T>(kind: K, key: KeyOf<K>, body: object, options: WriteOptions = {}): Promise<T> {
      const query = writeQuery(options, fieldManager);
      return send({ kind, key, query }, { verb: "create", method: "POST", body: JSON.stringify(body), options });
    },
    update<K extends Kind, T = Persisted<ObjectOf<K>>>(
      kind: K,
      object: KubernetesObject,
      options: WriteOptions = {},
    ): Promise<T> {
      const query = writeQuery(options, fieldManager);
      // Filled in only for the object itself: a Scale brings its own type, or the server refuses it by name.
      const body = JSON.stringify({ apiVersion: apiVersionOf(kind), kind: kind.kind, ...object });
      return send({ kind, key: keyOf(object), query }, { verb: "update", method: "PUT", body, options });
    },
    patch<K extends Kind, T = Persisted<ObjectOf<K>>>(
      kind: K,
      key: KeyOf<K>,
      patch: Patch,
      options: WriteOptions = {},
    ): Promise<T> {
      const query = writeQuery(options, fieldManager);
      return send({ kind, key, query }, { verb: "patch", method: "PATCH", ...bodyOfPatch(patch), options });
    },
    apply<K extends Kind, T = Persisted<ObjectOf<K>>>(
      kind: K,
      object: ApplyOf<K>,
      options: ApplyOptions = {},
    ): Promise<T> {
      const { body, contentType, key, query } = bodyOfApply(kind, object, { write: options, fieldManager });
      return send({ kind, key, query }, { verb: "patch", method: "PATCH", body, contentType, options });
    },
  };
}
