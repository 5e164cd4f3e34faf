import {
  applySchemaDefaults,
  crdSpec,
  hasValidationRules,
  loadRuleEngine,
  parseSchema,
  pruneUnknownFields,
  validateChange,
  validateEmbeddedResources,
  validateListTypes,
  validateRules,
  validateValue,
  type CrdVersion,
  type Schema,
} from "@homeostat/schema";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { invalid, type FieldError, type FieldErrorReason } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { withResourceFields } from "./crd-schema.ts";
import { valueAt } from "./json-path.ts";
import type { Strategy, StrategyContext } from "./resource.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "./validate-metadata.ts";

/**
 * The rules of the objects of one CRD: prune, default and validate by the schema of the version they are written in, status
 * apart when there is a status subresource.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function customResourceStrategy(crd: ApiObject): Strategy {
  const spec = crdSpec(crd);
  const versions = new Map(spec.versions.map((one) => [one.name, versionRules(one)]));
  const rulesOf = (version: string): VersionRules => versions.get(version) ?? ANYTHING_GOES;
  const hasRules = [...versions.values()].some((one) => one.hasRules);
  const terminating = crd.metadata.deletionTimestamp !== undefined;
  const qualified = `${spec.names.plural}.${spec.group}`;
  const validate = (object: ApiObject, old: ApiObject | undefined, context: StrategyContext): readonly FieldError[] => {
    const { kind } = spec.names;
    if (object.kind !== kind) return [invalid("kind", object.kind ?? "", `must be ${kind}`)];
    const metadata =
      old === undefined
        ? validateObjectMeta(object, { namespaced: spec.scope === "Namespaced", nameKind: "subdomain" })
        : validateObjectMetaUpdate(object, old);
    return [...metadata, ...validateObject({ object, old, warn: context.warn }, rulesOf(context.version))];
  };
  return {
    applyDefaults(object, version) {
      const { schema, ownSchema } = rulesOf(version);
      const pruned = pruneUnknownFields(object, schema, { isResource: true }).value;
      return applySchemaDefaults(pruned, ownSchema) as ApiObject;
    },
    prepareForCreate(object, context) {
      if (terminating) throw createWhileTerminating(spec.group, spec.names.plural, object.metadata.name ?? "");
      const prepared: Record<string, unknown> = { ...object };
      if (rulesOf(context.version).hasStatus) delete prepared["status"];
      return { ...prepared, metadata: { ...object.metadata, generation: 1 } };
    },
    prepareForUpdate: (object, old, context) =>
      prepareForUpdate(object, old, { ...context, hasStatus: rulesOf(context.version).hasStatus }),
    ready: () => (hasRules ? loadRuleEngine() : undefined),
    validateCreate: (object, context) => validate(object, undefined, context),
    validateUpdate: (object, old, context) => validate(object, old, context),
    warnings: () => [],
    allowUnconditionalUpdate: false,
    allowCreateOnUpdate: false,
    returnsDeletedObject: false,
    defaultGarbageCollection: "Background",
  };

  function createWhileTerminating(group: string, plural: string, name: string): StatusError {
    const message = `${qualified} ${JSON.stringify(name)} is forbidden: create not allowed while custom resource definition is terminating`;
    return new StatusError(403, "Forbidden", message, { details: { name, group, kind: plural } });
  }
}

interface VersionRules {
  /** With apiVersion, kind and metadata. */
  readonly schema: Schema;
  /** As the CRD has it. */
  readonly ownSchema: Schema;
  readonly hasStatus: boolean;
  readonly hasRules: boolean;
  readonly scale: { readonly specReplicasPath: string; readonly statusReplicasPath: string } | undefined;
}

function versionRules(version: CrdVersion): VersionRules {
  const ownSchema = parseSchema(version.schema?.openAPIV3Schema);
  return {
    schema: withResourceFields(ownSchema),
    ownSchema,
    hasStatus: version.subresources?.status !== undefined,
    hasRules: hasValidationRules(ownSchema),
    scale: version.subresources?.scale,
  };
}

/** A version that the CRD no longer has: objects stored in it are left as they are. */
const PRESERVE: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const ANYTHING_GOES: VersionRules = {
  schema: PRESERVE,
  ownSchema: PRESERVE,
  hasStatus: false,
  hasRules: false,
  scale: undefined,
};

function prepareForUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext & { readonly hasStatus: boolean },
): ApiObject {
  if (context.subresource === "status") return onlyStatus(object, old);
  const next: Record<string, unknown> = { ...object };
  if (context.hasStatus) {
    if (old["status"] === undefined) delete next["status"];
    else next["status"] = old["status"];
  }
  const generation = old.metadata.generation ?? 1;
  const changed = !sameBesideMetadata(next, old, context.hasStatus);
  return { ...next, metadata: { ...object.metadata, generation: changed ? generation + 1 : generation } };
}

/** The old object with the new status; also its metadata, except who manages which fields. */
function onlyStatus(object: ApiObject, old: ApiObject): ApiObject {
  const { managedFields, resourceVersion } = object.metadata;
  const next: Record<string, unknown> = { ...old, apiVersion: object.apiVersion };
  if (object["status"] === undefined) delete next["status"];
  else next["status"] = object["status"];
  const metadata = {
    ...old.metadata,
    ...(managedFields === undefined ? {} : { managedFields }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return { ...next, metadata };
}

function sameBesideMetadata(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  hasStatus: boolean,
): boolean {
  const ignored = (name: string): boolean =>
    name === "metadata" || name === "apiVersion" || (hasStatus && name === "status");
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => ignored(name) || jsonEqual(a[name], b[name]));
}

interface Write {
  readonly object: ApiObject;
  readonly old: ApiObject | undefined;
  readonly warn: StrategyContext["warn"];
}

function validateObject(write: Write, rules: VersionRules): readonly FieldError[] {
  const { object, old } = write;
  const { ownSchema } = rules;
  const errors: FieldError[] = [
    ...(old === undefined ? validateValue(object, ownSchema) : validateChange(object, old, ownSchema)),
    ...validateScale(object, rules),
    ...validateEmbeddedResources(object, ownSchema),
  ];
  const duplicates = validateListTypes(object, ownSchema);
  if (duplicates.length > 0 && (old === undefined || validateListTypes(old, ownSchema).length === 0))
    errors.push(...duplicates);
  return rules.hasRules ? [...errors, ...validateByRules(write, ownSchema, errors)] : errors;
}

/** CEL is for objects that are valid otherwise. What failed before and did not change is a warning. */
function validateByRules(
  { object, old, warn }: Write,
  schema: Schema,
  errors: readonly FieldError[],
): readonly FieldError[] {
  if (errors.some((one) => BLOCKS_RULES.has(one.reason))) return [RULES_NOT_CHECKED];
  return validateRules(object, schema, {
    ...(old === undefined ? {} : { oldValue: old }),
    onTolerated: ({ field, message }) => warn?.(`${field}: ${message}`),
  });
}

const RULES_NOT_CHECKED = invalid(
  "<nil>",
  null,
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
);

const BLOCKS_RULES: ReadonlySet<FieldErrorReason> = new Set<FieldErrorReason>([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

const MAX_INT32 = 2 ** 31 - 1;

/** Replica counts where the scale subresource looks for them. */
function validateScale(object: ApiObject, rules: VersionRules): readonly FieldError[] {
  if (rules.scale === undefined) return [];
  const errors: FieldError[] = [];
  for (const path of [rules.scale.specReplicasPath, rules.scale.statusReplicasPath]) {
    const value = valueAt(object, path);
    if (typeof value !== "number") continue;
    if (value < 0) errors.push(invalid(path, value, "should be a non-negative integer"));
    else if (value > MAX_INT32) errors.push(invalid(path, value, `should be less than or equal to ${MAX_INT32}`));
  }
  return errors;
}
