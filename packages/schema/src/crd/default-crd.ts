import type { Schema } from "#structural/schema.ts";
import { crdSpec, type CrdSpec, type CrdVersion } from "./crd-spec.ts";
import { goSchemaForm } from "./schema-form.ts";

/**
 * A CustomResourceDefinition with what the API server fills in: singular and list kind, conversion strategy `None`, and schemas without
 * flags that are false. Applied twice it changes nothing.
 */
export function defaultCustomResourceDefinition<T extends object>(crd: T): T {
  return withDefaults(crd, new Map());
}

/** The same, with the forms of schemas that were made before (see `goSchemaForm`). */
export function withDefaults<T extends object>(crd: T, forms: Map<Schema, Schema>): T {
  const { names, conversion, preserveUnknownFields, ...rest } = specOf(crd);
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
      ...(rest.versions === undefined || rest.versions === null
        ? {}
        : { versions: rest.versions.map((one) => versionForm(one, forms)) }),
      ...(names === undefined ? {} : { names: named }),
      conversion: conversion ?? { strategy: "None" },
      ...(preserveUnknownFields === true ? { preserveUnknownFields } : {}),
    },
  };
}

/** The name of the first version marked as storage, as the API server appends it to `status.storedVersions`. */
export function storageVersions(crd: object): readonly string[] {
  const storage = (crdSpec(crd).versions ?? []).find((one) => one.storage);
  return storage === undefined ? [] : [storage.name];
}

function specOf(crd: object): Partial<CrdSpec> & Readonly<Record<string, unknown>> {
  const spec: unknown = Reflect.get(crd, "spec");
  return typeof spec === "object" && spec !== null && !Array.isArray(spec) ? { ...spec } : {};
}

function versionForm(version: CrdVersion, forms: Map<Schema, Schema>): CrdVersion {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined || schema === null) return version;
  return { ...version, schema: { ...version.schema, openAPIV3Schema: goSchemaForm(schema, forms) } };
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === "";
}
