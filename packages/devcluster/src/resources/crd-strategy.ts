import { hasValidationRules, isKnownFormat, parseSchema, type Schema } from "@homeostat/schema";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { ApiObject } from "#storage/store.ts";
import { columnProblem } from "./crd-columns.ts";
import { goSchemaForm } from "./crd-schema-form.ts";
import { crdSpec, crdStatus, type CrdSpec, type CrdVersion } from "./crd-spec.ts";
import { CLEANUP_FINALIZER, markTerminating } from "./crd-status.ts";
import { validateCrd, validateCrdChange } from "./crd-validation.ts";
import { fields } from "./fields.ts";
import type { Strategy } from "./resource.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "./validate-metadata.ts";

/**
 * The rules of CustomResourceDefinitions themselves. CEL rules and conversion webhooks are stored but not run; every write of
 * a CRD that has them is answered with a warning.
 * See https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export const crdStrategy: Strategy = {
  applyDefaults: (object) => applyDefaults(object),
  prepareForCreate(object) {
    const status = {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions: storageVersions(object),
    };
    return { ...object, metadata: { ...object.metadata, generation: 1 }, status };
  },
  prepareForUpdate(object, old, context) {
    if (context.subresource === "status") return withMetadataOf(old, object);
    const generation = (old.metadata.generation ?? 1) + (jsonEqual(object["spec"], old["spec"]) ? 0 : 1);
    const status = crdStatus(old);
    const stored = status.storedVersions ?? [];
    const storedVersions = [...stored, ...storageVersions(object).filter((one) => !stored.includes(one))];
    return { ...object, metadata: { ...object.metadata, generation }, status: { ...status, storedVersions } };
  },
  prepareForDelete: (object, context) => {
    const { finalizers = [] } = object.metadata;
    if (finalizers.includes(CLEANUP_FINALIZER)) return object;
    const marked = markTerminating(object, "InstanceDeletionPending", formatTime(context.nowMs));
    return { ...marked, metadata: { ...object.metadata, finalizers: [...finalizers, CLEANUP_FINALIZER] } };
  },
  validateCreate: (object) => [
    ...validateObjectMeta(object, { namespaced: false, nameKind: "subdomain" }),
    ...validateCrd(object),
  ],
  validateUpdate: (object, old, context) => [
    ...validateObjectMetaUpdate(object, old),
    ...(context.subresource === "status" ? [] : validateCrdChange(object, old)),
  ],
  warnings: (object) => warnings(object),
  allowUnconditionalUpdate: false,
  allowCreateOnUpdate: false,
  returnsDeletedObject: true,
  defaultGarbageCollection: "Background",
};

function applyDefaults(crd: ApiObject): ApiObject {
  const { names, conversion, preserveUnknownFields, ...rest } = fields(crd["spec"]) as Partial<CrdSpec> &
    Readonly<Record<string, unknown>>;
  const kind = names?.kind ?? "";
  const named = {
    ...names,
    ...(isEmpty(names?.singular) && kind !== "" ? { singular: kind.toLowerCase() } : {}),
    ...(isEmpty(names?.listKind) && kind !== "" ? { listKind: `${kind}List` } : {}),
  };
  return {
    ...crd,
    spec: {
      ...rest,
      ...(rest.versions === undefined || rest.versions === null ? {} : { versions: rest.versions.map(versionForm) }),
      ...(names === undefined ? {} : { names: named }),
      conversion: conversion ?? { strategy: "None" },
      ...(preserveUnknownFields === true ? { preserveUnknownFields } : {}),
    },
  };
}

function versionForm(version: CrdVersion): CrdVersion {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined || schema === null) return version;
  return { ...version, schema: { ...version.schema, openAPIV3Schema: goSchemaForm(schema) } };
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === "";
}

/** The first version marked as storage, as the server appends it to `status.storedVersions`. */
function storageVersions(crd: ApiObject): readonly string[] {
  const storage = (crdSpec(crd).versions ?? []).find((one) => one.storage);
  return storage === undefined ? [] : [storage.name];
}

function withMetadataOf(old: ApiObject, object: ApiObject): ApiObject {
  const { managedFields, resourceVersion } = object.metadata;
  const metadata = {
    ...old.metadata,
    ...(managedFields === undefined ? {} : { managedFields }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return { ...old, metadata, status: object["status"] };
}

function warnings(crd: ApiObject): readonly string[] {
  const { versions, conversion } = crdSpec(crd);
  const found: string[] = [];
  const schemas = versions.map((one) => parseSchema(one.schema?.openAPIV3Schema));
  for (const format of new Set(schemas.flatMap((schema) => [...unknownFormats(schema)])))
    found.push(`unrecognized format ${JSON.stringify(format)}`);
  for (const column of versions.flatMap((one) => one.additionalPrinterColumns ?? [])) {
    const problem = columnProblem(column);
    if (problem !== undefined)
      found.push(`additionalPrinterColumns ${JSON.stringify(column.name)} stays empty: ${problem}`);
  }
  if (schemas.some(hasValidationRules)) {
    found.push("x-kubernetes-validations: this version of the devcluster stores CEL rules but does not evaluate them");
  }
  if (conversion?.strategy === "Webhook") {
    found.push(
      "spec.conversion.webhook: this version of the devcluster does not call conversion webhooks; only apiVersion is rewritten",
    );
  }
  return found;
}

function* unknownFormats(schema: Schema): Iterable<string> {
  if (schema.format !== undefined && schema.format !== "" && !isKnownFormat(schema.format)) yield schema.format;
  for (const property of Object.values(schema.properties ?? {})) yield* unknownFormats(property);
  if (schema.items !== undefined) yield* unknownFormats(schema.items);
  if (typeof schema.additionalProperties === "object") yield* unknownFormats(schema.additionalProperties);
}
