import { below, EMPTY, isEmptySet, makeNode, isMember, type FieldSet, type MutableFieldSet } from "./field-set.ts";
import { DEDUCED, formOf, memberType, type ValueType } from "./value-type.ts";

/** Sets that fit a type need not be looked at again. */
const fitting = new WeakMap<FieldSet, ValueType>();

/**
 * Adapts a set to a schema that has changed since: where a list or object has become atomic, the paths below it become the
 * one path of the whole. Returns the set itself when it fits.
 */
export function adaptToSchema(set: FieldSet, type: ValueType): FieldSet {
  if (fitting.get(set) === type) return set;
  const adapted = adaptChildren(set, type);
  fitting.set(adapted, type);
  return adapted;
}

function adaptNode(node: FieldSet, type: ValueType): FieldSet {
  const children = below(node);
  if (isEmptySet(children)) return node;
  if (isAtomic(type)) return EMPTY;
  const adapted = adaptChildren(children, type);
  return adapted === children ? node : (makeNode(isMember(node), adapted) ?? EMPTY);
}

function adaptChildren(children: FieldSet, type: ValueType): FieldSet {
  let result: MutableFieldSet | undefined;
  for (const element in children) {
    const node = children[element] ?? EMPTY;
    const child = childType(type, element);
    if (child === undefined || isEmptySet(node)) continue;
    const adapted = adaptNode(node, child);
    if (adapted !== node) (result ??= { ...children })[element] = adapted;
  }
  return result ?? children;
}

/** A value of unknown form has no atomic parts. */
function isAtomic(type: ValueType): boolean {
  switch (formOf(type, null)) {
    case "map":
      return type.map?.isAtomic === true;
    case "list":
      return type.list?.isAtomic === true;
    default:
      return false;
  }
}

function childType(type: ValueType, element: string): ValueType | undefined {
  const map = type.map;
  if (map !== undefined) {
    if (map.values === DEDUCED && !map.hasFields) return undefined;
    return element.startsWith("f:") ? memberType(map, element.slice(2)) : map.values;
  }
  return type.list?.items;
}
