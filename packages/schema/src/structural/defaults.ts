import type { Schema } from "./schema.ts";
import { isArray, isObject, withField } from "./json.ts";

/**
 * Fills in the defaults of a schema, as the API server does for custom resources on write and on read: absent fields of
 * objects that are there, and `null` where the schema is not nullable; such a `null` without a default goes away. Returns the
 * same value, uncopied, when nothing changes.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 */
export function applySchemaDefaults(value: object, schema: Schema): object {
  return fill(value, schema) as object;
}

function fill(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined || typeof value !== "object" || value === null || !concerns(schema)) return value;
  if (isArray(value)) return fillItems(value, schema.items);
  return isObject(value) ? fillObject(value, schema) : value;
}

function fillItems(items: readonly unknown[], schema: Schema | undefined): readonly unknown[] {
  if (schema === undefined) return items;
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const filled = fill(item === null ? nullOrDefault(schema) : item, schema);
    if (filled === item) continue;
    copy ??= [...items];
    copy[index] = filled;
  }
  return copy ?? items;
}

function fillObject(value: Readonly<Record<string, unknown>>, schema: Schema): Readonly<Record<string, unknown>> {
  const { properties } = schema;
  const additional = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const child = value[name];
    const property = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const childSchema = property ?? additional;
    if (childSchema === undefined) continue;
    if (child === null && property !== undefined && isMisplacedNull(property)) {
      copy ??= { ...value };
      delete copy[name];
      continue;
    }
    const filled = fill(child === null ? nullOrDefault(childSchema) : child, childSchema);
    if (filled !== child) copy = withField(value, copy, { name, value: filled });
  }
  for (const name of defaultedNames(schema)) {
    if (value[name] !== undefined) continue;
    const property = properties?.[name];
    copy = withField(value, copy, { name, value: fill(property?.default, property) });
  }
  return copy ?? value;
}

/** A `null` that the schema neither allows nor replaces. */
function isMisplacedNull(schema: Schema): boolean {
  return schema.nullable !== true && schema.default === undefined;
}

function nullOrDefault(schema: Schema): unknown {
  return schema.nullable === true ? null : (schema.default ?? null);
}

const defaultedNamesOf = new WeakMap<Schema, readonly string[]>();

function defaultedNames(schema: Schema): readonly string[] {
  let names = defaultedNamesOf.get(schema);
  if (names === undefined) {
    const properties = schema.properties ?? {};
    names = Object.keys(properties).filter((name) => properties[name]?.default !== undefined);
    defaultedNamesOf.set(schema, names);
  }
  return names;
}

/** False where nothing below can change: no properties, no items, no additional properties with a schema. */
function concerns(schema: Schema): boolean {
  return (
    schema.properties !== undefined || schema.items !== undefined || typeof schema.additionalProperties === "object"
  );
}
