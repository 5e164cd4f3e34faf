import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { isArray, isObject } from "#structural/json.ts";
import type { Schema } from "#structural/schema.ts";

/** A value with the one it replaces. */
export interface Change {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: Schema;
}

/**
 * Finds the old item that a new item of a list replaces: in lists that are maps the one with the same keys; items of other lists
 * have no identity.
 */
export function oldItems(old: unknown, schema: Schema): (item: unknown) => unknown {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (!isArray(old) || schema["x-kubernetes-list-type"] !== "map" || keys.length === 0) return () => undefined;
  const byKey = new Map<string, unknown>();
  for (const item of old) {
    const key = keyOf(item, keys);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, item);
  }
  return (item) => {
    const key = keyOf(item, keys);
    return key === undefined ? undefined : byKey.get(key);
  };
}

/** Whether nothing changed; the order of a list that is a map does not count. */
export function isUnchanged(change: Change): boolean {
  const { value, old, schema } = change;
  if (value === null || old === null || value === undefined || old === undefined)
    return (value ?? null) === (old ?? null);
  if (isArray(value) && isArray(old)) {
    if (schema["x-kubernetes-list-type"] !== "map") return jsonEqual(value, old);
    const oldItem = oldItems(old, schema);
    const { items = {} } = schema;
    return (
      value.length === old.length &&
      value.every((item) => {
        const before = oldItem(item);
        return before !== undefined && isUnchanged({ value: item, old: before, schema: items });
      })
    );
  }
  if (!isObject(value) || !isObject(old)) return jsonEqual(value, old);
  const names = Object.keys(value);
  if (names.length !== Object.keys(old).length) return false;
  return names.every((name) => {
    const child = childChange({ value, old, schema }, name);
    return child !== undefined && isUnchanged(child);
  });
}

/** The change of one field; undefined when there was none before, or the schema knows nothing of it. */
export function childChange(change: Change, name: string): Change | undefined {
  const { value, old, schema } = change;
  if (!isObject(value) || !isObject(old) || !Object.hasOwn(value, name) || !Object.hasOwn(old, name)) return undefined;
  const { properties, additionalProperties } = schema;
  const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
  const child = own ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
  return child === undefined ? undefined : { value: value[name], old: old[name], schema: child };
}

/** Undefined: the item has not all keys, or not only scalars. */
function keyOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  const values: unknown[] = [];
  for (const key of keys) {
    const value = item[key];
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
}
