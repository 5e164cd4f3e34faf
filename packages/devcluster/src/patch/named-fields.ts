import { below, EMPTY, isMember, makeNode, type FieldSet, type MutableFieldSet } from "./field-set.ts";
import { memberType, type ValueType } from "./value-type.ts";

/**
 * The set with every declared field on the way to a path as a path of its own: whoever owns `spec.replicas` also holds
 * `spec`, so `spec` can go when all of it goes.
 */
export function ensureNamedFields(set: FieldSet, type: ValueType): FieldSet {
  const result: MutableFieldSet = {};
  for (const element in set) {
    if (element === ".") continue;
    const node = set[element] ?? EMPTY;
    const name = element.startsWith("f:") ? element.slice(2) : undefined;
    const isNamed = name !== undefined && type.map?.field(name) !== undefined;
    const children = ensureNamedFields(below(node), childType(type, element, name));
    result[element] = makeNode(isNamed || isMember(node), children) ?? EMPTY;
  }
  return result;
}

function childType(type: ValueType, element: string, name: string | undefined): ValueType {
  if (name !== undefined) return type.map === undefined ? {} : (memberType(type.map, name) ?? {});
  return element.startsWith("k:") ? (type.list?.items ?? {}) : {};
}
