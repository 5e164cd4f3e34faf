import { pruneUnknownFields } from "@homeostat/schema";
import type { Resource, ResourceVersion } from "#resources/resource.ts";
import type { ApiObject, Stored } from "#storage/store.ts";

/** A served version of a resource: what an object is encoded for. */
export interface ServedVersion {
  readonly resource: Resource;
  readonly version: ResourceVersion;
}

/** `apps/v1`, or `v1`. */
export function apiVersionOf({ resource, version }: ServedVersion): string {
  return resource.group === "" ? version.version : `${resource.group}/${version.version}`;
}

/** A stored object as clients of this version see it: with the defaults of today's schema, and converted. */
export function presented(stored: ApiObject, served: ServedVersion): ApiObject {
  const { resource, version } = served;
  if (version.convert !== undefined)
    return resource.strategy.applyDefaults(version.convert.fromStorage(stored), version.version);
  return resource.custom ? presentedCustom(stored, served) : withType(stored, apiVersionOf(served), resource.kind);
}

/** Defaults come from the version that the object was written in; what the served version does not know is left out. */
function presentedCustom(stored: ApiObject, served: ServedVersion): ApiObject {
  const { resource, version } = served;
  const apiVersion = apiVersionOf(served);
  const { apiVersion: writtenAs = apiVersion } = stored;
  const defaulted = resource.strategy.applyDefaults(stored, writtenAs.slice(writtenAs.indexOf("/") + 1));
  const object = withType(defaulted, apiVersion, resource.kind);
  return writtenAs === apiVersion
    ? object
    : (pruneUnknownFields(object, version.schema, { isResource: true }).value as ApiObject);
}

function withType(object: ApiObject, apiVersion: string, kind: string): ApiObject {
  return object.apiVersion === apiVersion && object.kind === kind ? object : { ...object, apiVersion, kind };
}

/**
 * The JSON of a stored object without its opening brace, kind and apiVersion: `"metadata":{…},…}`. Lists, watches and single
 * answers put different beginnings before the same bytes, so it is made once per stored version and kept there.
 */
export function bodyJson(stored: Stored, served: ServedVersion): Buffer {
  const form = formOf(served);
  let body = stored.encoded.get(form);
  if (body === undefined) keep(stored, form, (body = encodeBody(presented(stored.object, served))));
  return body;
}

/** The same where it was made before. */
export function knownBodyJson(stored: Stored, served: ServedVersion): Buffer | undefined {
  return stored.encoded.get(formOf(served));
}

/** The same for an object that is not stored, or not in this form. */
export function encodeBody(object: ApiObject): Buffer {
  return Buffer.from(bodyText(object));
}

/** The same as text. */
export function bodyText(object: ApiObject): string {
  return JSON.stringify({ ...object, kind: undefined, apiVersion: undefined }).slice(1);
}

/** The metadata of a stored object as a `PartialObjectMetadata` has it, in the form of `bodyJson`. */
export function metadataJson(stored: Stored): Buffer {
  let body = stored.encoded.get("metadata");
  if (body === undefined)
    keep(stored, "metadata", (body = Buffer.from(`"metadata":${JSON.stringify(stored.object.metadata)}}`)));
  return body;
}

/** `{"kind":"Pod","apiVersion":"v1",`: what `bodyJson` follows. */
export function objectHead(kind: string, apiVersion: string): string {
  return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},`;
}

/** More forms than this of one object are a sign that its CRD changes often; the old ones are of no use then. */
const FORMS_KEPT = 4;

function keep(stored: Stored, form: string, body: Buffer): void {
  if (stored.encoded.size >= FORMS_KEPT) stored.encoded.clear();
  stored.encoded.set(form, body);
}

/** Names of the forms that need work beyond the apiVersion, one for each version of each state of a CRD. */
const forms = new WeakMap<ResourceVersion, string>();
let formCount = 0;

function formOf({ resource, version }: ServedVersion): string {
  if (!resource.custom && version.convert === undefined) return "stored";
  let form = forms.get(version);
  if (form === undefined) forms.set(version, (form = `form-${++formCount}`));
  return form;
}
