import type { Schema } from "./schema.ts";
import { fieldPath, isArray, isObject } from "./json.ts";
import { duplicate, invalid, type SchemaError } from "./schema-error.ts";

/**
 * Finds duplicates in lists that the schema calls sets (`x-kubernetes-list-type: set`) or maps (`map`, by their
 * `x-kubernetes-list-map-keys`).
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function validateListTypes(value: unknown, schema: Schema, path: string = ""): readonly SchemaError[] {
  if (!hasListTypes(schema)) return NO_ERRORS;
  const errors: SchemaError[] = [];
  visit({ value, path }, schema, errors);
  return errors;
}

const NO_ERRORS: readonly SchemaError[] = [];

interface Node {
  readonly value: unknown;
  readonly path: string;
}

function visit(node: Node, schema: Schema, errors: SchemaError[]): void {
  const { value, path } = node;
  if (isArray(value)) return visitList(value, { path, schema }, errors);
  if (!isObject(value)) return;
  const additional = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  for (const name in value) {
    const property = schema.properties?.[name];
    if (property !== undefined && hasListTypes(property))
      visit({ value: value[name], path: fieldPath(path, name) }, property, errors);
    else if (property === undefined && additional !== undefined)
      visit({ value: value[name], path: `${path}[${name}]` }, additional, errors);
  }
}

function visitList(
  items: readonly unknown[],
  list: { readonly path: string; readonly schema: Schema },
  errors: SchemaError[],
): void {
  const { path, schema } = list;
  const type = schema["x-kubernetes-list-type"];
  if (type === "set") reportDuplicates(items, path, errors);
  if (type === "map") {
    const keys = schema["x-kubernetes-list-map-keys"] ?? [];
    items.forEach((item, index) => {
      if (item !== null && !isObject(item))
        errors.push(invalid(`${path}[${index}]`, item, "must be an object for an array of list-type map"));
    });
    reportDuplicates(
      items.map((item) => (isObject(item) ? keysOf(item, keys) : item === null ? {} : undefined)),
      path,
      errors,
    );
  }
  const { items: itemSchema } = schema;
  if (itemSchema === undefined || !hasListTypes(itemSchema)) return;
  items.forEach((item, index) => visit({ value: item, path: `${path}[${index}]` }, itemSchema, errors));
}

function keysOf(item: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of keys) if (item[key] !== undefined) found[key] = item[key];
  return found;
}

/** Every value is reported once, at its second place. */
function reportDuplicates(values: readonly unknown[], path: string, errors: SchemaError[]): void {
  if (values.length < 2) return;
  const seen = new Map<string, number>();
  values.forEach((value, index) => {
    if (value === undefined) return;
    const text = canonical(value);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) errors.push(duplicate(`${path}[${index}]`, value));
  });
}

/** Equal JSON values have equal texts. */
function canonical(value: unknown): string {
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

const known = new WeakMap<Schema, boolean>();

/** Whether there is anything to check at or below this schema; a cycle that is being looked at counts as nothing. */
function hasListTypes(schema: Schema): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  known.set(schema, false);
  const type = schema["x-kubernetes-list-type"];
  const result =
    type === "set" ||
    type === "map" ||
    (schema.items !== undefined && hasListTypes(schema.items)) ||
    (typeof schema.additionalProperties === "object" && hasListTypes(schema.additionalProperties)) ||
    Object.values(schema.properties ?? {}).some(hasListTypes);
  known.set(schema, result);
  return result;
}
