import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  NULL,
  STRING,
  TIMESTAMP,
  UINT,
  listOf,
  mapOf,
  optionalOf,
  typeOf,
} from "./type.ts";
import type { CelType } from "./type.ts";
import type { Value } from "./value.ts";

/** The type of a value, as far as the value shows it: elements of lists and maps are dyn. */
export function typeOfValue(value: Value): CelType {
  switch (typeof value) {
    case "boolean":
      return BOOL;
    case "bigint":
      return INT;
    case "number":
      return DOUBLE;
    case "string":
      return STRING;
    default:
      return typeOfObject(value);
  }
}

/** The name of a type at run time: `int`, `list`, `google.protobuf.Timestamp`…. Two types are equal when their names are. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case "null":
      return "null_type";
    case "timestamp":
      return "google.protobuf.Timestamp";
    case "duration":
      return "google.protobuf.Duration";
    case "object":
    case "opaque":
    case "parameter":
      return type.name;
    default:
      return type.kind;
  }
}

/**
 * Whether a value may be an argument of this type. As cel-go does, of lists and maps only the first element is looked at.
 */
export function isOfType(value: Value, type: CelType): boolean {
  switch (type.kind) {
    case "dyn":
    case "parameter":
      return true;
    case "list":
      return isKind(value, "list") && (value.size === 0 || isOfType(value.at(0), type.element));
    case "map":
      if (isKind(value, "object")) return true;
      return isKind(value, "map") && isEntryOfType(value, type);
    case "object":
      return isKind(value, "object") && value.typeName === type.name;
    case "opaque":
      if (type.name === "optional_type") return isOfOptionalType(value, type.parameters[0] ?? DYN);
      return isKind(value, "opaque") && typeName(value.type) === type.name;
    case "type":
      return isKind(value, "type");
    default:
      return typeOfValue(value).kind === type.kind;
  }
}

type TaggedValue = Exclude<Value, null | boolean | bigint | number | string | Uint8Array>;

function isKind<K extends TaggedValue["celKind"]>(
  value: Value,
  kind: K,
): value is Extract<TaggedValue, { celKind: K }> {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === kind;
}

function isOfOptionalType(value: Value, type: CelType): boolean {
  return isKind(value, "optional") && (value.value === undefined || isOfType(value.value, type));
}

function isEntryOfType(
  map: Extract<TaggedValue, { celKind: "map" }>,
  type: Extract<CelType, { kind: "map" }>,
): boolean {
  for (const key of map.keys()) {
    const value = map.find(key);
    return isOfType(key, type.key) && (value === undefined || isOfType(value, type.value));
  }
  return true;
}

function typeOfObject(value: Exclude<Value, boolean | bigint | number | string>): CelType {
  if (value === null) return NULL;
  if (value instanceof Uint8Array) return BYTES;
  switch (value.celKind) {
    case "uint":
      return UINT;
    case "timestamp":
      return TIMESTAMP;
    case "duration":
      return DURATION;
    case "list":
      return LIST;
    case "map":
      return MAP;
    case "object":
      return { kind: "object", name: value.typeName };
    case "optional":
      return OPTIONAL;
    case "type":
      return TYPE;
    default:
      return value.type;
  }
}

const LIST = listOf(DYN);
const MAP = mapOf(DYN, DYN);
const OPTIONAL = optionalOf(DYN);
const TYPE = typeOf(DYN);
