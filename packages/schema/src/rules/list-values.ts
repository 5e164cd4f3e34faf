import { valuesEqual } from "#cel/equality.ts";
import { CelError, type ListValue, type Value } from "#cel/value.ts";
import { escapeFieldName } from "./field-names.ts";

/** How the items of a list are told apart. */
export interface ListIdentity {
  readonly listType: "atomic" | "set" | "map";
  /** Fields that identify an item of a map. */
  readonly keys: readonly string[];
}

/**
 * A list of a schema. Sets and maps are equal whatever their order; `+` of two sets is their union, of two maps a merge in which
 * items of the right replace those with the same keys.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function schemaList(size: number, at: (index: number) => Value, identity: ListIdentity): ListValue {
  const list: ListValue = {
    celKind: "list",
    size,
    at(index) {
      if (index < 0 || index >= size) throw new CelError(`index out of bounds: ${index}`);
      return at(index);
    },
  };
  if (identity.listType === "atomic") return list;
  const keyOf = identity.listType === "set" ? setKey : mapKey(identity.keys.map((key) => escapeFieldName(key) ?? key));
  return {
    ...list,
    equals: (other) => sameItems(list, other, keyOf),
    concat: (other) => merged(list, other, { identity, keyOf }),
  };
}

type KeyOf = (item: Value) => string;

function sameItems(list: ListValue, other: ListValue, keyOf: KeyOf): boolean {
  if (list.size !== other.size) return false;
  const items = new Map(itemsOf(list).map((item) => [keyOf(item), item]));
  return itemsOf(other).every((item) => {
    const own = items.get(keyOf(item));
    return own !== undefined && valuesEqual(own, item);
  });
}

function merged(
  list: ListValue,
  other: ListValue,
  by: { readonly identity: ListIdentity; readonly keyOf: KeyOf },
): ListValue {
  const items = new Map(itemsOf(list).map((item) => [by.keyOf(item), item]));
  for (const item of itemsOf(other)) items.set(by.keyOf(item), item);
  const values = [...items.values()];
  return schemaList(values.length, (index) => values[index] ?? null, by.identity);
}

function itemsOf(list: ListValue): readonly Value[] {
  return Array.from({ length: list.size }, (_, index) => list.at(index));
}

function mapKey(keys: readonly string[]): KeyOf {
  return (item) => keys.map((key) => setKey(fieldOf(item, key))).join("\0");
}

function fieldOf(item: Value, name: string): Value {
  if (typeof item !== "object" || item === null || item instanceof Uint8Array) return null;
  if (item.celKind === "object" || item.celKind === "map") return item.find(name) ?? null;
  return null;
}

/** A text that differs for different scalars; other values share one and are told apart when they are compared. */
function setKey(item: Value): string {
  return typeof item === "object" ? canonical(item) : `${typeof item}:${String(item)}`;
}

function canonical(item: Exclude<Value, boolean | bigint | number | string>): string {
  if (item === null) return "null";
  if (item instanceof Uint8Array) return `bytes:${Buffer.from(item).toString("base64")}`;
  switch (item.celKind) {
    case "timestamp":
    case "duration":
      return `${item.celKind}:${item.nanos}`;
    case "uint":
      return `uint:${item.value}`;
    case "list":
      return `[${itemsOf(item).map(setKey).join(",")}]`;
    case "map":
      return `{${[...item.keys()]
        .map((key) => `${setKey(key)}=${setKey(item.find(key) ?? null)}`)
        .sort()
        .join(",")}}`;
    case "object":
      return `{${[...item.fields()]
        .map((key) => `${setKey(key)}=${setKey(item.find(key) ?? null)}`)
        .sort()
        .join(",")}}`;
    case "opaque":
      return `opaque:${JSON.stringify(item.content)}`;
    case "optional":
      return item.value === undefined ? "optional" : `optional:${setKey(item.value)}`;
    case "type":
      return "type";
  }
}
