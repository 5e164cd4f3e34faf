import { goForm } from "@homeostat/schema";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { extend } from "homeostat/internal/std/extend.ts";
import type { FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { fields, without } from "./fields.ts";
import type { KindRules } from "./kind-rules.ts";
import type { Strategy, StrategyContext } from "./resource.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "./validate-metadata.ts";

/** The kind that a strategy is for. */
export interface StrategyKind {
  readonly group: string;
  /** A version that the status can be taken from. */
  readonly version: string;
  readonly kind: string;
  /** There is a `/status` subresource: the main resource cannot change the status. */
  readonly hasStatus: boolean;
  readonly namespaced: boolean;
}

/** The strategy of a built-in kind: what all share, and the rules of this one. */
export function createBuiltinStrategy(kind: StrategyKind, rules: KindRules): Strategy {
  const metadataRules = {
    namespaced: kind.namespaced,
    nameKind: rules.nameKind ?? "subdomain",
    qualifiedFinalizers: true,
  } as const;
  return {
    applyDefaults(object, version) {
      const formed = goForm(object, { group: kind.group, version, kind: kind.kind });
      return rules.defaults?.(formed, version) ?? formed;
    },
    prepareForCreate(object, context) {
      const reset =
        kind.hasStatus && rules.keepsStatusOnCreate !== true ? withEmptyStatus(object, kind, context.version) : object;
      const counted = rules.generation === "spec" ? withGeneration(reset, 1) : reset;
      return rules.prepareForCreate?.(counted, context) ?? counted;
    },
    prepareForUpdate(object, old, context) {
      const merged = mergedForUpdate(object, old, kind, context);
      const prepared = rules.prepareForUpdate?.(merged, old, context) ?? merged;
      return withGeneration(prepared, nextGeneration(prepared, old, rules));
    },
    validateCreate: (object, context) => [
      ...validateObjectMeta(
        { ...object, metadata: rules.metadataToValidate?.(object) ?? object.metadata },
        metadataRules,
      ),
      ...(rules.validate?.(object, context) ?? []),
    ],
    validateUpdate(object, old, context) {
      // The main resource is checked as a change and as a whole: errors in its metadata are reported twice, as Kubernetes does.
      const whole = (): readonly FieldError[] => [
        ...validateObjectMeta(object, metadataRules),
        ...(rules.validate?.(object, context) ?? []),
      ];
      const errors = [
        ...validateObjectMetaUpdate(object, old, metadataRules),
        ...(context.subresource === "" ? whole() : []),
      ];
      return [...errors, ...(rules.validateUpdate?.(object, old, context) ?? [])];
    },
    warnings: (object, old) => rules.warnings?.(object, old) ?? [],
    allowUnconditionalUpdate: rules.allowUnconditionalUpdate ?? true,
    allowCreateOnUpdate: rules.allowCreateOnUpdate ?? false,
    ...(rules.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: rules.gracePeriodSeconds }),
    returnsDeletedObject: rules.returnsDeletedObject ?? false,
    defaultGarbageCollection: rules.defaultGarbageCollection ?? "Background",
  };
}

/** The main resource keeps the old status; `/status` keeps all but status and metadata. Other subresources: the kind's rules. */
function mergedForUpdate(object: ApiObject, old: ApiObject, kind: StrategyKind, context: StrategyContext): ApiObject {
  if (context.subresource === "status") {
    return Object.assign({}, old, typeOf(object), { metadata: object.metadata }, statusOf(object));
  }
  if (!kind.hasStatus) return object;
  return extend(without(object, "status"), statusOf(old));
}

function typeOf(object: ApiObject): Partial<ApiObject> {
  const { apiVersion, kind } = object;
  return { ...(apiVersion === undefined ? {} : { apiVersion }), ...(kind === undefined ? {} : { kind }) };
}

function statusOf(object: ApiObject): { readonly status?: unknown } {
  return object["status"] === undefined ? {} : { status: object["status"] };
}

function withEmptyStatus(object: ApiObject, kind: StrategyKind, version: string): ApiObject {
  const bare = without(object, "status");
  const status = fields(goForm({}, { group: kind.group, version, kind: kind.kind }))["status"];
  return status === undefined ? bare : extend(bare, { status });
}

/** The old generation; one more when something beside metadata and status changed. */
function nextGeneration(object: ApiObject, old: ApiObject, rules: KindRules): number | undefined {
  const current = old.metadata.generation;
  if (rules.generation !== "spec") return current;
  return jsonEqual(desired(object), desired(old)) ? current : (current ?? 0) + 1;
}

function desired(object: ApiObject): Readonly<Record<string, unknown>> {
  return without(object, "apiVersion", "kind", "metadata", "status");
}

function withGeneration(object: ApiObject, generation: number | undefined): ApiObject {
  if (object.metadata.generation === generation) return object;
  const { generation: _, ...metadata } = object.metadata;
  return { ...object, metadata: generation === undefined ? metadata : extend(metadata, { generation }) };
}
