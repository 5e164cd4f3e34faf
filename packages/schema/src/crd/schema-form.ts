import type { Schema } from "#structural/schema.ts";

/**
 * A schema as Go writes it: flags that are false and members that are null are left out. `forms` has those that were made before: what is
 * shared in the schema is shared in its form.
 */
export function goSchemaForm(schema: Schema, forms: Map<Schema, Schema>): Schema {
  const known = forms.get(schema);
  if (known !== undefined) return known;
  const form: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (value !== null && (value !== false || !FLAGS.has(name))) form[name] = memberForm(name, value, forms);
  }
  forms.set(schema, form);
  return form;
}

const FLAGS: ReadonlySet<string> = new Set([
  "uniqueItems",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "nullable",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
]);
const SCHEMAS: ReadonlySet<string> = new Set(["items", "additionalProperties", "not"]);
const LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);

function memberForm(name: string, value: unknown, forms: Map<Schema, Schema>): unknown {
  const formOf = (one: unknown): unknown => (isSchema(one) ? goSchemaForm(one, forms) : one);
  if (LISTS.has(name) && Array.isArray(value)) return value.map(formOf);
  if (SCHEMAS.has(name)) return formOf(value);
  if (name !== "properties" || !isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, formOf(one)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
