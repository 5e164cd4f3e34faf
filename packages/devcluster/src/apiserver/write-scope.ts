import { formatTime } from "homeostat/internal/meta/time.ts";
import { extend } from "homeostat/internal/std/extend.ts";
import type { Schema } from "@homeostat/schema";
import type { Resource, StrategyContext } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { badRequest } from "./errors.ts";
import { presented } from "./object-json.ts";
import { serviceAllocator } from "./service-allocator.ts";

/*
 * Objects come in three forms on their way to the store: in the version of the request (decoded, admitted), in that in which
 * strategies see them, and in the one that is stored. Strategies of custom resources see the request's version, whose schema
 * counts; those of built-in kinds the stored one, in which all versions are alike.
 */

/** An object of the request's version as it is stored. */
function toStorage(request: ResourceRequest, object: ApiObject): ApiObject {
  const { version, resource } = request;
  if (version.convert !== undefined) return version.convert.toStorage(object);
  const { storage } = resource;
  const apiVersion = storage.group === "" ? storage.version : `${storage.group}/${storage.version}`;
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** An object of the request's version as the strategy sees it. */
export function toStrategy(request: ResourceRequest, object: ApiObject): ApiObject {
  return request.resource.custom ? object : toStorage(request, object);
}

/** A stored object as the strategy sees it. */
export function storedToStrategy(request: ResourceRequest, object: ApiObject): ApiObject {
  return request.resource.custom ? presented(object, request) : object;
}

/** The reverse: what a strategy returned, as it is stored, metadata in the order in which the real server writes it. */
export function strategyToStorage(request: ResourceRequest, object: ApiObject): ApiObject {
  const stored = request.resource.custom ? toStorage(request, object) : object;
  return { ...stored, metadata: ordered(stored.metadata) };
}

/** The store fills in the resourceVersion where it stands. */
const METADATA_ORDER = [
  "name",
  "generateName",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
] as const;

function ordered(metadata: ApiObject["metadata"]): ApiObject["metadata"] {
  const result: Record<string, unknown> = {};
  for (const name of METADATA_ORDER) {
    const value = metadata[name];
    if (value !== undefined) result[name] = value;
    else if (name === "resourceVersion") result[name] = "";
  }
  return result;
}

/** An object that a strategy returned, in the request's version. */
export function strategyToRequest(request: ResourceRequest, object: ApiObject): ApiObject {
  return request.resource.custom ? object : presented(object, request);
}

/** The surroundings of a strategy's functions. */
export function strategyContext(request: ResourceRequest): StrategyContext {
  const { context, resource, version, info } = request;
  return {
    nowMs: context.clock.now(),
    subresource: info.subresource,
    version: resource.custom ? version.version : resource.storage.version,
    random: () => context.random.next(),
    warn: (text) => request.warn(text),
    ...serviceAllocator(context.store, context.random),
  };
}

/** The kind as Invalid answers name it. */
export function invalidKind(resource: Resource, object: ApiObject): { readonly group: string; readonly kind: string } {
  return { group: resource.storage.group, kind: resource.custom ? (object.kind ?? resource.kind) : resource.kind };
}

/**
 * The schema that patches and field ownership work with. That of a custom resource says nothing of metadata: `#patch` knows
 * ObjectMeta, and tells built-in kinds by it.
 */
export function schemaOf(request: ResourceRequest): Schema {
  const schema = request.version.schema ?? PRESERVE;
  if (!request.resource.custom) return schema;
  let own = ownSchemas.get(schema);
  if (own === undefined) {
    const { metadata: _metadata, ...properties } = schema.properties ?? {};
    ownSchemas.set(schema, (own = { ...schema, properties }));
  }
  return own;
}

/** A version without a schema keeps everything. */
const PRESERVE: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const ownSchemas = new WeakMap<Schema, Schema>();

/** Now, as `metadata` writes times. */
export function timestamp(request: ResourceRequest): string {
  return formatTime(request.context.clock.now());
}

/** The object with the request's namespace, and with none when the resource has none. Throws 400 when it names another one. */
export function inRequestNamespace(request: ResourceRequest, object: ApiObject): ApiObject {
  const wanted = request.resource.namespaced ? request.info.namespace : "";
  const given = object.metadata.namespace ?? "";
  if (given === wanted) return object;
  if (given !== "" && wanted !== "") {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const { namespace: _namespace, ...metadata } = object.metadata;
  return { ...object, metadata: wanted === "" ? metadata : extend(metadata, { namespace: wanted }) };
}

/** Throws 400 when the object's name is not the one in the URL. */
export function checkName(request: ResourceRequest, object: ApiObject): void {
  const { name } = request.info;
  const given = object.metadata.name ?? "";
  if (given === "")
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name)
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/** The object with each owner once; warns of those that came twice. */
export function withoutDuplicateOwners(request: ResourceRequest, object: ApiObject): ApiObject {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length < 2) return object;
  const texts = owners.map((owner) => JSON.stringify(owner));
  const unique = owners.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
  if (unique.length === owners.length) return object;
  const uids = owners.filter((_, index) => texts.indexOf(texts[index] ?? "") !== index).map((owner) => owner.uid);
  request.warn(
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests " +
      `as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids.join(", ")}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: unique } };
}
