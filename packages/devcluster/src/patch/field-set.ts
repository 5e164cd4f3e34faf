import { compareElements, type PathElement } from "./path-element.ts";

/**
 * A set of field paths, in the very shape of FieldsV1: members by path element. A node without members is a path of the
 * set; where a path and paths below it belong to the set, the node has a member `.`.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export interface FieldSet {
  readonly [element: PathElement]: FieldSet;
}

/** A set under construction. */
export interface MutableFieldSet {
  [element: PathElement]: FieldSet;
}

/** No path at all; as a node: the path itself and nothing below it. */
export const EMPTY: FieldSet = Object.freeze({});

const SELF = ".";

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether the path that leads to this node belongs to the set. */
export function isMember(node: FieldSet | undefined): boolean {
  return node !== undefined && (node[SELF] !== undefined || isEmptySet(node));
}

/** The paths below this node. */
export function below(node: FieldSet | undefined): FieldSet {
  if (node === undefined) return EMPTY;
  if (node[SELF] === undefined) return node;
  const { [SELF]: _self, ...children } = node;
  return children;
}

/** Makes a node; undefined when it would say nothing. */
export function makeNode(isSelf: boolean, children: FieldSet): FieldSet | undefined {
  if (isEmptySet(children)) return isSelf ? EMPTY : undefined;
  return isSelf ? { [SELF]: EMPTY, ...children } : children;
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.[element];
  return path.length > 0 && isMember(node);
}

export function pathSet(...paths: readonly (readonly PathElement[])[]): FieldSet {
  return paths.reduce<FieldSet>((set, path) => unite(set, singlePath(path)), EMPTY);
}

function singlePath(path: readonly PathElement[]): FieldSet {
  return path.reduceRight<FieldSet>((node, element) => ({ [element]: node }), EMPTY);
}

/** Every path of either set; returns an operand when it has them all. */
export function unite(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  let result: MutableFieldSet | undefined;
  for (const element in b) {
    const theirs = b[element] ?? EMPTY;
    const ours = a[element];
    const node = ours === undefined ? theirs : uniteNodes(ours, theirs);
    if (node !== ours) (result ??= Object.assign<MutableFieldSet, FieldSet>({}, a))[element] = node;
  }
  return result ?? a;
}

function uniteNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  if (isEmptySet(a)) return isEmptySet(b) || b[SELF] !== undefined ? b : { [SELF]: EMPTY, ...b };
  if (isEmptySet(b)) return a[SELF] === undefined ? { [SELF]: EMPTY, ...a } : a;
  return unite(a, b);
}

/** The paths of `a` that are not in `b`; `a` itself when there are none to take away. */
export function subtract(a: FieldSet, b: FieldSet): FieldSet {
  return subtractWith(a, b, false);
}

/** The paths of `a` that are not in `b` and not below a path of `b`. */
export function subtractWithChildren(a: FieldSet, b: FieldSet): FieldSet {
  return subtractWith(a, b, true);
}

function subtractWith(a: FieldSet, b: FieldSet, isRecursive: boolean): FieldSet {
  let changed: Map<PathElement, FieldSet | undefined> | undefined;
  for (const element in b) {
    if (element === SELF) continue;
    const ours = a[element];
    if (ours === undefined) continue;
    const node = subtractNodes(ours, b[element] ?? EMPTY, isRecursive);
    if (node !== ours) (changed ??= new Map()).set(element, node);
  }
  return changed === undefined ? a : withChanges(a, changed);
}

/** Built anew: an object from which members are deleted is slow ever after. */
function withChanges(set: FieldSet, changed: ReadonlyMap<PathElement, FieldSet | undefined>): FieldSet {
  const result: MutableFieldSet = {};
  for (const element in set) {
    const node = changed.has(element) ? changed.get(element) : set[element];
    if (node !== undefined) result[element] = node;
  }
  return result;
}

function subtractNodes(a: FieldSet, b: FieldSet, isRecursive: boolean): FieldSet | undefined {
  const takesSelf = isMember(b);
  if (isRecursive && takesSelf) return undefined;
  const isSelf = isMember(a);
  const children = below(a);
  const rest = subtractWith(children, b, isRecursive);
  if (rest === children && !(isSelf && takesSelf)) return a;
  return makeNode(isSelf && !takesSelf, rest);
}

/** The paths that are in both sets. */
export function intersect(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const result: MutableFieldSet = {};
  for (const element in a) {
    const theirs = b[element];
    const ours = a[element] ?? EMPTY;
    if (theirs === undefined || element === SELF) continue;
    const node = makeNode(isMember(ours) && isMember(theirs), intersect(below(ours), below(theirs)));
    if (node !== undefined) result[element] = node;
  }
  return result;
}

/** All paths of a set, in Go's order. */
export function pathsOf(set: FieldSet): readonly (readonly PathElement[])[] {
  const paths: (readonly PathElement[])[] = [];
  const walk = (node: FieldSet, path: readonly PathElement[]): void => {
    for (const element of Object.keys(node).sort(compareElements)) {
      if (element === SELF) continue;
      const child = node[element] ?? EMPTY;
      const childPath = [...path, element];
      if (isMember(child)) paths.push(childPath);
      walk(child, childPath);
    }
  };
  walk(set, []);
  return paths;
}

/** The same set with its members in Go's order, as it is written into `managedFields`; itself when they are. */
export function sortedSet(set: FieldSet): FieldSet {
  let last = "";
  let isSorted = true;
  let changed: MutableFieldSet | undefined;
  for (const element in set) {
    if (isSorted && last !== "" && compareElements(last, element) > 0) isSorted = false;
    last = element;
    const node = set[element] ?? EMPTY;
    // Frozen nodes were sorted before they were shared.
    if (Object.isFrozen(node)) continue;
    const sorted = sortedSet(node);
    if (sorted !== node) (changed ??= {})[element] = sorted;
  }
  if (isSorted && changed === undefined) return set;
  const elements = Object.keys(set);
  if (!isSorted) elements.sort(compareElements);
  const result: MutableFieldSet = {};
  for (const element of elements) result[element] = changed?.[element] ?? set[element] ?? EMPTY;
  return result;
}
