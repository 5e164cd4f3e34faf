import { EMPTY, isEmptySet, makeNode, type FieldSet, type MutableFieldSet } from "./field-set.ts";
import { isJsonObject, type JsonObject } from "./json-value.ts";
import { fieldElement, itemElementOrUndefined } from "./path-element.ts";
import { formOf, memberType, type ListType, type MapType, type ValueType } from "./value-type.ts";

/**
 * The paths that an applied configuration names: its leaves, and the members of maps and lists that are more than fields
 * of a known struct.
 */
export function fieldSetOf(value: unknown, type: ValueType): FieldSet {
  return nodeOf(value, type).children;
}

/** The paths below a place, and whether it is a path by itself. */
interface Place {
  readonly isLeaf: boolean;
  readonly children: FieldSet;
}

const LEAF: Place = { isLeaf: true, children: EMPTY };
const NOTHING: Place = { isLeaf: false, children: EMPTY };

function nodeOf(value: unknown, type: ValueType): Place {
  switch (formOf(type, value)) {
    case "map":
      if (type.map?.isAtomic !== false) return LEAF;
      return isJsonObject(value) ? { isLeaf: false, children: mapPaths(value, type.map) } : NOTHING;
    case "list":
      if (type.list?.isAtomic !== false) return LEAF;
      return Array.isArray(value) ? { isLeaf: false, children: listPaths(value, type.list) } : NOTHING;
    default:
      return LEAF;
  }
}

function mapPaths(map: JsonObject, type: MapType): FieldSet {
  const paths: MutableFieldSet = {};
  for (const name of Object.keys(map)) {
    const value = map[name];
    const { isLeaf, children } = nodeOf(value, memberType(type, name) ?? {});
    const isNothing = value === null || (isJsonObject(value) && isEmptySet(value as FieldSet));
    const node = makeNode(isLeaf || isNothing || type.field(name) === undefined, children);
    if (node !== undefined) paths[fieldElement(name)] = node;
  }
  return paths;
}

function listPaths(items: readonly unknown[], type: ListType): FieldSet {
  const paths: MutableFieldSet = {};
  for (const item of items) {
    const element = itemElementOrUndefined(type, item);
    if (element !== undefined) paths[element] = makeNode(true, nodeOf(item, type.items).children) ?? EMPTY;
  }
  return paths;
}
