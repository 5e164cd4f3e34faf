import { below, isEmptySet, isMember, type FieldSet } from "./field-set.ts";
import { isJsonObject, setMember, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { fieldElement, itemElementOrUndefined } from "./path-element.ts";
import { formOf, memberType, type ListType, type MapType, type ValueType } from "./value-type.ts";

/** The value without the given paths; null when nothing is left of an object or a list. */
export function removePaths(value: unknown, paths: FieldSet, type: ValueType): unknown {
  if (isEmptySet(paths)) return value;
  switch (formOf(type, value)) {
    case "map":
      return isJsonObject(value) && type.map?.isAtomic === false ? removeFromMap(value, paths, type.map) : null;
    case "list":
      return Array.isArray(value) && type.list?.isAtomic === false ? removeFromList(value, paths, type.list) : null;
    default:
      return value;
  }
}

function removeFromMap(map: JsonObject, paths: FieldSet, type: MapType): JsonObject | null {
  const result: MutableJsonObject = {};
  let isLeft = false;
  for (const name of Object.keys(map)) {
    const node = paths[fieldElement(name)];
    if (isMember(node)) continue;
    setMember(result, name, removePaths(map[name], below(node), memberType(type, name) ?? {}));
    isLeft = true;
  }
  return isLeft ? result : null;
}

function removeFromList(items: readonly unknown[], paths: FieldSet, type: ListType): readonly unknown[] | null {
  const result: unknown[] = [];
  for (const item of items) {
    const element = itemElementOrUndefined(type, item);
    const node = element === undefined ? undefined : paths[element];
    if (!isMember(node)) result.push(removePaths(item, below(node), type.items));
  }
  return result.length === 0 ? null : result;
}
