import { isApiError } from "#client/api-error.ts";
import type { JsonPatchOperation } from "#client/client.ts";
import type { KeyOf } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import { hasFinalizer, isBeingDeleted } from "#meta/finalizer.ts";
import type { Persisted } from "#meta/object.ts";
import type { ReconcileContext } from "./controller-options.ts";
import { done, type Outcome } from "./outcome.ts";

/** A reconcile with a finalizer around it. */
export interface FinalizedReconcile<K extends Kind> {
  readonly kind: K;
  readonly finalizer: string;
  readonly reconcile: (request: KeyOf<K>, context: ReconcileContext) => Promise<Outcome> | Outcome;
  readonly finalize: (object: Persisted<ObjectOf<K>>, context: ReconcileContext) => Promise<Outcome> | Outcome;
}

/**
 * Puts the finalizer on an object before anything is done for it, and takes it away only when `finalize` says that it is done.
 * Both are patches that test what they found, so that a finalizer of somebody else is never lost.
 */
export async function reconcileWithFinalizer<K extends Kind>(
  request: KeyOf<K>,
  context: ReconcileContext,
  { kind, finalizer, reconcile, finalize }: FinalizedReconcile<K>,
): Promise<Outcome> {
  const { client, signal } = context;
  const object = await client.find(kind, request, { signal });
  if (object === undefined) return reconcile(request, context);
  if (!isBeingDeleted(object)) {
    if (!hasFinalizer(object, finalizer)) {
      await client.patch(kind, request, { type: "json", patch: additionPatch(object, finalizer) }, { signal });
    }
    return reconcile(request, context);
  }
  if (!hasFinalizer(object, finalizer)) return done();
  const outcome = await finalize(object, context);
  if (outcome.kind !== "done") return outcome;
  // A finalize that changed the object itself has made the copy from before it old.
  const current = await client.find(kind, request, { signal });
  if (current === undefined || !hasFinalizer(current, finalizer)) return done();
  try {
    await client.patch(kind, request, { type: "json", patch: removalPatch(current, finalizer) }, { signal });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
  return done();
}

/** The test of the UID keeps the patch from an object that was deleted and created again under the same name. */
function additionPatch(object: Persisted<object>, finalizer: string): readonly JsonPatchOperation[] {
  const { uid, resourceVersion, finalizers } = object.metadata;
  const testUid: JsonPatchOperation = { op: "test", path: "/metadata/uid", value: uid };
  if (finalizers === undefined || finalizers.length === 0) {
    return [
      testUid,
      { op: "test", path: "/metadata/resourceVersion", value: resourceVersion },
      { op: "add", path: "/metadata/finalizers", value: [finalizer] },
    ];
  }
  return [
    testUid,
    { op: "test", path: "/metadata/finalizers", value: finalizers },
    { op: "add", path: "/metadata/finalizers/-", value: finalizer },
  ];
}

/** Removes one place of the list, after testing that the finalizer is in it. */
function removalPatch(object: Persisted<object>, finalizer: string): readonly JsonPatchOperation[] {
  const { uid, finalizers = [] } = object.metadata;
  const path = `/metadata/finalizers/${finalizers.indexOf(finalizer)}`;
  return [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path, value: finalizer },
    { op: "remove", path },
  ];
}
