import type { Schema } from "./schema.ts";
import { createCheckedSchemas, type CheckedSchemas } from "./checked-schemas.ts";
import { checkDefaults } from "./check-defaults.ts";
import { checkOpenApi, hasUnsupportedFields } from "./check-openapi.ts";
import { patternProblem } from "./pattern.ts";
import { forbidden, invalid, required, type SchemaError } from "./schema-error.ts";

/**
 * What makes a CRD's schema unacceptable to the API server: fields that it does not support, what is not structural, and
 * defaults that the schema itself refuses. `path` is where the schema is (`spec.validation.openAPIV3Schema`).
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function checkStructural(schema: Schema, path: string): readonly SchemaError[] {
  const { structural, openApi } = structuralProblems(schema, path, createCheckedSchemas());
  return [...structural, ...openApi];
}

/**
 * The same, apart: whether the schema is structural and its defaults fit, and whether each part of it is allowed. `supported`: it has no
 * fields that are known only to be refused, with which it says nothing certain.
 */
export function structuralProblems(
  schema: Schema,
  path: string,
  { clean }: CheckedSchemas,
): {
  readonly structural: readonly SchemaError[];
  readonly openApi: readonly SchemaError[];
  readonly supported: boolean;
} {
  const openApi = checkOpenApi(schema, path, clean.openApi);
  if (hasUnsupportedFields(schema, clean.supported)) return { structural: [], openApi, supported: false };
  const errors: SchemaError[] = [];
  checkNode(schema, { path, level: "root", clean: clean.structure }, errors);
  checkCompleteness(schema, { path, nested: schema, nestedPath: path }, errors);
  return {
    structural: errors.length > 0 ? errors : checkDefaults(schema, path, clean.defaults),
    openApi,
    supported: true,
  };
}

interface Place {
  readonly path: string;
  readonly level: "root" | "items" | "field";
  /** Schemas below the root, where all levels have the same demands. */
  readonly clean: Set<Schema>;
}

function checkNode(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path, level, clean } = place;
  if (level !== "root" && clean.has(schema)) return;
  const errorsBefore = errors.length;
  checkType(schema, place, errors);
  if (schema.type === "array" && schema.items === undefined)
    errors.push(required(`${path}.items`, "must be specified"));
  checkExtensions(schema, place, errors);
  checkPattern(schema, path, errors);
  if (level === "root" || schema["x-kubernetes-embedded-resource"] === true) checkResourceFields(schema, place, errors);
  if (schema.items !== undefined) checkNode(schema.items, { path: `${path}.items`, level: "items", clean }, errors);
  if (typeof schema.additionalProperties === "object") {
    checkNode(schema.additionalProperties, { path: `${path}.additionalProperties`, level: "field", clean }, errors);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkNode(property, { path: `${path}.properties[${name}]`, level: "field", clean }, errors);
  }
  for (const { nested, nestedPath, mayHaveType } of nestedSchemas(schema, path))
    checkNested(nested, { path: nestedPath, mayHaveType }, errors);
  if (level !== "root" && errors.length === errorsBefore) clean.add(schema);
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
function checkResourceFields(schema: Schema, { path, level }: Place, errors: SchemaError[]): void {
  for (const name of ["kind", "apiVersion"]) {
    const property = schema.properties?.[name];
    if (property === undefined || property.type === "string") continue;
    errors.push(invalid(`${path}.properties[${name}].type`, property.type ?? "", "must be string"));
  }
  const metadata = schema.properties?.["metadata"];
  if (metadata === undefined) return;
  if (metadata.type !== "object")
    errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? "", "must be object"));
  if (level !== "root") return;
  const allowed = new Set(["type", "default", "properties"]);
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
  /** The anyOf of integer and string, as goes with `x-kubernetes-int-or-string`. */
  readonly mayHaveType: boolean;
}

/** The schemas in anyOf, oneOf, allOf and not. */
function nestedSchemas(schema: Schema, path: string): readonly Nested[] {
  const found: Nested[] = [];
  const add = (nested: Schema, nestedPath: string, mayHaveType: boolean): number =>
    found.push({ nested, nestedPath, mayHaveType });
  schema.allOf?.forEach((one, index) => add(one, `${path}.allOf[${index}]`, index === 0 && isIntOrString(one.anyOf)));
  schema.anyOf?.forEach((one, index) => add(one, `${path}.anyOf[${index}]`, isIntOrString(schema.anyOf)));
  schema.oneOf?.forEach((one, index) => add(one, `${path}.oneOf[${index}]`, false));
  if (schema.not !== undefined) add(schema.not, `${path}.not`, false);
  return found;
}

function isIntOrString(anyOf: readonly Schema[] | undefined): boolean {
  const [first, second, ...rest] = anyOf ?? [];
  const isOnly = (schema: Schema | undefined, type: string): boolean =>
    schema?.type === type && Object.keys(schema).length === 1;
  return isOnly(first, "integer") && isOnly(second, "string") && rest.length === 0;
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
  ["x-kubernetes-validations", "must be empty to be structural"],
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
  checkPattern(schema, path, errors);
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

/** Everything that the combinators of the root speak of must be declared by the schema itself. */
function checkCompleteness(
  schema: Schema | undefined,
  place: { readonly path: string; readonly nested: Schema; readonly nestedPath: string },
  errors: SchemaError[],
): void {
  const { path, nested, nestedPath } = place;
  if (schema === undefined) return void errors.push(required(path, `because it is defined in ${nestedPath}`));
  for (const one of nestedSchemas(nested, nestedPath)) checkCompleteness(schema, { path, ...one }, errors);
  if (nested === schema) return;
  if (nested.items !== undefined) {
    const of = { path: `${path}.items`, nested: nested.items, nestedPath: `${nestedPath}.items` };
    checkCompleteness(schema.items, of, errors);
  }
  for (const [name, property] of Object.entries(nested.properties ?? {})) {
    const step = `properties[${name}]`;
    const of = { path: `${path}.${step}`, nested: property, nestedPath: `${nestedPath}.${step}` };
    checkCompleteness(schema.properties?.[name], of, errors);
  }
}

function checkPattern({ pattern }: Schema, path: string, errors: SchemaError[]): void {
  const problem = pattern === undefined || pattern === "" ? undefined : patternProblem(pattern);
  if (problem !== undefined) {
    errors.push(invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`));
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}
