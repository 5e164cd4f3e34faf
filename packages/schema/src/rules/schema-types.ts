import { BOOL, BYTES, DOUBLE, DURATION, DYN, INT, listOf, mapOf, STRING, TIMESTAMP, type CelType } from "#cel/type.ts";
import type { SizeOf } from "#cel/environment.ts";
import type { Schema } from "#structural/schema.ts";
import { escapeFieldName, isKeyword, unescapeFieldName } from "./field-names.ts";
import { withResourceFields } from "./resource-schema.ts";

/** What rules see of a schema: its type, and how large its values can be. */
export interface DeclaredType {
  readonly type: CelType;
  /** Bytes of the smallest JSON that fits. */
  readonly minSizeBytes: number;
  /** Most bytes of a string, or items of a list or map; 0 where that means nothing. */
  readonly maxElements: number;
  /** Of an object, by escaped name. */
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  /** Of a map. */
  readonly key?: DeclaredType;
  /** Items of a list, values of a map. */
  readonly element?: DeclaredType;
}

/** The types of a schema and all below it. */
export interface SchemaTypes {
  readonly root: DeclaredType;
  /** Fields of the object types by their names, which begin with `selfType`. */
  readonly fieldsOf: (typeName: string) => ReadonlyMap<string, CelType> | undefined;
}

/**
 * The types by which rules see a schema: strings with format byte, date, date-time and duration are bytes, timestamps and durations;
 * int-or-string is dynamic; fields with unknown content are not seen. Undefined: rules cannot see the schema at all.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#type-checking
 */
export function schemaTypes(schema: Schema, isResourceRoot: boolean): SchemaTypes | undefined {
  const objects = new Map<string, ReadonlyMap<string, CelType>>();
  const root = declare(schema, { isResourceRoot, name: "selfType", objects });
  return root === undefined ? undefined : { root, fieldsOf: (typeName) => objects.get(typeName) };
}

/** Sizes of what paths below `self` (or `oldSelf`) lead to. */
export function sizesOf(self: DeclaredType): SizeOf {
  return (path) => {
    if (path.length === 0) return undefined;
    let current: DeclaredType | undefined = self;
    for (const name of path.slice(1)) {
      if (name === "@items" || name === "@values") current = current.element;
      else current = name === "@keys" ? current.key : current.fields?.get(name);
      if (current === undefined) return undefined;
    }
    return { min: 0, max: current.maxElements };
  };
}

/** The most that is read of one request. */
export const MAX_REQUEST_BYTES: number = 3 * 1024 * 1024;

interface Place {
  readonly isResourceRoot: boolean;
  /** Of the type, when it is an object. */
  readonly name: string;
  readonly objects: Map<string, ReadonlyMap<string, CelType>>;
}

function declare(schema: Schema, place: Place): DeclaredType | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) return scalar(DYN, 1, maxBytes(schema) ?? MAX_TEXT_BYTES);
  switch (schema.type) {
    case "array":
      return declareList(schema, place);
    case "object":
      return typeof schema.additionalProperties === "object"
        ? declareMap(schema, schema.additionalProperties, place)
        : declareObject(place.isResourceRoot ? withResourceFields(schema) : schema, place);
    case "string":
      return declareString(schema);
    case "boolean":
      return BOOLEAN;
    case "number":
      return NUMBER;
    case "integer":
      return INTEGER;
    default:
      return undefined;
  }
}

function declareList(schema: Schema, place: Place): DeclaredType | undefined {
  const { items, maxItems } = schema;
  const element = items === undefined ? undefined : declare(items, below(place, "@idx", items));
  if (element === undefined) return undefined;
  return {
    type: listOf(element.type),
    minSizeBytes: 2,
    maxElements:
      maxItems === undefined ? Math.floor((MAX_REQUEST_BYTES - 2) / (element.minSizeBytes + 1)) : Math.max(0, maxItems),
    element,
  };
}

function declareMap(schema: Schema, values: Schema, place: Place): DeclaredType | undefined {
  const element = declare(values, below(place, "@elem", values));
  if (element === undefined) return undefined;
  const { maxProperties } = schema;
  return {
    type: mapOf(STRING, element.type),
    minSizeBytes: 2,
    maxElements:
      maxProperties === undefined
        ? Math.floor((MAX_REQUEST_BYTES - 2) / (element.minSizeBytes + 6))
        : Math.max(0, maxProperties),
    key: MAP_KEY,
    element,
  };
}

function declareObject(schema: Schema, place: Place): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  let minSizeBytes = 2;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeFieldName(name);
    const field = declare(property, below(place, escaped ?? name, property));
    if (field === undefined) continue;
    if (escaped !== undefined) fields.set(escaped, field);
    if (schema.required?.includes(name) === true && property.default === undefined)
      minSizeBytes += Buffer.byteLength(name) + field.minSizeBytes + 4;
  }
  place.objects.set(place.name, fieldTypes(fields));
  return { type: { kind: "object", name: place.name }, minSizeBytes, maxElements: 0, fields };
}

/** Fields that are named like a keyword have two names. */
function fieldTypes(fields: ReadonlyMap<string, DeclaredType>): ReadonlyMap<string, CelType> {
  const types = new Map<string, CelType>();
  for (const [escaped, { type }] of fields) {
    types.set(escaped, type);
    const keyword = unescapeFieldName(escaped);
    if (keyword !== undefined && isKeyword(keyword)) types.set(keyword, type);
  }
  return types;
}

function below(place: Place, name: string, schema: Schema): Place {
  const isResourceRoot = schema["x-kubernetes-embedded-resource"] === true;
  return { isResourceRoot, name: `${place.name}.${name}`, objects: place.objects };
}

function declareString(schema: Schema): DeclaredType {
  const { maxLength, format, enum: allowed } = schema;
  switch (format) {
    case "byte":
      return scalar(BYTES, 2, maxLength === undefined ? MAX_TEXT_BYTES : Math.max(0, maxLength));
    case "duration":
      return scalar(DURATION, 3, 32);
    case "date":
      return scalar(TIMESTAMP, 12, 12);
    case "date-time":
      return scalar(TIMESTAMP, 21, 32);
    default:
      return scalar(STRING, 2, maxBytes(schema) ?? longest(allowed) ?? MAX_TEXT_BYTES);
  }
}

/** `maxLength` counts characters, of up to four bytes. */
function maxBytes(schema: Schema): number | undefined {
  return schema.maxLength === undefined ? undefined : Math.max(0, schema.maxLength) * 4;
}

function longest(values: readonly unknown[] | undefined): number | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return Math.max(...values.map((one) => (typeof one === "string" ? Buffer.byteLength(one) : 0)));
}

function scalar(type: CelType, minSizeBytes: number, maxElements: number): DeclaredType {
  return { type, minSizeBytes, maxElements };
}

const MAX_TEXT_BYTES = MAX_REQUEST_BYTES - 2;
const BOOLEAN = scalar(BOOL, 4, 0);
const NUMBER = scalar(DOUBLE, 1, 0);
const INTEGER = scalar(INT, 1, 0);
/** The API server takes no account of how long keys are. */
const MAP_KEY = scalar(STRING, 2, 0);
