import { formatTime } from "homeostat/internal/meta/time.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { Status } from "#status/status-error.ts";
import { StaleWriteError, type ApiObject, type Stored } from "#storage/store.ts";
import { admitMutatingDelete, admitValidating, type AdmissionAttributes } from "./admit.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { readDeleteOptions } from "./delete-options.ts";
import { conflict, notFound } from "./errors.ts";
import { storageKey, tableFor } from "./get.ts";
import { presented } from "./object-json.ts";
import { collectorFinalizers, planDeletion, withFinalizers } from "./plan-deletion.ts";
import type { DeleteOptions } from "./write-options.ts";
import { storedToStrategy, strategyContext, strategyToStorage } from "./write-scope.ts";

/**
 * DELETE of one object: at once, after its grace period, or when its finalizers are gone.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
 */
export async function deleteObject(request: ResourceRequest): Promise<Outcome> {
  const options = await readDeleteOptions(request);
  const { object, isGone } = await deleteStored(request, storageKey(request), options);
  // So that clients of old know that dependents go first.
  const code = !isGone && options.orphanDependents === false ? 202 : 200;
  if (!isGone || request.resource.strategy.returnsDeletedObject) return { code, object };
  return { code, object: deletedStatus(request, object) };
}

/** What a deletion left. */
export interface Deletion {
  /** The object's last state, in the request's version. */
  readonly object: ApiObject;
  /** It is not in the store any more (or, in a dry run, would not be). */
  readonly isGone: boolean;
}

/** How often a deletion is tried again on the newer object before the client hears of the conflict. */
const MAX_TRIES = 6;

/** Deletes the object under a key. `isAdmitted`: admission has been asked already (evictions). Throws 404, 409 and what admission throws. */
export async function deleteStored(
  request: ResourceRequest,
  key: string,
  options: DeleteOptions,
  isAdmitted: boolean = false,
): Promise<Deletion> {
  const name = key.slice(key.indexOf("/") + 1);
  for (let tries = 1; ; tries++) {
    const stored = tableFor(request).get(key);
    if (stored === undefined) throw notFound(request.resource, name);
    checkPreconditions(request, stored, options);
    try {
      if (!isAdmitted) await admit(request, stored, options);
      return begin(request, stored, options) ?? carryOut(request, stored, options);
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      if (tries === MAX_TRIES)
        throw conflict(
          request.resource,
          name,
          "the object has been modified; please apply your changes to the latest version and try again",
        );
    }
  }
}

function checkPreconditions({ resource }: ResourceRequest, { object }: Stored, { preconditions }: DeleteOptions): void {
  const { uid = "", resourceVersion = "", name = "" } = object.metadata;
  const kind = { group: resource.group, resource: resource.kind };
  if (preconditions.uid !== undefined && preconditions.uid !== uid) {
    const detail = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(kind, name, detail);
  }
  if (preconditions.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const detail = `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(kind, name, detail);
  }
}

async function admit(request: ResourceRequest, stored: Stored, options: DeleteOptions): Promise<void> {
  const attributes: AdmissionAttributes = {
    operation: "DELETE",
    name: stored.object.metadata.name ?? "",
    object: undefined,
    oldObject: presented(stored.object, request),
    dryRun: options.dryRun,
    options: options.raw,
  };
  await admitMutatingDelete(request, attributes);
  await admitValidating(request, attributes);
}

/** The first DELETE of a kind that cleans up by itself only marks the object; undefined: nothing special about it. */
function begin(request: ResourceRequest, stored: Stored, options: DeleteOptions): Deletion | undefined {
  const { strategy, resource, group } = request.resource;
  const isNamespace = resource === "namespaces" && group === "";
  if (stored.object.metadata.deletionTimestamp !== undefined) {
    if (!isNamespace || specFinalizers(stored.object).length === 0) return undefined;
    return { object: presented(stored.object, request), isGone: false };
  }
  if (strategy.prepareForDelete === undefined && !isNamespace) return undefined;
  const context = strategyContext(request);
  const old = storedToStrategy(request, stored.object);
  const prepared = strategy.prepareForDelete?.(old, context) ?? terminatingNamespace(old);
  const held = withFinalizers(
    prepared,
    collectorFinalizers(prepared.metadata.finalizers ?? [], options, strategy.defaultGarbageCollection),
  );
  const deletionTimestamp = held.metadata.deletionTimestamp ?? formatTime(context.nowMs);
  return write(request, stored, { ...held, metadata: { ...held.metadata, deletionTimestamp } }, options);
}

function specFinalizers(namespace: ApiObject): readonly string[] {
  return (namespace["spec"] as { readonly finalizers?: readonly string[] } | undefined)?.finalizers ?? [];
}

function terminatingNamespace(namespace: ApiObject): ApiObject {
  return { ...namespace, status: { ...(namespace["status"] as object | undefined), phase: "Terminating" } };
}

function carryOut(request: ResourceRequest, stored: Stored, options: DeleteOptions): Deletion {
  const { strategy } = request.resource;
  warnOfOrphans(request, options);
  const plan = planDeletion(storedToStrategy(request, stored.object), options, strategy, request.context.clock.now());
  switch (plan.step) {
    case "none":
      return { object: presented(stored.object, request), isGone: false };
    case "remove":
      return remove(request, stored, options);
    case "mark": {
      if (options.dryRun) return { ...write(request, stored, plan.object, options), isGone: plan.removeAfter };
      const object = strategyToStorage(request, plan.object);
      // Deleting again what is being deleted changes nothing.
      const marked = jsonEqual(object, stored.object) ? stored : tableFor(request).update(stored, object);
      if (plan.removeAfter) return remove(request, marked, options);
      return { object: presented(marked.object, request), isGone: false };
    }
  }
}

function write(request: ResourceRequest, stored: Stored, next: ApiObject, options: DeleteOptions): Deletion {
  const object = strategyToStorage(request, next);
  const result = options.dryRun ? object : tableFor(request).update(stored, object).object;
  return { object: presented(result, request), isGone: false };
}

function remove(request: ResourceRequest, stored: Stored, options: DeleteOptions): Deletion {
  const last = options.dryRun ? stored : tableFor(request).delete(stored);
  return { object: presented(last.object, request), isGone: true };
}

function warnOfOrphans(request: ResourceRequest, options: DeleteOptions): void {
  const { resource, strategy } = request.resource;
  const isImplicit = options.propagationPolicy === undefined && options.orphanDependents === undefined;
  if (resource !== "jobs" || strategy.defaultGarbageCollection !== "Orphan" || !isImplicit) return;
  request.warn(
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
  );
}

/** The Status that answers a DELETE. */
function deletedStatus({ resource }: ResourceRequest, object: ApiObject): Status {
  const { name = "", uid = "" } = object.metadata;
  const group = resource.group === "" ? {} : { group: resource.group };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...group, kind: resource.resource, uid },
  };
}
