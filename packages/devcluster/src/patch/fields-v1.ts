import { EMPTY, isEmptySet, sortedSet, unite, type FieldSet, type MutableFieldSet } from "./field-set.ts";
import { isJsonObject } from "./json-value.ts";
import type { PathElement } from "./path-element.ts";

/** `fieldsV1` of an entry of `managedFields` that is no set of field paths. */
export class FieldsV1Error extends Error {}

const knownSets = new WeakSet<object>();
const parsedSets = new WeakMap<object, FieldSet>();

/** A set as it is written, its members in Go's order; remembered, so that reading it back, or writing it again, costs nothing. */
export function rememberSet(set: FieldSet): FieldSet {
  if (knownSets.has(set)) return set;
  const sorted = sortedSet(set);
  knownSets.add(sorted);
  return sorted;
}

/**
 * Reads `fieldsV1`: anyone may write it, with other spaces or in another order.
 *
 * @throws FieldsV1Error when it is not a set of field paths.
 */
export function parseFieldsV1(fields: unknown): FieldSet {
  if (fields === undefined || fields === null) return EMPTY;
  if (!isJsonObject(fields)) throw new FieldsV1Error("fieldsV1 must be an object");
  if (knownSets.has(fields)) return fields as FieldSet;
  let set = parsedSets.get(fields);
  if (set === undefined) {
    set = parseNode(fields);
    parsedSets.set(fields, set);
  }
  return set;
}

function parseNode(fields: Readonly<Record<string, unknown>>): FieldSet {
  const set: MutableFieldSet = {};
  for (const text of Object.keys(fields)) {
    const node = fields[text];
    if (!isJsonObject(node)) throw new FieldsV1Error(`${text} must be an object`);
    const element = text === "." ? text : parseElement(text);
    const known = set[element];
    const parsed = parseNode(node);
    set[element] = known === undefined ? parsed : (unite({ node: known }, { node: parsed })["node"] ?? EMPTY);
  }
  return isEmptySet(set) ? EMPTY : set;
}

function parseElement(text: string): PathElement {
  const body = text.slice(2);
  switch (text.slice(0, 2)) {
    case "f:":
      return text;
    case "i:":
      if (/^-?\d+$/.test(body)) return `i:${Number(body)}`;
      break;
    case "v:":
      return `v:${JSON.stringify(parseJson(body))}`;
    case "k:": {
      const keys = parseJson(body);
      if (!isJsonObject(keys)) break;
      const names = Object.keys(keys).sort();
      return `k:{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(keys[name])}`).join(",")}}`;
    }
  }
  throw new FieldsV1Error(`${JSON.stringify(text)} is not a path element`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FieldsV1Error(`${JSON.stringify(text)} is not JSON`, { cause });
  }
}
