import { isJsonObject, member, setMember, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { itemElement, type PathElement } from "./path-element.ts";
import { formOf, memberType, type ListType, type MapType, type ValueType } from "./value-type.ts";

/**
 * Merges an applied configuration into the live object: what is applied wins, what is not named stays. Parts that do not
 * change are the live object's own.
 */
export function mergeTyped(live: unknown, applied: unknown, type: ValueType): unknown {
  if (applied === undefined || live === applied) return live;
  if (live === undefined) return applied;
  const form = formOf(type, applied);
  if (form === "map" && type.map !== undefined && !type.map.isAtomic) {
    const left = isJsonObject(live) ? live : {};
    const right = isJsonObject(applied) ? applied : {};
    if (!isEmpty(left) || !isEmpty(right)) return mergeMaps(left, right, type.map);
  }
  if (form === "list" && type.list !== undefined && !type.list.isAtomic) {
    const left: readonly unknown[] = Array.isArray(live) ? live : [];
    const right: readonly unknown[] = Array.isArray(applied) ? applied : [];
    if (left.length > 0 || right.length > 0) return mergeLists(left, right, type.list);
  }
  return applied;
}

function mergeMaps(live: JsonObject, applied: JsonObject, type: MapType): JsonObject {
  const result: MutableJsonObject = { ...live };
  for (const name of Object.keys(applied)) {
    const value = mergeTyped(member(live, name), applied[name], memberType(type, name) ?? {});
    setMember(result, name, value);
  }
  return result;
}

/**
 * Items of both lists in an order that respects both: shared items in the order of the configuration, items that only the
 * live list has stay before the shared item that they stood before.
 */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], type: ListType): readonly unknown[] {
  const liveElements = live.map((item) => itemElement(type, item));
  const appliedElements = applied.map((item) => itemElement(type, item));
  const liveItems = indexItems(liveElements, live);
  const appliedItems = new Map(appliedElements.map((element, index) => [element, applied[index]]));
  const shared = appliedElements.filter((element) => liveItems.has(element));
  const merged = new Set<PathElement>();
  const result: unknown[] = [];
  const take = (element: PathElement): void => {
    merged.add(element);
    result.push(mergeTyped(liveItems.get(element), appliedItems.get(element), type.items));
    if (shared[0] === element) shared.shift();
  };
  let left = 0;
  let right = 0;
  while (left < live.length || right < applied.length) {
    const liveElement = liveElements[left];
    const appliedElement = appliedElements[right];
    if (liveElement !== undefined && appliedElement !== undefined) {
      if (liveElement === appliedElement) {
        take(appliedElement);
        left++;
        right++;
        continue;
      }
      if (appliedItems.has(liveElement) && shared[0] !== undefined && shared[0] !== liveElement) {
        left++;
        continue;
      }
    }
    if (liveElement !== undefined) {
      if (!appliedItems.has(liveElement)) {
        result.push(live[left]);
        left++;
        continue;
      }
      if (merged.has(liveElement)) left++;
    }
    if (appliedElement !== undefined) {
      take(appliedElement);
      right++;
    }
  }
  return result;
}

/** Items by element; one that occurs several times cannot be merged with anything and is replaced. */
function indexItems(elements: readonly PathElement[], items: readonly unknown[]): ReadonlyMap<PathElement, unknown> {
  const index = new Map<PathElement, unknown>();
  elements.forEach((element, position) => index.set(element, index.has(element) ? null : items[position]));
  return index;
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}
