import { builtinSchema } from "@homeostat/schema";
import { applyServerSide } from "#patch/apply-server-side.ts";
import { updateManagedFields } from "#patch/update-managed-fields.ts";
import { invalid, invalidError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import { appliedConfiguration, mergedConfiguration } from "./apply-document.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { badRequest } from "./errors.ts";
import { apiVersionOf } from "./object-json.ts";
import { patchedDocument, type PatchType } from "./patch-document.ts";
import { currentScale, scaleOf, scalePathsOf, UNSET_REPLICAS, valueAtPath } from "./scale-object.ts";
import { updateAttributes, updateStored } from "./stored-update.ts";
import type { WriteOptions } from "./write-options.ts";
import { checkName, inRequestNamespace, schemaOf, timestamp } from "./write-scope.ts";

/** A write of a Scale. */
export interface ScaleUpdate {
  readonly options: WriteOptions;
  /** The Scale that the client wants, from the current one. */
  next(current: ApiObject): ApiObject;
}

/** PUT of `scale`; `next` is what a PATCH makes of the current one. */
export async function updateScale(request: ResourceRequest, update: ScaleUpdate): Promise<Outcome> {
  const { options } = update;
  const outcome = await updateStored(request, {
    options,
    next: async (current) => {
      const parent = current as ApiObject;
      const scale = currentScale(request, parent);
      const wanted = await admitted(request, {
        wanted: update.next(withParentManagers(request, scale, parent)),
        scale,
        options,
      });
      return withReplicas(request, parent, wanted, options.manager);
    },
    // The Scale went through admission, not the object.
    admit: (attributes) => Promise.resolve(attributes.object as ApiObject),
  });
  return { code: outcome.code, object: scaleOf(request, outcome.object as ApiObject) };
}

/** PATCH of `scale`. */
export function patchScale(
  request: ResourceRequest,
  patch: { readonly type: PatchType; readonly bytes: Buffer; readonly options: WriteOptions },
): Promise<Outcome> {
  const { type, bytes, options } = patch;
  const schema = scaleSchema();
  return updateScale(request, {
    options,
    next: (current) => {
      const next =
        type === "apply"
          ? applied(request, { bytes, options, current })
          : patchedDocument(request, { type, bytes, schema }, current);
      const placed = inRequestNamespace(request, next);
      checkName(request, placed);
      return placed;
    },
  });
}

async function admitted(
  request: ResourceRequest,
  { wanted, scale, options }: { readonly wanted: ApiObject; readonly scale: ApiObject; readonly options: WriteOptions },
): Promise<ApiObject> {
  const result = await admitMutating(request, updateAttributes(wanted, scale, options));
  const replicas = wantedReplicas(result);
  if (replicas === UNSET_REPLICAS) {
    throw badRequest(
      `the spec replicas field ${JSON.stringify(scalePathsOf(request).specReplicasPath)} cannot be empty`,
    );
  }
  if (replicas < 0 && !request.resource.custom) {
    const error = invalid("spec.replicas", replicas, "must be greater than or equal to 0");
    throw invalidError({ group: "autoscaling", kind: "Scale" }, result.metadata.name ?? "", [error]);
  }
  await admitValidating(request, updateAttributes(result, scale, options));
  return result;
}

function wantedReplicas(scale: ApiObject): number {
  const value = valueAtPath(scale, ".spec.replicas");
  return typeof value === "number" ? value : 0;
}

/** The object with the replica count and the version of a Scale, and with `manager` as the count's owner. */
function withReplicas(request: ResourceRequest, object: ApiObject, scale: ApiObject, manager: string): ApiObject {
  const { specReplicasPath } = scalePathsOf(request);
  const changed = withValueAt(
    object,
    specReplicasPath.replace(/^\./, "").split("."),
    wantedReplicas(scale),
  ) as ApiObject;
  const { resourceVersion = "" } = scale.metadata;
  const known = resourceVersion === "" ? object.metadata.resourceVersion : resourceVersion;
  const next: ApiObject = {
    ...changed,
    metadata: { ...changed.metadata, ...(known === undefined ? {} : { resourceVersion: known }) },
  };
  const tracked = updateManagedFields({
    live: object,
    next,
    manager,
    subresource: "scale",
    apiVersion: apiVersionOf(request),
    schema: schemaOf(request),
    time: timestamp(request),
  });
  return withoutScaleTimes(tracked);
}

/** Entries of `scale` have no time: it is lost on the way through the Scale. */
function withoutScaleTimes(object: ApiObject): ApiObject {
  const { managedFields } = object.metadata;
  if (managedFields === undefined) return object;
  const entries = managedFields.map((entry) => {
    if (entry.subresource !== "scale" || entry.time === undefined) return entry;
    const { time: _time, ...rest } = entry;
    return rest;
  });
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

function withValueAt(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return leaf;
  const fields = (typeof value === "object" && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [name]: withValueAt(fields[name], rest, leaf) };
}

/** The Scale with those of its object's managers that own the replica count. */
function withParentManagers(request: ResourceRequest, scale: ApiObject, parent: ApiObject): ApiObject {
  const path = scalePathsOf(request)
    .specReplicasPath.replace(/^\./, "")
    .split(".")
    .map((name) => `f:${name}`);
  const owners = (parent.metadata.managedFields ?? []).filter((entry) => ownsPath(entry.fieldsV1, path));
  if (owners.length === 0) return scale;
  const managedFields = owners.map(({ manager, operation, subresource }) => ({
    ...(manager === undefined ? {} : { manager }),
    ...(operation === undefined ? {} : { operation }),
    apiVersion: "autoscaling/v1",
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": { "f:replicas": {} } },
    ...(subresource === undefined ? {} : { subresource }),
  }));
  return { ...scale, metadata: { ...scale.metadata, managedFields } };
}

function ownsPath(fields: unknown, path: readonly string[]): boolean {
  let node = fields;
  for (const name of path) {
    if (typeof node !== "object" || node === null || !(name in node)) return false;
    node = (node as Readonly<Record<string, unknown>>)[name];
  }
  return true;
}

/** Applies a Scale; the owners of the replica count are those of the object. */
function applied(
  request: ResourceRequest,
  { bytes, options, current }: { readonly bytes: Buffer; readonly options: WriteOptions; readonly current: ApiObject },
): ApiObject {
  const configuration = appliedConfiguration(request, bytes);
  const merged = mergedConfiguration(request, configuration, () =>
    applyServerSide({
      live: current,
      applied: configuration,
      manager: options.manager,
      subresource: "scale",
      apiVersion: "autoscaling/v1",
      schema: scaleSchema(),
      time: timestamp(request),
      force: options.force,
    }),
  );
  if (!request.resource.custom) return merged;
  // A bug of the real server: it looks for the Scale among the versions of the custom resource.
  const { namespace = "", name = "" } = current.metadata;
  throw new StatusError(
    500,
    "",
    `failed to convert new object (${namespace}/${name}; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1`,
  );
}

function scaleSchema(): NonNullable<ReturnType<typeof builtinSchema>> {
  const schema = builtinSchema("autoscaling", "v1", "Scale");
  if (schema === undefined) throw new Error("the table of built-in schemas has no Scale");
  return schema;
}
