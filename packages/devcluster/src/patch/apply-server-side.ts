import type { Schema } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import { applyConflictError } from "./apply-conflict.ts";
import { hasPath } from "./field-set.ts";
import { FieldsV1Error } from "./fields-v1.ts";
import { allowedByLastApplied, KUBECTL, withLastApplied } from "./last-applied.ts";
import { managerId, readManagedFields, writeManagedFields, type Managed } from "./managed-fields.ts";
import { applyWithOwners, OwnerConflictError, type OwnersApplied } from "./owners.ts";
import { PatchError } from "./patch-error.ts";
import { resetFieldsOf } from "./reset-fields.ts";
import { stripOwner } from "./stripped-fields.ts";
import { keepTimes } from "./keep-times.ts";
import { validateTyped } from "./typed-validate.ts";
import { fieldsToSet, managedAfter } from "./update-managed-fields.ts";
import { isBuiltin, objectType } from "./value-type.ts";
import { zeroObject } from "./zero-object.ts";
import { withoutNulls } from "./without-nulls.ts";

/** A server-side apply. */
export interface ServerSideApply {
  /** The stored object in the version of the request; undefined when the apply creates it. */
  readonly live: ApiObject | undefined;
  /** The applied configuration. */
  readonly applied: ApiObject;
  readonly manager: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  readonly apiVersion: string;
  readonly schema: Schema;
  /** Now, as RFC 3339 text in UTC without fractions. */
  readonly time: string;
  /** Take fields from their owners. */
  readonly force: boolean;
  /** Fields that this write cannot change, as dotted paths. Default: `resetFieldsOf`. */
  readonly resetFields?: readonly string[];
}

/**
 * Merges an applied configuration into the live object and updates `metadata.managedFields`. Returns the live object itself
 * when nothing changes. Defaults and validation are the caller's.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/
 *
 * @throws ApplyConflictError when other managers own what would change, and `force` is not given.
 * @throws PatchError `malformed` when the configuration carries `managedFields`, `internal` with the text that belongs into
 * `failed to create typed patch object (…): …` when it does not fit the schema.
 */
export function applyServerSide(input: ServerSideApply): ApiObject {
  const { live, applied, schema } = input;
  const appliedEntries = applied.metadata?.managedFields;
  if (appliedEntries !== undefined && appliedEntries !== null) {
    throw new PatchError("malformed", "metadata.managedFields must be nil");
  }
  const problem = validateTyped(applied, objectType(schema), "refused");
  if (problem !== undefined) throw new PatchError("internal", problem);

  const managed = managedBefore(input);
  const result = applyTaking(input, managed);
  const merged = result.object as ApiObject;
  const isSame = result.object === result.live;
  const object = writeManagedFields(
    finish(input, isSame ? (live ?? merged) : merged),
    managedAfterApply(input, { managed, result, isSame }),
  );
  return live === undefined ? object : keepTimes(object, live);
}

interface Merged extends OwnersApplied {
  /** What the configuration was merged into, without `managedFields`. */
  readonly live: unknown;
}

/** kubectl may take the fields that it owned by client-side apply, as the annotation shows. */
function applyTaking(input: ServerSideApply, managed: Managed): Merged {
  try {
    return merge(input, managed, input.force);
  } catch (error) {
    if (!(error instanceof OwnerConflictError)) throw error;
    const allowed = input.manager === KUBECTL ? allowedByLastApplied(input) : undefined;
    if (allowed === undefined) throw applyConflictError(error.conflicts, managed);
    const refused = error.conflicts.filter(({ path }) => !hasPath(allowed, path));
    if (refused.length > 0) throw applyConflictError(refused, managed);
    return merge(input, managed, true);
  }
}

function merge(input: ServerSideApply, managed: Managed, isForced: boolean): Merged {
  const { applied, apiVersion, schema, subresource } = input;
  const live = input.live === undefined ? zeroObject(schema) : withoutManagedFields(input.live);
  const result = applyWithOwners({
    live,
    applied,
    type: objectType(schema),
    owners: managed.owners,
    manager: applierId(input),
    apiVersion,
    isForced,
    ignored: fieldsToSet(input.resetFields ?? resetFieldsOf(schema, subresource)),
  });
  return { ...result, live };
}

function applierId({ manager, apiVersion, subresource }: ServerSideApply): string {
  return managerId({ manager, operation: "Apply", apiVersion, subresource });
}

function finish({ applied, manager, schema }: ServerSideApply, merged: ApiObject): ApiObject {
  const object = isBuiltin(schema) ? (withoutNulls(merged) as ApiObject) : merged;
  return manager === KUBECTL ? withLastApplied(object, applied) : object;
}

/** An object that nobody owns anything of, though it is there, belongs to whoever wrote it before the first apply. */
function managedBefore(input: ServerSideApply): Managed {
  const { live } = input;
  const managed = readOwners(live);
  if (managed.owners.size > 0 || live === undefined) return managed;
  const write = { ...input, live: undefined, next: withoutManagedFields(live), manager: "before-first-apply" };
  return managedAfter(write, managed);
}

function readOwners(live: ApiObject | undefined): Managed {
  try {
    return readManagedFields(live?.metadata.managedFields);
  } catch (error) {
    if (error instanceof FieldsV1Error) {
      throw new PatchError("internal", `failed to decode managed fields: ${error.message}`);
    }
    throw error;
  }
}

function withoutManagedFields(object: ApiObject): ApiObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

interface ApplyStep {
  readonly managed: Managed;
  readonly result: OwnersApplied;
  readonly isSame: boolean;
}

function managedAfterApply(input: ServerSideApply, { managed, result, isSame }: ApplyStep): Managed {
  const id = applierId(input);
  const owners = new Map(result.owners);
  stripOwner(owners, id);
  return { ...managed, owners, times: isSame ? managed.times : new Map(managed.times).set(id, input.time) };
}
