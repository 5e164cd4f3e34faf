import type { Schema } from "./schema.ts";
import { isObject } from "./json.ts";
import { validateListTypes } from "./list-types.ts";
import { pruneUnknownFields } from "./prune.ts";
import { invalid, required, type SchemaError } from "./schema-error.ts";
import { validateValue } from "./validate.ts";

/**
 * Defaults that their own schema would prune or refuse. Those in `additionalProperties` are not looked at, as in the API server. `clean`
 * are schemas in which none was found.
 */
export function checkDefaults(schema: Schema, path: string, clean: Set<Schema>): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  visit(schema, { path, clean }, errors);
  return errors;
}

interface Place {
  readonly path: string;
  readonly clean: Set<Schema>;
}

function visit(schema: Schema, { path, clean }: Place, errors: SchemaError[]): void {
  if (clean.has(schema)) return;
  const errorsBefore = errors.length;
  if (schema.default !== undefined) checkDefault(schema, `${path}.default`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, { path: `${path}.properties[${name}]`, clean }, errors);
  if (schema.items !== undefined) visit(schema.items, { path: `${path}.items`, clean }, errors);
  if (errors.length === errorsBefore) clean.add(schema);
}

function checkDefault(schema: Schema, path: string, errors: SchemaError[]): void {
  const { default: value } = schema;
  if (isObject(value) && pruneUnknownFields(value, schema).unknown.length > 0) {
    errors.push(invalid(path, value, "must not have unknown fields"));
  }
  if (schema["x-kubernetes-embedded-resource"] === true && isObject(value)) {
    for (const name of ["apiVersion", "kind"]) if (value[name] === undefined) errors.push(required(`${path}.${name}`));
  }
  for (const error of [...validateValue(value, schema), ...validateListTypes(value, schema)]) {
    errors.push({ ...error, field: error.field === "" || error.field === "<nil>" ? path : `${path}.${error.field}` });
  }
}
