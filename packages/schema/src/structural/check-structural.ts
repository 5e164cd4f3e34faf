import type { Schema } from "./schema.ts";
import { checkDefaults } from "./check-defaults.ts";
import { checkOpenApi } from "./check-openapi.ts";
import { checkRules } from "./check-rules.ts";
import { forbidden, invalid, required, type SchemaError } from "./schema-error.ts";

/**
 * What makes a CRD's schema unacceptable to the API server: fields that it does not support, what is not structural, and
 * defaults that the schema itself refuses. `path` is where the schema is (`spec.validation.openAPIV3Schema`).
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function checkStructural(schema: Schema, path: string): readonly SchemaError[] {
  const openApi = checkOpenApi(schema, path);
  if (openApi.length > 0) return openApi;
  const errors: SchemaError[] = [];
  checkNode(schema, { path, level: "root" }, errors);
  checkCompleteness(schema, { path, nested: schema, nestedPath: path }, errors);
  if (errors.length > 0) return errors;
  return [...checkDefaults(schema, path), ...checkRules(schema, path)];
}

interface Place {
  readonly path: string;
  readonly level: "root" | "items" | "field";
}

function checkNode(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path } = place;
  checkType(schema, place, errors);
  checkExtensions(schema, place, errors);
  if (place.level === "root" || schema["x-kubernetes-embedded-resource"] === true)
    checkResourceFields(schema, path, errors);
  if (schema.items !== undefined) checkNode(schema.items, { path: `${path}.items`, level: "items" }, errors);
  if (typeof schema.additionalProperties === "object") {
    checkNode(schema.additionalProperties, { path: `${path}.additionalProperties`, level: "field" }, errors);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkNode(property, { path: `${path}.properties[${name}]`, level: "field" }, errors);
  }
  for (const { nested, nestedPath, mayHaveType } of nestedSchemas(schema, path))
    checkNested(nested, { path: nestedPath, mayHaveType }, errors);
}

const EMPTY_TYPE = {
  root: "must not be empty at the root",
  items: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function checkType(schema: Schema, place: Place, errors: SchemaError[]): void {
  const path = `${place.path}.type`;
  const { type } = schema;
  if (schema["x-kubernetes-embedded-resource"] === true) {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    if (isEmpty(type)) errors.push(required(path, detail));
    else if (type !== "object") errors.push(invalid(path, type, detail));
  } else if (
    isEmpty(type) &&
    schema["x-kubernetes-int-or-string"] !== true &&
    schema["x-kubernetes-preserve-unknown-fields"] !== true
  ) {
    errors.push(required(path, EMPTY_TYPE[place.level]));
  }
  if (place.level === "root" && !isEmpty(type) && type !== "object")
    errors.push(invalid(path, type, "must be object at the root"));
}

function checkExtensions(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path, level } = place;
  const embedded = schema["x-kubernetes-embedded-resource"] === true;
  const preserve = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema.additionalProperties !== undefined && level === "root") {
    errors.push(forbidden(`${path}.additionalProperties`, "must not be used at the root"));
  } else if (schema.additionalProperties !== undefined && embedded) {
    errors.push(forbidden(`${path}.additionalProperties`, "must not be used if x-kubernetes-embedded-resource is set"));
  }
  if (schema["x-kubernetes-int-or-string"] === true) {
    const detail = "must be false if x-kubernetes-int-or-string is true";
    if (preserve) errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, detail));
    if (embedded) errors.push(invalid(`${path}.x-kubernetes-embedded-resource`, true, detail));
  }
  if (embedded && !preserve && Object.keys(schema.properties ?? {}).length === 0) {
    errors.push(
      required(
        `${path}.properties`,
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
      ),
    );
  }
}

/** What a resource, embedded or not, may say of its apiVersion, kind and metadata. */
function checkResourceFields(schema: Schema, path: string, errors: SchemaError[]): void {
  for (const name of ["kind", "apiVersion"]) {
    const property = schema.properties?.[name];
    if (property === undefined || property.type === "string") continue;
    errors.push(invalid(`${path}.properties[${name}].type`, property.type ?? "", "must be string"));
  }
  const metadata = schema.properties?.["metadata"];
  if (metadata === undefined) return;
  if (metadata.type !== "object")
    errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? "", "must be object"));
  const allowed = new Set(["type", "description", "properties"]);
  const others = Object.keys(metadata.properties ?? {}).some((name) => name !== "name" && name !== "generateName");
  if (others || Object.keys(metadata).some((key) => !allowed.has(key))) {
    errors.push(
      forbidden(
        `${path}.properties[metadata]`,
        "must not specify anything other than name and generateName, but metadata is implicitly specified",
      ),
    );
  }
}

interface Nested {
  readonly nested: Schema;
  readonly nestedPath: string;
  /** The anyOf of integer and string that may go with `x-kubernetes-int-or-string`. */
  readonly mayHaveType: boolean;
}

/** The schemas in anyOf, oneOf, allOf and not. */
function nestedSchemas(schema: Schema, path: string): readonly Nested[] {
  const intOrString = schema["x-kubernetes-int-or-string"] === true;
  const found: Nested[] = [];
  const add = (nested: Schema, nestedPath: string, mayHaveType: boolean): number =>
    found.push({ nested, nestedPath, mayHaveType });
  schema.allOf?.forEach((one, index) =>
    add(one, `${path}.allOf[${index}]`, intOrString && index === 0 && isIntOrString(one.anyOf)),
  );
  schema.anyOf?.forEach((one, index) =>
    add(one, `${path}.anyOf[${index}]`, intOrString && isIntOrString(schema.anyOf)),
  );
  schema.oneOf?.forEach((one, index) => add(one, `${path}.oneOf[${index}]`, false));
  if (schema.not !== undefined) add(schema.not, `${path}.not`, false);
  return found;
}

function isIntOrString(anyOf: readonly Schema[] | undefined): boolean {
  return anyOf?.length === 2 && anyOf[0]?.type === "integer" && anyOf[1]?.type === "string";
}

const FORBIDDEN_IN_NESTED: readonly (readonly [keyof Schema, string])[] = [
  ["type", "must be empty to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["default", "must be undefined to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
];

function checkNested(
  schema: Schema,
  place: { readonly path: string; readonly mayHaveType: boolean },
  errors: SchemaError[],
): void {
  const { path, mayHaveType } = place;
  for (const [name, detail] of FORBIDDEN_IN_NESTED) {
    if (isEmpty(schema[name]) || (name === "type" && mayHaveType)) continue;
    errors.push(forbidden(`${path}.${name}`, detail));
  }
  if (schema.properties?.["metadata"] !== undefined) {
    errors.push(forbidden(`${path}.properties[metadata]`, "must not be specified in a nested context"));
  }
  const descend = (nested: Schema, nestedPath: string, typed: boolean): void =>
    checkNested(nested, { path: nestedPath, mayHaveType: typed }, errors);
  if (schema.items !== undefined) descend(schema.items, `${path}.items`, false);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    descend(property, `${path}.properties[${name}]`, false);
  for (const one of nestedSchemas(schema, path))
    descend(one.nested, one.nestedPath, mayHaveType && isIntOrString(schema.anyOf));
}

/** Everything that a nested schema speaks of must be declared by the structural one. */
function checkCompleteness(
  schema: Schema | undefined,
  place: { readonly path: string; readonly nested: Schema; readonly nestedPath: string },
  errors: SchemaError[],
): void {
  const { path, nested, nestedPath } = place;
  if (schema === undefined) return void errors.push(required(path, `because it is defined in ${nestedPath}`));
  const go = (child: Schema | undefined, childPath: string, of: Omit<Nested, "mayHaveType">): void =>
    checkCompleteness(child, { path: childPath, nested: of.nested, nestedPath: of.nestedPath }, errors);
  for (const one of nestedSchemas(nested, nestedPath)) go(schema, path, one);
  if (nested.items !== undefined)
    go(schema.items, `${path}.items`, { nested: nested.items, nestedPath: `${nestedPath}.items` });
  for (const [name, property] of Object.entries(nested.properties ?? {})) {
    const child = schema.properties?.[name];
    const of = { nested: property, nestedPath: `${nestedPath}.properties[${name}]` };
    if (child === undefined && typeof schema.additionalProperties === "object")
      go(schema.additionalProperties, `${path}.additionalProperties`, of);
    else go(child, `${path}.properties[${name}]`, of);
  }
  if (nested === schema && typeof schema.additionalProperties === "object") {
    const additional = schema.additionalProperties;
    go(additional, `${path}.additionalProperties`, {
      nested: additional,
      nestedPath: `${nestedPath}.additionalProperties`,
    });
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}
