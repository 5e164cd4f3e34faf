import { isUint } from "./native-values.ts";
import { CelError } from "./value.ts";
import type { ListValue, MapValue, ObjectValue, Value } from "./value.ts";
import { typeName } from "./value-type.ts";

/**
 * Whether `==` holds. Numbers are equal across kinds, values of different kinds never; a list that knows how it compares
 * (`x-kubernetes-list-type`) decides as the left side. Throws when a value of a library's own type meets another kind.
 */
export function valuesEqual(left: Value, right: Value): boolean {
  if (typeof left !== "object") {
    if (typeof left === typeof right) return left === right;
    return isNumeric(left) && isNumeric(right) && numbersEqual(left, right);
  }
  if (left === null || right === null) return left === right;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && bytesEqual(left, right);
  if (left.celKind === "uint") return isNumeric(right) && numbersEqual(left, right);
  return structuresEqual(left, right);
}

/** An int, uint or double as JavaScript's number or bigint. */
export function numericOf(value: Value): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return isUint(value) ? value.value : undefined;
}

type Structure = Exclude<Value, null | boolean | bigint | number | string | Uint8Array | { celKind: "uint" }>;

function structuresEqual(left: Structure, right: Value): boolean {
  if (left.celKind === "opaque") {
    if (!isTagged(right) || right.celKind !== "opaque" || typeName(left.type) !== typeName(right.type)) {
      throw new CelError("no such overload");
    }
    return left.equals(right);
  }
  if (!isTagged(right)) return false;
  switch (left.celKind) {
    case "timestamp":
    case "duration":
      return right.celKind === left.celKind && left.nanos === right.nanos;
    case "list":
      if (right.celKind !== "list") return false;
      return left.equals === undefined ? listsEqual(left, right) : left.equals(right);
    case "map":
    case "object":
      return (right.celKind === "map" || right.celKind === "object") && mapsEqual(left, right);
    case "optional":
      if (right.celKind !== "optional") return false;
      if (left.value === undefined || right.value === undefined) return left.value === right.value;
      return valuesEqual(left.value, right.value);
    case "type":
      return right.celKind === "type" && typeName(left.type) === typeName(right.type);
  }
}

function isTagged(value: Value): value is Structure | Extract<Value, { celKind: "uint" }> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function isNumeric(value: Value): value is bigint | number | Extract<Value, { celKind: "uint" }> {
  return numericOf(value) !== undefined;
}

/** An int meets a double as a double, as cel-go compares them; NaN equals nothing. */
function numbersEqual(left: Value, right: Value): boolean {
  const a = numericOf(left);
  const b = numericOf(right);
  if (a === undefined || b === undefined) return false;
  return typeof a === typeof b ? a === b : Number(a) === Number(b);
}

function bytesEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function listsEqual(left: ListValue, right: ListValue): boolean {
  if (left.size !== right.size) return false;
  for (let index = 0; index < left.size; index++) {
    if (!valuesEqual(left.at(index), right.at(index))) return false;
  }
  return true;
}

function mapsEqual(left: MapValue | ObjectValue, right: MapValue | ObjectValue): boolean {
  let size = 0;
  for (const key of keysOf(left)) {
    size++;
    const value = entry(left, key);
    const other = entry(right, key);
    if (value === undefined || other === undefined || !valuesEqual(value, other)) return false;
  }
  return size === entryCount(right);
}

function keysOf(map: MapValue | ObjectValue): Iterable<Value> {
  return map.celKind === "map" ? map.keys() : map.fields();
}

function entry(map: MapValue | ObjectValue, key: Value): Value | undefined {
  if (map.celKind === "map") return map.find(key);
  return typeof key === "string" ? map.find(key) : undefined;
}

/** The number of entries of a map, or of fields that are set. */
export function entryCount(map: MapValue | ObjectValue): number {
  if (map.celKind === "map") return map.size;
  let count = 0;
  for (const field of map.fields()) if (field !== undefined) count++;
  return count;
}
