import type { Schema } from "./schema.ts";
import { isObject } from "./json.ts";
import { validateListTypes } from "./list-types.ts";
import { pruneUnknownFields } from "./prune.ts";
import { invalid, type SchemaError } from "./schema-error.ts";
import { validateValue } from "./validate.ts";

/** Defaults that their own schema would prune or refuse. */
export function checkDefaults(schema: Schema, path: string): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  visit(schema, path, errors);
  return errors;
}

function visit(schema: Schema, path: string, errors: SchemaError[]): void {
  if (schema.default !== undefined) checkDefault(schema, `${path}.default`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, `${path}.properties[${name}]`, errors);
  if (schema.items !== undefined) visit(schema.items, `${path}.items`, errors);
  if (typeof schema.additionalProperties === "object")
    visit(schema.additionalProperties, `${path}.additionalProperties`, errors);
}

function checkDefault(schema: Schema, path: string, errors: SchemaError[]): void {
  const { default: value } = schema;
  if (isObject(value) && pruneUnknownFields(value, schema).unknown.length > 0) {
    errors.push(invalid(path, value, "must not have unknown fields"));
  }
  for (const error of [...validateValue(value, schema), ...validateListTypes(value, schema)]) {
    errors.push({ ...error, field: error.field === "" || error.field === "<nil>" ? path : `${path}.${error.field}` });
  }
}
