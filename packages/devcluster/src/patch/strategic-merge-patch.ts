import type { Schema } from "@homeostat/schema";
import { jsonClone } from "homeostat/internal/std/compare.ts";
import { isJsonObject, member, setMember, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { jsonTypeName, PatchError } from "./patch-error.ts";
import { mergeLists, mergeOrdered, type ListMergeRule } from "./strategic-merge-list.ts";
import { goValueText } from "./go-value-text.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";
const DELETE_FROM_LIST = "$deleteFromPrimitiveList";
const ELEMENT_ORDER = "$setElementOrder";

/**
 * Applies a strategic merge patch and returns the new object; the given one stays as it is. Which lists are merged, and by
 * which key, comes from `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`.
 * See https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 *
 * @throws PatchError `malformed` when the patch or a directive has the wrong form, `internal` when the real server answers
 * 500 (a list item without its merge key, an unknown directive).
 */
export function applyStrategicMergePatch(target: object, patch: object, schema: Schema): object {
  if (patch === null) return target;
  if (!isJsonObject(patch)) {
    throw new PatchError(
      "malformed",
      `json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return mergeObjects(isJsonObject(target) ? target : {}, jsonClone(patch), schema);
}

/** `patch` is ours: directives are taken out of it on the way. */
function mergeObjects(target: JsonObject, patch: MutableJsonObject, schema: Schema | undefined): JsonObject {
  if (Object.hasOwn(patch, DIRECTIVE)) return replaceOrDelete(patch);
  const result: MutableJsonObject = { ...target };
  retainKeys(result, patch);
  applyElementOrders(result, patch, schema);
  for (const key of Object.keys(patch)) mergeField(result, key, patch[key], schema);
  return result;
}

function replaceOrDelete(patch: MutableJsonObject): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === "delete") return {};
  if (directive !== "replace") throw unknownDirective(patch);
  delete patch[DIRECTIVE];
  return patch;
}

function unknownDirective(patch: JsonObject): PatchError {
  return new PatchError(
    "internal",
    `unknown patch type: ${goValueText(patch[DIRECTIVE])} in map: ${goValueText(patch)}`,
  );
}

function mergeField(result: MutableJsonObject, patchKey: string, value: unknown, schema: Schema | undefined): void {
  const isDeletion = patchKey.startsWith(DELETE_FROM_LIST);
  const key = isDeletion ? fieldOf(patchKey, DELETE_FROM_LIST, "invalid patch format of primitive list") : patchKey;
  const current = member(result, key);
  if (value === null) {
    delete result[key];
    return;
  }
  if (kindOf(current) !== kindOf(value) || current === undefined) {
    if (!isDeletion) setOrDrop(result, key, withoutNulls(value));
    return;
  }
  const field = fieldSchema(schema, key);
  const strategy = strategyOf(field);
  if (isJsonObject(current) && isJsonObject(value)) {
    setMember(result, key, strategy === "replace" ? value : mergeObjects(current, value, field));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    setMember(result, key, mergeListField(current, value, { field, strategy, isDeletion }));
  } else {
    setOrDrop(result, key, value);
  }
}

interface ListField {
  readonly field: Schema | undefined;
  readonly strategy: string;
  readonly isDeletion: boolean;
}

function mergeListField(
  current: readonly unknown[],
  value: readonly unknown[],
  { field, strategy, isDeletion }: ListField,
): readonly unknown[] {
  if (strategy !== "merge" && !isDeletion) return value;
  return mergeLists(current, value, listRule(field, isDeletion));
}

function listRule(field: Schema | undefined, isDeletion: boolean): ListMergeRule {
  const items = field?.items;
  return {
    mergeKey: field?.["x-kubernetes-patch-merge-key"] ?? "",
    isDeletion,
    mergeItems: (current, patch) => mergeObjects(current, { ...patch }, items),
  };
}

/** `$retainKeys` names the members that may stay; the patch itself may set no others. */
function retainKeys(result: MutableJsonObject, patch: MutableJsonObject): void {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return;
  const names = patch[RETAIN_KEYS];
  delete patch[RETAIN_KEYS];
  const malformed = new PatchError("malformed", "invalid patch format of retainKeys");
  if (!Array.isArray(names)) throw malformed;
  const retained = new Set<unknown>(names);
  for (const key of Object.keys(patch)) {
    const isDirective = key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER);
    if (patch[key] !== null && !isDirective && !retained.has(key)) throw malformed;
  }
  for (const key of Object.keys(result)) if (!retained.has(key)) delete result[key];
}

/** Lists with a `$setElementOrder` are merged and put in order here, and taken out of the patch. */
function applyElementOrders(result: MutableJsonObject, patch: MutableJsonObject, schema: Schema | undefined): void {
  for (const orderKey of Object.keys(patch)) {
    if (!orderKey.startsWith(ELEMENT_ORDER)) continue;
    const order = listAt(patch, orderKey);
    delete patch[orderKey];
    const key = fieldOf(orderKey, ELEMENT_ORDER, "invalid patch format of setElementOrder list");
    const current = Object.hasOwn(result, key) ? listAt(result, key) : undefined;
    const change = Object.hasOwn(patch, key) ? listAt(patch, key) : undefined;
    const field = fieldSchema(schema, key);
    const rule = listRule(field, false);
    const merged = (): readonly unknown[] => {
      if (change === undefined) return current ?? [];
      if (current === undefined) return withoutDirectives(change) as readonly unknown[];
      return mergeListField(current, change, { field, strategy: strategyOf(field), isDeletion: false });
    };
    const ordered = mergeOrdered({ current, change, order, rule, merged });
    if (ordered === undefined) continue;
    setMember(result, key, ordered);
    delete patch[key];
  }
}

function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  if (Array.isArray(value)) return value as readonly unknown[];
  throw new PatchError("internal", `expected a []interface {}, but received a ${goTypeName(value)}`);
}

function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return "%!s(<nil>)";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

function fieldOf(directive: string, prefix: string, complaint: string): string {
  if (!directive.startsWith(`${prefix}/`)) throw new PatchError("malformed", complaint);
  return directive.slice(prefix.length + 1);
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  const properties = schema?.properties;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  const values = schema?.additionalProperties;
  return typeof values === "object" ? values : undefined;
}

/** The strategy without `retainKeys`, which only kubectl needs to know. */
function strategyOf(field: Schema | undefined): string {
  const names = field?.["x-kubernetes-patch-strategy"]?.split(",") ?? [];
  return names.find((name) => name !== "retainKeys") ?? "";
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function setOrDrop(result: MutableJsonObject, key: string, value: unknown): void {
  const kept = withoutDirectives(value);
  if (kept === undefined) delete result[key];
  else setMember(result, key, kept);
}

/** A new value without the parts that carry a directive; undefined when it is one itself. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, DIRECTIVE)) return undefined;
  const result: MutableJsonObject = {};
  for (const key of Object.keys(value)) setOrDrop(result, key, value[key]);
  return result;
}

/** Null means "remove", and there is nothing to remove in a new value. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const result: MutableJsonObject = {};
  for (const key of Object.keys(value)) if (value[key] !== null) setMember(result, key, withoutNulls(value[key]));
  return result;
}
