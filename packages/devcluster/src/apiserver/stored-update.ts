import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { extend } from "homeostat/internal/std/extend.ts";
import type { Attributes } from "#auth/auth.ts";
import { invalid, invalidError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import { KeyExistsError, StaleWriteError, type ApiObject, type Stored } from "#storage/store.ts";
import { admitMutating, admitValidating, type AdmissionAttributes } from "./admit.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { createAttributes, storeNew, withSystemFields } from "./create.ts";
import { conflict, forbidden, notFound } from "./errors.ts";
import { storageKey, tableFor } from "./get.ts";
import { presented } from "./object-json.ts";
import { registryKey } from "./registry-key.ts";
import { validateChanged } from "./validate-write.ts";
import type { WriteOptions } from "./write-options.ts";
import { storedToStrategy, strategyContext, strategyToRequest, strategyToStorage, toStrategy } from "./write-scope.ts";

/** A change of one stored object. */
export interface StoredUpdate {
  readonly options: WriteOptions;
  /** UID that the object must have, as the client believes. */
  readonly uid?: string;
  /** An absent object is created even where the kind's PUT does not. */
  readonly createAbsent?: boolean;
  /**
   * The object as the client wants it, with its managedFields, in the request's version. `current` is the stored one, absent
   * when it is to be created. Called again when somebody else was faster.
   */
  next(current: ApiObject | undefined): ApiObject | Promise<ApiObject>;
  /** Admission sees this in place of the object (a Scale); it may change it. Default: the object itself goes through admission. */
  readonly admit?: (attributes: AdmissionAttributes) => Promise<ApiObject>;
}

/** How often a change is tried again on the newer object before the client hears of the conflict. */
const MAX_TRIES = 6;

const MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";

/**
 * Changes a stored object, creates it where that is allowed, or removes it when its last finalizer goes. While admission is
 * asked others may write: then everything is done again on what they left.
 */
export async function updateStored(request: ResourceRequest, update: StoredUpdate): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    try {
      const stored = tableFor(request).get(storageKey(request));
      return stored === undefined ? await createAbsent(request, update) : await change(request, stored, update);
    } catch (error) {
      if (!(error instanceof StaleWriteError) && !(error instanceof KeyExistsError)) throw error;
      if (tries === MAX_TRIES) throw conflict(request.resource, request.info.name, MODIFIED);
    }
  }
}

async function createAbsent(request: ResourceRequest, update: StoredUpdate): Promise<Outcome> {
  const { resource, info } = request;
  if (update.createAbsent !== true && !resource.strategy.allowCreateOnUpdate) throw notFound(resource, info.name);
  const next = await update.next(undefined);
  const admitted = await admitMutating(request, createAttributes(next, update.options));
  authorizeCreate(request);
  return storeNew(request, withSystemFields(request, admitted), update.options);
}

/** A write that turns out to create needs that right too. */
function authorizeCreate({ context, user, info }: ResourceRequest): void {
  const { group, version, resource, subresource, namespace, name } = info;
  const attributes: Attributes = { user, verb: "create", group, version, resource, subresource, namespace, name };
  const decision = context.authorizer.authorize(attributes);
  if (!decision.allowed) throw forbidden(attributes, decision.reason);
}

async function change(request: ResourceRequest, stored: Stored, update: StoredUpdate): Promise<Outcome> {
  checkUid(request, stored, update.uid);
  const current = presented(stored.object, request);
  const next = await update.next(current);
  const attributes = updateAttributes(next, current, update.options);
  const admitted = await (update.admit?.(attributes) ?? admitMutating(request, attributes));
  const versioned = withCheckedVersion(request, admitted, stored);
  const old = storedToStrategy(request, stored.object);
  const prepared = prepare(request, toStrategy(request, versioned), old);
  await validateChanged(request, prepared, old);
  if (update.admit === undefined) {
    await admitValidating(request, updateAttributes(strategyToRequest(request, prepared), current, update.options));
  }
  if (isToBeRemoved(prepared, old)) return remove(request, stored, prepared, update.options);
  return store(request, stored, prepared, update.options);
}

/** Attributes of an update, also for those who admit something else. */
export function updateAttributes(object: ApiObject, oldObject: ApiObject, options: WriteOptions): AdmissionAttributes {
  const name = oldObject.metadata.name ?? "";
  return {
    operation: "UPDATE",
    name,
    object,
    oldObject,
    dryRun: options.dryRun,
    options: { ...options.raw, kind: "UpdateOptions" },
  };
}

function checkUid(request: ResourceRequest, stored: Stored, uid: string | undefined): void {
  const actual = stored.object.metadata.uid ?? "";
  if (uid === undefined || uid === "" || uid === actual) return;
  const { resource, info } = request;
  throw conflict(
    resource,
    info.name,
    `StorageError: invalid object, Code: 4, Key: ${registryKey(resource, stored.key)}, ResourceVersion: 0, ` +
      `AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`,
  );
}

/** The object with the stored resourceVersion; throws 409 when the client knows another one. */
function withCheckedVersion(request: ResourceRequest, object: ApiObject, stored: Stored): ApiObject {
  const { resource, info } = request;
  const { resourceVersion = "" } = object.metadata;
  if (!/^\d*$/.test(resourceVersion)) {
    throw new StatusError(500, "", `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  }
  const current = String(stored.revision);
  if (resourceVersion === current) return object;
  if (resourceVersion !== "" && Number(resourceVersion) !== 0) throw conflict(resource, info.name, MODIFIED);
  if (!resource.strategy.allowUnconditionalUpdate) {
    const error = invalid("metadata.resourceVersion", 0, "must be specified for an update");
    throw invalidError({ group: resource.group, kind: resource.resource }, info.name, [error]);
  }
  return { ...object, metadata: extend(object.metadata, { resourceVersion: current }) };
}

/** What clients cannot change is carried over, before and after the strategy. */
function prepare(request: ResourceRequest, object: ApiObject, old: ApiObject): ApiObject {
  const { generation } = old.metadata;
  const { generation: _given, ...metadata } = object.metadata;
  const sent = { ...object, metadata: generation === undefined ? metadata : extend(metadata, { generation }) };
  const prepared = request.resource.strategy.prepareForUpdate(sent, old, strategyContext(request));
  return { ...prepared, metadata: carriedOver(prepared.metadata, old.metadata) };
}

function carriedOver(next: ApiObject["metadata"], old: ApiObject["metadata"]): ApiObject["metadata"] {
  const {
    creationTimestamp: _created,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    uid = "",
    selfLink: _link,
    ...rest
  } = next;
  const deleted = old.deletionTimestamp ?? deletionTimestamp;
  const grace = deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds;
  const oldUid = old.uid ?? "";
  return extend(rest, {
    uid: uid === "" ? oldUid : uid,
    ...(old.creationTimestamp === undefined ? {} : { creationTimestamp: old.creationTimestamp }),
    ...(deleted === undefined ? {} : { deletionTimestamp: deleted }),
    ...(grace === undefined ? {} : { deletionGracePeriodSeconds: grace }),
  });
}

/** Nothing holds the object back any more. */
function isToBeRemoved(next: ApiObject, old: ApiObject): boolean {
  if ((next.metadata.finalizers ?? []).length > 0 || old.metadata.deletionTimestamp === undefined) return false;
  if (next.kind === "Namespace" && namespaceFinalizers(next).length > 0) return false;
  return (old.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

function namespaceFinalizers(namespace: ApiObject): readonly string[] {
  const spec = namespace["spec"] as { readonly finalizers?: readonly string[] } | undefined;
  return spec?.finalizers ?? [];
}

function remove(request: ResourceRequest, stored: Stored, last: ApiObject, options: WriteOptions): Outcome {
  if (!options.dryRun) tableFor(request).delete(stored);
  return { code: 200, object: strategyToRequest(request, last) };
}

function store(request: ResourceRequest, stored: Stored, next: ApiObject, options: WriteOptions): Outcome {
  const object = strategyToStorage(request, next);
  if (options.dryRun) return { code: 200, object: strategyToRequest(request, next) };
  const isSame = jsonEqual(object, stored.object);
  // A write between the last read and now must be noticed even when there is nothing to write.
  if (isSame && tableFor(request).get(stored.key) !== stored) throw new StaleWriteError(stored.key);
  const written = isSame ? stored : tableFor(request).update(stored, object);
  return { code: 200, object: presented(written.object, request), stored: written };
}
