import {
  crdSpec,
  crdStatus,
  defaultCustomResourceDefinition,
  hasValidationRules,
  isKnownFormat,
  loadRuleEngine,
  parseSchema,
  storageVersions,
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionChange,
  type Schema,
} from "@homeostat/schema";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { ApiObject } from "#storage/store.ts";
import { columnProblem } from "./crd-columns.ts";
import { CLEANUP_FINALIZER, markTerminating } from "./crd-status.ts";
import type { Strategy } from "./resource.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "./validate-metadata.ts";

/**
 * The rules of CustomResourceDefinitions themselves. Conversion webhooks are stored but not called; every write of
 * a CRD that has one is answered with a warning.
 * See https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export const crdStrategy: Strategy = {
  applyDefaults: (object) => defaultCustomResourceDefinition(object),
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
  ready: (object) => (schemasOf(object).some((one) => hasValidationRules(one, true)) ? loadRuleEngine() : undefined),
  validateCreate: (object) => [
    ...validateObjectMeta(object, { namespaced: false, nameKind: "subdomain" }),
    ...validateCustomResourceDefinition(object),
  ],
  validateUpdate: (object, old, context) => [
    ...validateObjectMetaUpdate(object, old),
    ...(context.subresource === "status" ? [] : validateCustomResourceDefinitionChange(object, old)),
  ],
  warnings: (object) => warnings(object),
  allowUnconditionalUpdate: false,
  allowCreateOnUpdate: false,
  returnsDeletedObject: true,
  defaultGarbageCollection: "Background",
};

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
  for (const format of new Set(schemasOf(crd).flatMap((schema) => [...unknownFormats(schema)])))
    found.push(`unrecognized format ${JSON.stringify(format)}`);
  for (const column of versions.flatMap((one) => one.additionalPrinterColumns ?? [])) {
    const problem = columnProblem(column);
    if (problem !== undefined)
      found.push(`additionalPrinterColumns ${JSON.stringify(column.name)} stays empty: ${problem}`);
  }
  if (conversion?.strategy === "Webhook") {
    found.push(
      "spec.conversion.webhook: this version of the devcluster does not call conversion webhooks; only apiVersion is rewritten",
    );
  }
  return found;
}

function schemasOf(crd: ApiObject): readonly Schema[] {
  return crdSpec(crd).versions.map((one) => parseSchema(one.schema?.openAPIV3Schema));
}

function* unknownFormats(schema: Schema): Iterable<string> {
  if (schema.format !== undefined && schema.format !== "" && !isKnownFormat(schema.format)) yield schema.format;
  for (const property of Object.values(schema.properties ?? {})) yield* unknownFormats(property);
  if (schema.items !== undefined) yield* unknownFormats(schema.items);
  if (typeof schema.additionalProperties === "object") yield* unknownFormats(schema.additionalProperties);
}
