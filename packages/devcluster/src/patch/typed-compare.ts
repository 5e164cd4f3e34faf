import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { EMPTY, unite, type FieldSet, type MutableFieldSet } from "./field-set.ts";
import { isJsonObject, type JsonObject } from "./json-value.ts";
import { fieldElement, itemElementOrUndefined, type PathElement } from "./path-element.ts";
import { formOf, memberType, type ListType, type MapType, type ValueForm, type ValueType } from "./value-type.ts";

/** Which paths differ between two objects of one type. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

const UNKNOWN: ValueType = {};

/** Compares two objects; parts that they share are skipped. */
export function compareTyped(before: unknown, after: unknown, type: ValueType): Comparison {
  const difference = compareNodes(before, after, type);
  return {
    added: difference?.added ?? EMPTY,
    removed: difference?.removed ?? EMPTY,
    modified: difference?.modified ?? EMPTY,
  };
}

/** The nodes of one place; a member that is undefined: nothing of that sort. */
interface Difference {
  added?: FieldSet | undefined;
  removed?: FieldSet | undefined;
  modified?: FieldSet | undefined;
}

const MODIFIED: Difference = { modified: EMPTY };

/** `undefined` is absent; null is a value. */
function compareNodes(before: unknown, after: unknown, type: ValueType): Difference | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { added: wholeNode(after, type) };
  if (after === undefined) return { removed: wholeNode(before, type) };
  const formBefore = formOf(type, before);
  const formAfter = formOf(type, after);
  const difference = compareAs(formAfter, before, after, type);
  if (formBefore === formAfter) return difference;
  return combine(compareAs(formBefore, before, after, type), difference);
}

function compareAs(
  form: ValueForm | undefined,
  before: unknown,
  after: unknown,
  type: ValueType,
): Difference | undefined {
  if (form === "map" && type.map !== undefined && !type.map.isAtomic) {
    const left = isJsonObject(before) ? before : {};
    const right = isJsonObject(after) ? after : {};
    if (hasMembers(left) || hasMembers(right)) return compareMaps(left, right, type.map);
  }
  if (form === "list" && type.list !== undefined && !type.list.isAtomic) {
    const left: readonly unknown[] = Array.isArray(before) ? before : [];
    const right: readonly unknown[] = Array.isArray(after) ? after : [];
    if (left.length > 0 || right.length > 0) return compareLists(left, right, type.list);
  }
  return jsonEqual(before, after) ? undefined : MODIFIED;
}

function compareMaps(before: JsonObject, after: JsonObject, type: MapType): Difference | undefined {
  const collector = new Collector();
  for (const name of Object.keys(after)) {
    const left = Object.hasOwn(before, name) ? before[name] : undefined;
    if (left !== after[name]) {
      collector.add(fieldElement(name), compareNodes(left, after[name], memberType(type, name) ?? UNKNOWN));
    }
  }
  for (const name of Object.keys(before)) {
    if (after[name] === undefined || !Object.hasOwn(after, name)) {
      collector.add(fieldElement(name), compareNodes(before[name], undefined, memberType(type, name) ?? UNKNOWN));
    }
  }
  return collector.difference;
}

/**
 * Items that occur several times are compared as one value, of which there is nothing below. Items that cannot be named
 * belong to nobody; validation complains about them elsewhere.
 */
function compareLists(before: readonly unknown[], after: readonly unknown[], type: ListType): Difference | undefined {
  const left = groupItems(before, type);
  const right = groupItems(after, type);
  const collector = new Collector();
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    collector.add(element, compareItems(left.get(element) ?? [], right.get(element) ?? [], type.items));
  }
  return collector.difference;
}

function compareItems(before: readonly unknown[], after: readonly unknown[], type: ValueType): Difference | undefined {
  if (before.length <= 1 && after.length <= 1) return compareNodes(before[0], after[0], type);
  if (before.length > 1 && after.length > 1) return jsonEqual(before, after) ? undefined : MODIFIED;
  if (before.length > 1) return combine(compareNodes(undefined, after[0], type), { removed: EMPTY });
  return combine(compareNodes(before[0], undefined, type), { added: EMPTY });
}

function groupItems(items: readonly unknown[], type: ListType): ReadonlyMap<PathElement, readonly unknown[]> {
  const groups = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = itemElementOrUndefined(type, item);
    if (element === undefined) continue;
    const group = groups.get(element);
    if (group === undefined) groups.set(element, [item]);
    else group.push(item);
  }
  return groups;
}

/** A value that is there only on one side, with everything below it. This is what every create runs through. */
function wholeNode(value: unknown, type: ValueType): FieldSet {
  if (typeof value !== "object" || value === null) return EMPTY;
  if (Array.isArray(value)) {
    const list = type.list;
    return list === undefined || list.isAtomic || value.length === 0 ? EMPTY : wholeList(value, list);
  }
  const map = type.map;
  if (map === undefined || map.isAtomic) return EMPTY;
  return wholeMap(value as JsonObject, map);
}

function wholeMap(value: JsonObject, type: MapType): FieldSet {
  const names = Object.keys(value);
  if (names.length === 0) return EMPTY;
  let hasOnlyLeaves = true;
  for (const name of names) {
    const child = value[name];
    if (child === undefined || (typeof child === "object" && child !== null)) hasOnlyLeaves = false;
  }
  if (hasOnlyLeaves) return leavesNode(names);
  if (names.length > 1) names.sort();
  const node: MutableFieldSet = { ".": EMPTY };
  for (const name of names) {
    const child = value[name];
    if (child === undefined) continue;
    node[`f:${name}`] =
      typeof child !== "object" || child === null ? EMPTY : wholeNode(child, memberType(type, name) ?? UNKNOWN);
  }
  return node;
}

/** Nodes of objects with nothing but scalars: a few shapes make up most of every object (`{name, value}`). */
const leavesNodes = new Map<string, FieldSet>();
const MAX_LEAVES_NODES = 2_000;
const MAX_LEAVES_KEY = 100;

function leavesNode(names: string[]): FieldSet {
  const key = names.join("\n");
  const known = leavesNodes.get(key);
  if (known !== undefined) return known;
  const node: MutableFieldSet = { ".": EMPTY };
  for (const name of names.sort()) node[`f:${name}`] = EMPTY;
  if (key.length <= MAX_LEAVES_KEY && leavesNodes.size < MAX_LEAVES_NODES) leavesNodes.set(key, Object.freeze(node));
  return node;
}

function wholeList(items: readonly unknown[], type: ListType): FieldSet {
  const node: MutableFieldSet = { ".": EMPTY };
  for (const item of items) {
    const element = itemElementOrUndefined(type, item);
    if (element === undefined) continue;
    const isDuplicate = node[element] !== undefined;
    node[element] = isDuplicate ? EMPTY : wholeNode(item, type.items);
  }
  return node;
}

/** Gathers the differences of the members of one place. */
class Collector {
  difference: { added?: MutableFieldSet; removed?: MutableFieldSet; modified?: MutableFieldSet } | undefined;

  add(element: PathElement, child: Difference | undefined): void {
    if (child === undefined) return;
    const difference = (this.difference ??= {});
    if (child.added !== undefined) (difference.added ??= {})[element] = child.added;
    if (child.removed !== undefined) (difference.removed ??= {})[element] = child.removed;
    if (child.modified !== undefined) (difference.modified ??= {})[element] = child.modified;
  }
}

function combine(a: Difference | undefined, b: Difference | undefined): Difference | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    added: combineNodes(a.added, b.added),
    removed: combineNodes(a.removed, b.removed),
    modified: combineNodes(a.modified, b.modified),
  };
}

function combineNodes(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return unite({ node: a }, { node: b })["node"];
}

function hasMembers(object: JsonObject): boolean {
  for (const _ in object) return true;
  return false;
}
