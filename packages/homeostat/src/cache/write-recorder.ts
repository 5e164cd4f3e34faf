import { isApiError } from "#client/api-error.ts";
import type { Client } from "#client/client.ts";
import { isTransportError } from "#client/transport.ts";
import { keyOf, type ObjectKey } from "#meta/key.ts";
import { apiVersionOf, type Kind, resourceNameOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";
import type { Cache } from "./cache.ts";

/** Shows the writes of a client to its cache, also those whose answer was lost. */
export interface WriteRecorder {
  /** Sends a write and makes its answer visible to cached reads. */
  write<T>(
    kind: Kind,
    namespace: string | undefined,
    send: () => Promise<T>,
    options?: { readonly dryRun?: boolean },
  ): Promise<T>;
  /**
   * Before a cached read: when the answer to a write was lost, asks the server what has become of it. A create that was done
   * but not answered would otherwise be done again from a view that does not show it yet.
   */
  settle(kind: Kind, namespace: string | undefined): Promise<void>;
  /** Compares what the cache holds of a namespace with the server, and hides what is gone. */
  refresh(kind: Kind, namespace: string | undefined, signal?: AbortSignal): Promise<void>;
}

/** Creates a recorder for the kinds in `cache`. */
export function createWriteRecorder(client: Pick<Client, "list">, cache: Cache): WriteRecorder {
  const unsettled = new Map<string, Promise<void> | "asked for by the next read">();
  /** Makes an object visible that the server answered with. */
  const written = (kind: Kind, answer: unknown): void => {
    if (isObjectOf(kind, answer)) cache.written(kind, answer);
  };

  const refresh: WriteRecorder["refresh"] = async (kind, namespace, signal) => {
    const before = cachedObjects(cache, kind, namespace);
    const selection = { ...(namespace !== undefined && { namespace }), ...(signal !== undefined && { signal }) };
    const live = await client.list(kind, selection);
    for (const object of live) written(kind, object);
    const left = new Set(live.map(({ metadata }) => metadata.uid));
    for (const object of before) {
      if (!left.has(object.metadata?.uid ?? "")) cache.deleted(kind, keyOf(object), object.metadata?.uid);
    }
  };

  const settleOne = async (id: string, kind: Kind, namespace: string | undefined): Promise<void> => {
    const running = refresh(kind, namespace);
    unsettled.set(id, running);
    try {
      await running;
      if (unsettled.get(id) === running) unsettled.delete(id);
    } catch (error) {
      unsettled.set(id, "asked for by the next read");
      throw error;
    }
  };

  return {
    refresh,
    async write(kind, namespace, send, options = {}) {
      try {
        const answer = await send();
        if (options.dryRun !== true) written(kind, answer);
        return answer;
      } catch (error) {
        if (options.dryRun !== true && cache.has(kind, namespace) && isOutcomeUnknown(error)) {
          unsettled.set(scopeId(kind, namespace), "asked for by the next read");
        }
        throw error;
      }
    },
    async settle(kind, namespace) {
      if (unsettled.size === 0) return;
      const prefix = scopeId(kind, undefined);
      for (const [id, state] of unsettled) {
        const concerns = namespace === undefined ? id.startsWith(prefix) : id === scopeId(kind, namespace);
        if (concerns) await (typeof state === "string" ? settleOne(id, kind, namespaceOf(id)) : state);
      }
    },
  };
}

/** Whether the server may have done what it gave no answer for. */
function isOutcomeUnknown(error: unknown): boolean {
  if (isApiError(error)) return error.status >= 500;
  return !(isTransportError(error) && (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND"));
}

function scopeId(kind: Kind, namespace: string | undefined): string {
  return `${kind.version}/${resourceNameOf(kind)}/${namespace ?? ""}`;
}

function namespaceOf(id: string): string | undefined {
  const namespace = id.slice(id.lastIndexOf("/") + 1);
  return namespace === "" ? undefined : namespace;
}

/** What the cache holds of a kind, in one namespace or in all. */
export function cachedObjects(cache: Cache, kind: Kind, namespace: string | undefined): readonly KubernetesObject[] {
  if (!cache.has(kind, namespace)) return [];
  const objects: readonly KubernetesObject[] = [...cache.informer(kind).list()];
  return namespace === undefined ? objects : objects.filter((object) => object.metadata?.namespace === namespace);
}

/** The UID that the cache knows an object by. */
export function cachedUid(cache: Cache, kind: Kind, key: ObjectKey): string | undefined {
  return cache.has(kind, key.namespace) ? cache.informer(kind).get(key)?.metadata?.uid : undefined;
}

/** Subresources answer with the object itself, or with another kind: Scale, Status, TokenRequest. */
function isObjectOf(kind: Kind, answer: unknown): answer is Persisted<KubernetesObject> {
  if (typeof answer !== "object" || answer === null || !("kind" in answer) || !("apiVersion" in answer)) return false;
  return answer.kind === kind.kind && answer.apiVersion === apiVersionOf(kind) && "metadata" in answer;
}
