import type { Schema } from "@homeostat/schema";
import { isJsonObject } from "./json-value.ts";
import { OBJECT_META } from "./object-meta-schema.ts";

/** What a value may be, as server-side apply sees it. Several members: the value decides. None: the value is unknown. */
export interface ValueType {
  readonly scalar?: ScalarType | undefined;
  readonly list?: ListType | undefined;
  readonly map?: MapType | undefined;
}

export type ScalarType = "string" | "numeric" | "boolean" | "untyped";

export interface ListType {
  /** One owner for the whole list. */
  readonly isAtomic: boolean;
  /** Members that identify an item of a list-map; empty for a set of scalars. */
  readonly keys: readonly string[];
  readonly items: ValueType;
  /** Default of a key that an item may leave out. */
  keyDefault(key: string): unknown;
}

export interface MapType {
  /** One owner for the whole object. */
  readonly isAtomic: boolean;
  /** The type of a declared field; undefined when it is not declared. */
  field(name: string): ValueType | undefined;
  readonly hasFields: boolean;
  /** The type of all other members; undefined when there may be none. */
  readonly values: ValueType | undefined;
}

export type ValueForm = "scalar" | "list" | "map";

/** Which of its possible forms a value is treated as; undefined when the type has none. */
export function formOf(type: ValueType, value: unknown): ValueForm | undefined {
  if (Array.isArray(value)) {
    if (type.list !== undefined) return "list";
  } else if (isJsonObject(value)) {
    if (type.map !== undefined) return "map";
  } else if (value !== null && value !== undefined && type.scalar !== undefined) {
    return "scalar";
  }
  if (type.map !== undefined) return "map";
  if (type.scalar !== undefined) return "scalar";
  return type.list === undefined ? undefined : "list";
}

/** The type of a member of an object; undefined when the schema does not allow it. */
export function memberType(type: MapType, name: string): ValueType | undefined {
  return type.field(name) ?? type.values;
}

/** Any value below which nothing is known: objects by member, lists as a whole. */
export const DEDUCED: ValueType = {
  scalar: "untyped",
  list: {
    isAtomic: true,
    keys: [],
    get items() {
      return DEDUCED;
    },
    keyDefault: () => undefined,
  },
  map: {
    isAtomic: false,
    field: () => undefined,
    hasFields: false,
    get values() {
      return DEDUCED;
    },
  },
};

const STRING: ValueType = { scalar: "string" };

const rootTypes = new WeakMap<Schema, ValueType>();
const strictTypes = new WeakMap<Schema, ValueType>();
const preservingTypes = new WeakMap<Schema, ValueType>();

/** The type of a whole object: a custom resource's schema says nothing of `metadata`, the server adds it. */
export function objectType(schema: Schema): ValueType {
  let type = rootTypes.get(schema);
  if (type === undefined) {
    type = isBuiltin(schema) ? valueType(schema, false) : withObjectFields(valueType(schema, false));
    rootTypes.set(schema, type);
  }
  return type;
}

/** Built-in kinds know what ObjectMeta is. */
export function isBuiltin(schema: Schema): boolean {
  return schema.properties?.["metadata"]?.properties?.["managedFields"] !== undefined;
}

function withObjectFields(type: ValueType): ValueType {
  const map = type.map;
  if (map === undefined) return type;
  const fields = new Map([
    ["apiVersion", STRING],
    ["kind", STRING],
    ["metadata", valueType(OBJECT_META, false)],
  ]);
  return { ...type, map: { ...map, hasFields: true, field: (name) => fields.get(name) ?? map.field(name) } };
}

/** `isPreserving`: unknown fields are allowed here because some parent allows them. */
function valueType(schema: Schema, isPreserving: boolean): ValueType {
  const preserves = isPreserving || schema["x-kubernetes-preserve-unknown-fields"] === true;
  const types = preserves ? preservingTypes : strictTypes;
  let type = types.get(schema);
  if (type === undefined) {
    type = buildType(schema, preserves);
    if (schema["x-kubernetes-embedded-resource"] === true) type = withObjectFields(type);
    types.set(schema, type);
  }
  return type;
}

function buildType(schema: Schema, isPreserving: boolean): ValueType {
  switch (schema.type) {
    case "object":
      return { map: mapType(schema, isPreserving) };
    case "array":
      return { list: listType(schema, isPreserving) };
    case "boolean":
      return { scalar: "boolean" };
    case "integer":
    case "number":
      return { scalar: "numeric" };
    case "string":
      return { scalar: schema.format === undefined || schema.format === "byte" ? "string" : "untyped" };
    default:
      return { scalar: "untyped", list: listType(schema, isPreserving), map: mapType(schema, isPreserving) };
  }
}

function mapType(schema: Schema, isPreserving: boolean): MapType {
  const properties = schema.properties ?? {};
  const fields = new Map<string, ValueType>();
  return {
    isAtomic: schema["x-kubernetes-map-type"] === "atomic",
    hasFields: Object.keys(properties).length > 0,
    field(name) {
      const known = fields.get(name);
      if (known !== undefined) return known;
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property === undefined) return undefined;
      const type = valueType(property, isPreserving);
      fields.set(name, type);
      return type;
    },
    get values() {
      return additionalType(schema, isPreserving);
    },
  };
}

function additionalType(schema: Schema, isPreserving: boolean): ValueType | undefined {
  const additional = schema.additionalProperties;
  if (typeof additional === "object") return valueType(additional, isPreserving);
  if (additional !== undefined) return additional ? DEDUCED : undefined;
  const hasProperties = schema.properties !== undefined && Object.keys(schema.properties).length > 0;
  return isPreserving || !hasProperties ? DEDUCED : undefined;
}

function listType(schema: Schema, isPreserving: boolean): ListType {
  const items = schema.items;
  const { isAtomic, keys } = listOwnership(schema);
  let itemType: ValueType | undefined;
  return {
    isAtomic,
    keys,
    get items() {
      return (itemType ??= items === undefined ? DEDUCED : valueType(items, isPreserving));
    },
    keyDefault: (key) => items?.properties?.[key]?.default,
  };
}

/** Where there is no list type, the strategy of strategic merge patch stands in for it. */
function listOwnership(schema: Schema): { readonly isAtomic: boolean; readonly keys: readonly string[] } {
  const listKind = schema["x-kubernetes-list-type"];
  if (listKind !== undefined) {
    return {
      isAtomic: listKind === "atomic",
      keys: listKind === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [],
    };
  }
  const isMerged = schema["x-kubernetes-patch-strategy"]?.split(",")[0] === "merge";
  const key = schema["x-kubernetes-patch-merge-key"];
  return { isAtomic: !isMerged, keys: isMerged && key !== undefined ? [key] : [] };
}
