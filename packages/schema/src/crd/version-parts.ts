import { parseSchema } from "#structural/parse-schema.ts";
import { duplicate, invalid, required, tooMany, type SchemaError } from "#structural/schema-error.ts";
import type { Schema } from "#structural/schema.ts";
import type { CrdVersion } from "./crd-spec.ts";

/** Where errors of a version's parts are reported; undefined: they were already, with another version. */
export interface VersionPartPaths {
  readonly subresources: string | undefined;
  readonly columns: string | undefined;
  readonly selectable: string | undefined;
}

/** Subresources, printer columns and selectable fields of one version. */
export function validateCrdVersionParts(version: CrdVersion, paths: VersionPartPaths, errors: SchemaError[]): void {
  if (paths.subresources !== undefined) validateScale(version, `${paths.subresources}.subresources.scale`, errors);
  if (paths.columns !== undefined) validateColumns(version, `${paths.columns}.additionalPrinterColumns`, errors);
  if (paths.selectable !== undefined) validateSelectableFields(version, `${paths.selectable}.selectableFields`, errors);
}

function validateScale(version: CrdVersion, path: string, errors: SchemaError[]): void {
  const scale = version.subresources?.scale;
  if (scale === undefined) return;
  const check = (field: string, value: string | undefined, roots: readonly string[]): void => {
    if (value === undefined || value === "") return void errors.push(required(`${path}.${field}`));
    const problem = simplePathProblem(value);
    const under = roots.map((root) => `.${root}`).join(" or ");
    if (problem !== undefined) errors.push(invalid(`${path}.${field}`, value, problem));
    else if (!roots.some((root) => value.startsWith(`.${root}.`)))
      errors.push(invalid(`${path}.${field}`, value, `should be a json path under ${under}`));
  };
  check("specReplicasPath", scale.specReplicasPath, ["spec"]);
  check("statusReplicasPath", scale.statusReplicasPath, ["status"]);
  if (scale.labelSelectorPath !== undefined && scale.labelSelectorPath !== "")
    check("labelSelectorPath", scale.labelSelectorPath, ["spec", "status"]);
}

const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS = ["binary", "byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

function validateColumns(version: CrdVersion, path: string, errors: SchemaError[]): void {
  version.additionalPrinterColumns?.forEach((column, index) => {
    const own = `${path}[${index}]`;
    if (isEmpty(column.name)) errors.push(required(`${own}.name`));
    if (isEmpty(column.type)) errors.push(required(`${own}.type`, `must be one of ${COLUMN_TYPES.join(",")}`));
    else if (!COLUMN_TYPES.includes(column.type))
      errors.push(invalid(`${own}.type`, column.type, `must be one of ${COLUMN_TYPES.join(",")}`));
    if (column.format !== undefined && column.format !== "" && !COLUMN_FORMATS.includes(column.format)) {
      errors.push(invalid(`${own}.format`, column.format, `must be one of ${COLUMN_FORMATS.join(",")}`));
    }
    if (isEmpty(column.jsonPath)) return void errors.push(required(`${own}.JSONPath`));
    const problem = simplePathProblem(column.jsonPath);
    if (problem !== undefined) errors.push(invalid(`${own}.JSONPath`, column.jsonPath, problem));
  });
}

function simplePathProblem(path: string): string | undefined {
  return path.startsWith(".") ? undefined : "must be a simple json path starting with .";
}

const MAX_SELECTABLE_FIELDS = 8;
const SELECTABLE_TYPES = new Set(["string", "boolean", "integer"]);

function validateSelectableFields(version: CrdVersion, path: string, errors: SchemaError[]): void {
  const fields = version.selectableFields ?? [];
  const schema = parseSchema(version.schema?.openAPIV3Schema);
  const seen = new Set<string>();
  const before = errors.length;
  fields.forEach(({ jsonPath }, index) => {
    const field = `${path}[${index}].jsonPath`;
    if (isEmpty(jsonPath)) return void errors.push(required(field));
    const problem = selectableProblem(jsonPath, schema);
    if (problem !== undefined) errors.push(invalid(field, jsonPath, problem));
    else if (seen.has(jsonPath)) errors.push(duplicate(field, jsonPath));
    seen.add(jsonPath);
  });
  if (fields.length > MAX_SELECTABLE_FIELDS && errors.length === before) {
    errors.push(tooMany(path, fields.length, MAX_SELECTABLE_FIELDS));
  }
}

function selectableProblem(path: string, schema: Schema): string | undefined {
  const wrong = (detail: string): string => `is an invalid path: ${detail}`;
  if (!path.startsWith(".") && !path.startsWith("["))
    return wrong(`expected [ or . but got: ${path.split(/[.[]/)[0] ?? ""}`);
  if (/\[\d*\]/.test(path)) return wrong("array notation is not allowed");
  let node: Schema | undefined = schema;
  for (const name of path.slice(1).split(".")) node = node?.properties?.[name];
  if (node === undefined || path === ".metadata" || path.startsWith(".metadata."))
    return wrong("does not refer to a valid field");
  if (node.type !== undefined && SELECTABLE_TYPES.has(node.type)) return undefined;
  return "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === "";
}
