import { goValueText } from "./go-value-text.ts";
import { isJsonObject, member, type JsonObject } from "./json-value.ts";
import { notApplicable, PatchError } from "./patch-error.ts";

/** How the items of a list are recognized and merged. */
export interface ListMergeRule {
  /** Member that identifies an item; empty for lists of scalars. */
  readonly mergeKey: string;
  /** The patch lists the values to delete. */
  readonly isDeletion: boolean;
  mergeItems(current: JsonObject, patch: JsonObject): JsonObject;
}

/**
 * Merges a patch into a list: items of the patch keep the order of the patch, the others the order they have, and where
 * nothing says which comes first the patch does.
 */
export function mergeLists(
  current: readonly unknown[],
  patch: readonly unknown[],
  rule: ListMergeRule,
): readonly unknown[] {
  if (current.length === 0 && patch.length === 0) return current;
  if (itemKind(current, patch) !== "map[string]interface {}") {
    if (rule.isDeletion) return current.filter((item) => !patch.includes(item));
    return inOrder([...new Set([...current, ...patch])], { order: patch, current, mergeKey: "" });
  }
  if (rule.mergeKey === "") {
    throw new PatchError("internal", "cannot merge lists without merge key for struct");
  }
  const { kept, changes } = applyItemDirectives(current.map(asItem), patch.map(asItem), rule.mergeKey);
  const merged = [...kept];
  for (const change of changes) {
    const position = positionOf(merged, keyOf(change, rule.mergeKey), rule.mergeKey);
    const found = merged[position];
    if (found === undefined) merged.push(change);
    else merged[position] = rule.mergeItems(found, change);
  }
  return inOrder(merged, { order: changes, current: kept, mergeKey: rule.mergeKey });
}

/** What `$setElementOrder` asks for: the list in the object, the list in the patch, and the order. */
export interface OrderedMerge {
  readonly current: readonly unknown[] | undefined;
  readonly change: readonly unknown[] | undefined;
  readonly order: readonly unknown[];
  readonly rule: ListMergeRule;
  merged(): readonly unknown[];
}

/** The merged list in the order that the patch asks for; undefined when there is no list on either side. */
export function mergeOrdered(merge: OrderedMerge): readonly unknown[] | undefined {
  const { current, change, order, rule } = merge;
  checkOrder(change ?? [], order, rule.mergeKey);
  if (current === undefined && change === undefined) return undefined;
  const merged = merge.merged();
  itemKind(current ?? [], change ?? []);
  return inOrder(merged, { order, current: orderAfterMerge(current ?? [], merged, rule), mergeKey: rule.mergeKey });
}

/**
 * The order that the list has by itself. In the real server new items take the places of deleted ones here: it counts them
 * as if they had been there, and they come after what only the server has.
 */
function orderAfterMerge(
  current: readonly unknown[],
  merged: readonly unknown[],
  { mergeKey }: ListMergeRule,
): readonly unknown[] {
  if (mergeKey === "") return current;
  const currentKeys = new Set(current.map((item) => keyOf(asItem(item), mergeKey)));
  const mergedKeys = new Set(merged.map((item) => keyOf(asItem(item), mergeKey)));
  const kept = current.filter((item) => mergedKeys.has(keyOf(asItem(item), mergeKey)));
  const added = merged.filter((item) => !currentKeys.has(keyOf(asItem(item), mergeKey)));
  return [...kept, ...added].slice(0, current.length);
}

/** `$patch: delete` and `$patch: replace` of single items. */
function applyItemDirectives(
  current: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { readonly kept: readonly JsonObject[]; readonly changes: readonly JsonObject[] } {
  let kept = current;
  let isReplacement = false;
  const changes: JsonObject[] = [];
  for (const item of patch) {
    const directive = member(item, "$patch");
    if (directive === undefined) {
      changes.push(item);
    } else if (directive === "delete") {
      const key = keyOf(item, mergeKey);
      kept = kept.filter((one) => member(one, mergeKey) !== key);
    } else if (directive === "replace") {
      isReplacement = true;
    } else if (directive === "merge") {
      throw new PatchError("internal", "merging lists cannot yet be specified in the patch");
    } else {
      throw new PatchError("internal", `unknown patch type: ${goValueText(directive)} in map: ${goValueText(item)}`);
    }
  }
  return isReplacement ? { kept: changes, changes: [] } : { kept, changes };
}

interface Ordering {
  /** What the patch names, in its order. */
  readonly order: readonly unknown[];
  /** The list as it was. */
  readonly current: readonly unknown[];
  readonly mergeKey: string;
}

function inOrder(merged: readonly unknown[], { order, current, mergeKey }: Ordering): readonly unknown[] {
  const identify = (item: unknown): unknown => (mergeKey === "" ? item : keyOf(asItem(item), mergeKey));
  const ranks = firstPositions(order.map(identify));
  const currentRanks = firstPositions(current.map(identify));
  const rankIn = (positions: ReadonlyMap<unknown, number>) => (item: unknown) => positions.get(identify(item)) ?? -1;
  const rank = rankIn(ranks);
  const currentRank = rankIn(currentRanks);
  const named = merged.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = merged.filter((item) => rank(item) < 0).sort((a, b) => currentRank(a) - currentRank(b));
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    for (; next < others.length && isBefore(currentRank(others[next]), currentRank(item)); next++) {
      result.push(others[next]);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

function isBefore(rank: number, place: number): boolean {
  return rank >= 0 && rank < place;
}

function firstPositions(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  const positions = new Map<unknown, number>();
  keys.forEach((key, position) => {
    if (!positions.has(key)) positions.set(key, position);
  });
  return positions;
}

/** The items of the patch must come in the order that it asks for. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const identify = (item: unknown): unknown => (mergeKey === "" ? item : keyOf(asItem(item), mergeKey));
  const hasDirective = (item: unknown): boolean => isJsonObject(item) && Object.hasOwn(item, "$patch");
  let next = 0;
  const changes = patch.filter((item) => !hasDirective(item));
  for (const item of order) {
    if (next < changes.length && identify(changes[next]) === identify(item)) next++;
  }
  if (next < changes.length) {
    throw new PatchError(
      "internal",
      `The order in patch list:\n${goValueText(patch)}\n doesn't match $setElementOrder list:\n${goValueText(order)}\n`,
    );
  }
}

function positionOf(items: readonly JsonObject[], key: unknown, mergeKey: string): number {
  return items.findIndex((item) => member(item, mergeKey) === key);
}

function keyOf(item: JsonObject, mergeKey: string): unknown {
  if (Object.hasOwn(item, mergeKey)) return item[mergeKey];
  throw new PatchError("internal", `map: ${goValueText(item)} does not contain declared merge key: ${mergeKey}`);
}

function asItem(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new PatchError("internal", `expected a map[string]interface {}, but received a ${goTypeOf(value)}`);
}

/** The type that all items have. */
function itemKind(current: readonly unknown[], patch: readonly unknown[]): string {
  const kinds = new Set([...current, ...patch].map(goTypeOf));
  const [kind] = kinds;
  if (kind === undefined) throw new PatchError("internal", "no elements in any of the given slices");
  if (kind === "[]interface {}") throw notApplicable("lists of lists are not supported");
  if (kinds.size > 1) {
    throw new PatchError("internal", `list element types are not identical: ${goValueText([current, patch])}`);
  }
  return kind;
}

function goTypeOf(value: unknown): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value;
}
