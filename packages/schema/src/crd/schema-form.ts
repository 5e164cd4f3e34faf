import type { Schema } from "#structural/schema.ts";

/** A schema as Go writes it: flags that are false and members that are null are left out. */
export function goSchemaForm(schema: Schema): Schema {
  const form: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (value !== null && (value !== false || !FLAGS.has(name))) form[name] = memberForm(name, value);
  }
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

function memberForm(name: string, value: unknown): unknown {
  if (LISTS.has(name) && Array.isArray(value))
    return value.map((one: unknown) => (isSchema(one) ? goSchemaForm(one) : one));
  if (!isSchema(value)) return value;
  if (SCHEMAS.has(name)) return goSchemaForm(value);
  if (name !== "properties") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isSchema(one) ? goSchemaForm(one) : one]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
