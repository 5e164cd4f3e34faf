import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { opaque } from "#cel/type.ts";
import { CelError, type MapValue, type ObjectValue, type OpaqueValue, type Value } from "#cel/value.ts";
import { isArray, isObject } from "#structural/json.ts";
import type { Schema } from "#structural/schema.ts";
import { escapeFieldName, unescapeFieldName } from "./field-names.ts";
import { bytesOfFormat, durationOfFormat, timestampOfDate, timestampOfDateTime } from "./format-values.ts";
import { schemaList } from "./list-values.ts";
import { withResourceFields } from "./resource-schema.ts";
import type { DeclaredType } from "./schema-types.ts";

/**
 * JSON as rules see it by its schema; what is inside of lists, maps and objects is adapted when it is asked for. `declared` is the
 * schema's type; undefined: rules cannot see it, they can only compare. Throws `CelError` when the value does not fit.
 */
export function schemaValue(value: unknown, schema: Schema, declared: DeclaredType | undefined): Value {
  if (value === null || value === undefined) {
    if (schema.nullable === true) return null;
    throw new CelError("invalid data, got null for schema with nullable=false");
  }
  if (schema["x-kubernetes-int-or-string"] === true) return intOrString(value);
  switch (schema.type) {
    case "object":
      if (!isObject(value)) throw new CelError("invalid data, expected a map for the provided schema with type=object");
      return structureValue(value, schema, declared);
    case "array":
      if (!isArray(value))
        throw new CelError("invalid data, expected an array for the provided schema with type=array");
      return listValue(value, schema, declared);
    case "string":
      if (typeof value !== "string") throw misfit("string", value);
      return stringValue(value, schema.format);
    case "number":
      if (typeof value !== "number" && typeof value !== "bigint") throw misfit("float", value);
      return Number(value);
    case "integer":
      return wholeNumber(value);
    case "boolean":
      if (typeof value !== "boolean") throw misfit("bool", value);
      return value;
    default:
      return unknownValue(value);
  }
}

function intOrString(value: unknown): Value {
  if (typeof value === "string") return value;
  const number = integer(value);
  if (number !== undefined) return number;
  throw new CelError("invalid data, expected XIntOrString value to be either a string or integer");
}

function wholeNumber(value: unknown): bigint {
  const number = integer(value);
  if (number === undefined) throw misfit("int", value);
  return number;
}

function integer(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

function stringValue(value: string, format: string | undefined): Value {
  switch (format) {
    case "duration":
      return durationOfFormat(value);
    case "date":
      return timestampOfDate(value);
    case "date-time":
      return timestampOfDateTime(value);
    case "byte":
      return bytesOfFormat(value);
    default:
      return value;
  }
}

function structureValue(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  declared: DeclaredType | undefined,
): ObjectValue | MapValue {
  const { additionalProperties } = schema;
  if (schema["x-kubernetes-embedded-resource"] === true)
    return objectValue(value, withResourceFields(schema), declared);
  if (schema.properties === undefined && typeof additionalProperties === "object")
    return mapValue(value, additionalProperties, declared?.element);
  return objectValue(value, schema, declared);
}

function mapValue(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  declared: DeclaredType | undefined,
): MapValue {
  const keys = Object.keys(value);
  return {
    celKind: "map",
    size: keys.length,
    find: (key) =>
      typeof key === "string" && Object.hasOwn(value, key) ? schemaValue(value[key], schema, declared) : undefined,
    keys: () => keys,
  };
}

/** A field that is null counts as absent. Fields that the schema does not have take part in comparisons only. */
function objectValue(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  declared: DeclaredType | undefined,
): ObjectValue {
  const typeName = declared?.type.kind === "object" ? declared.type.name : "object";
  return {
    celKind: "object",
    typeName,
    find(field) {
      const name = unescapeFieldName(field) ?? field;
      if (!Object.hasOwn(value, name) || value[name] === null || value[name] === undefined) return undefined;
      const property = schema.properties?.[name];
      return property === undefined
        ? unknownValue(value[name])
        : schemaValue(value[name], property, declared?.fields?.get(escapeFieldName(name) ?? field));
    },
    fields: () => Object.keys(value).flatMap((name) => (value[name] === null ? [] : [escapeFieldName(name) ?? name])),
  };
}

function listValue(value: readonly unknown[], schema: Schema, declared: DeclaredType | undefined): Value {
  const { items } = schema;
  if (items === undefined) throw new CelError("invalid array type, expected Items with a non-empty Schema");
  const element = declared?.element;
  return schemaList(value.length, (index) => schemaValue(value[index], items, element), {
    listType: schema["x-kubernetes-list-type"] ?? "atomic",
    keys: schema["x-kubernetes-list-map-keys"] ?? [],
  });
}

/** What only `x-kubernetes-preserve-unknown-fields` allows: it can be compared, nothing else. */
function unknownValue(value: unknown): OpaqueValue {
  return {
    celKind: "opaque",
    type: UNKNOWN,
    content: value,
    equals: (other) => jsonEqual(value, other.content),
  };
}

const UNKNOWN = opaque("unknown");

function misfit(wanted: string, value: unknown): CelError {
  return new CelError(`invalid data, expected ${wanted}, got ${goType(value)}`);
}

function goType(value: unknown): string {
  if (isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}
