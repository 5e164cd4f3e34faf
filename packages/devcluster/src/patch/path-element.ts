import { isJsonObject, member, type JsonObject } from "./json-value.ts";
import type { ListType } from "./value-type.ts";

/**
 * One step of a field path in the spelling of FieldsV1: `f:<field>`, `k:<JSON object of keys>`, `v:<JSON scalar>`,
 * `i:<index>`.
 */
export type PathElement = string;

/** An item of a list from which no path element can be made. */
export class PathElementError extends Error {}

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/**
 * The element of an item of a set or list-map, with the defaults of the keys that it leaves out.
 *
 * @throws PathElementError when the item is of the wrong kind or has none of the keys.
 */
export function itemElement(type: ListType, item: unknown): PathElement {
  return type.keys.length === 0 ? setElement(item) : keyElement(type, item);
}

/** The element of an item, where an item that cannot be named is only to be passed over. */
export function itemElementOrUndefined(type: ListType, item: unknown): PathElement | undefined {
  try {
    return itemElement(type, item);
  } catch (error) {
    if (error instanceof PathElementError) return undefined;
    throw error;
  }
}

function setElement(item: unknown): PathElement {
  if (typeof item === "string" || typeof item === "number" || typeof item === "boolean") {
    return `v:${JSON.stringify(item)}`;
  }
  if (Array.isArray(item)) throw new PathElementError("not supported: associative list with lists as elements");
  if (isJsonObject(item)) throw new PathElementError("associative list without keys has an element that's a map type");
  throw new PathElementError("associative list without keys has an element that's an explicit null");
}

function keyElement(type: ListType, item: unknown): PathElement {
  if (!isJsonObject(item)) {
    const kind = item === null ? "a null element" : "non-map elements";
    throw new PathElementError(`associative list with keys may not have ${kind}`);
  }
  const [onlyKey] = type.keys;
  if (type.keys.length === 1 && onlyKey !== undefined) {
    const value = keyValue(type, item, onlyKey);
    if (value !== undefined) return `k:{${JSON.stringify(onlyKey)}:${keyText(value)}}`;
  }
  const parts: string[] = [];
  for (const key of [...type.keys].sort()) {
    const value = keyValue(type, item, key);
    if (value !== undefined) parts.push(`${JSON.stringify(key)}:${keyText(value)}`);
  }
  if (parts.length === 0) {
    const keys = type.keys.map((key) => JSON.stringify(key)).join(" ");
    throw new PathElementError(
      `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:{${parts.join(",")}}`;
}

function keyValue(type: ListType, item: JsonObject, key: string): unknown {
  const value = member(item, key);
  return value === undefined ? type.keyDefault(key) : value;
}

function keyText(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

const ORDER = ".fkvi";

/** Orders elements as Go does: fields by name, then keys, values and indices by value. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const kind = a.charCodeAt(0);
  if (kind !== b.charCodeAt(0)) return ORDER.indexOf(a.charAt(0)) - ORDER.indexOf(b.charAt(0));
  if (kind === 102 /* f */) return a < b ? -1 : 1;
  const texts = simpleTexts(a, b);
  if (texts !== undefined) return texts[0] < texts[1] ? -1 : 1;
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

/** The differing texts of two elements with one string each and no escapes in it: nearly all that there are. */
function simpleTexts(a: PathElement, b: PathElement): readonly [string, string] | undefined {
  if (a.includes("\\") || b.includes("\\")) return undefined;
  const start = a.startsWith('v:"') ? 3 : a.indexOf('":"') + 3;
  const end = a.startsWith("v") ? -1 : -2;
  if (start < 3 || !b.startsWith(a.slice(0, start))) return undefined;
  const left = a.slice(start, end);
  const right = b.slice(start, end);
  return left.includes('"') || right.includes('"') ? undefined : [left, right];
}

function compareValues(a: unknown, b: unknown): number {
  const ranks = rankOf(a) - rankOf(b);
  if (ranks !== 0) return ranks;
  if (isJsonObject(a) && isJsonObject(b)) return compareKeys(Object.entries(a), Object.entries(b));
  if (Array.isArray(a) && Array.isArray(b)) return compareKeys(Object.entries(a), Object.entries(b));
  const [left, right] = [a as string | number | boolean, b as string | number | boolean];
  return left === right ? 0 : left < right ? -1 : 1;
}

function compareKeys(a: readonly [string, unknown][], b: readonly [string, unknown][]): number {
  for (const [index, [name, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (name !== other[0]) return name < other[0] ? -1 : 1;
    const order = compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rankOf(value: unknown): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  return ["number", "string", "boolean", "", "object"].indexOf(typeof value);
}
