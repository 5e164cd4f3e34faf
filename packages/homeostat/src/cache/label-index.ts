import type { ParsedLabelSelector } from "#meta/selector.ts";
import type { IndexFunction } from "./index-set.ts";
import type { CachedKind } from "./informer.ts";

/** At most so many label keys of one kind are indexed; lists by other keys look at every object of the namespace. */
const MAX_LABEL_INDEXES = 8;

/**
 * The index that answers a list by labels with the least to look at: that of the equality whose key tells objects apart best.
 * The index of a key is made when a list first asks for it. Undefined when the selector has no equality.
 */
export function labelIndex(
  informer: CachedKind,
  selector: ParsedLabelSelector,
): { readonly name: string; readonly value: string } | undefined {
  let best: { readonly name: string; readonly value: string; readonly size: number } | undefined;
  for (const { key, operator, values } of selector.requirements) {
    const [value] = values;
    const isEquality = operator === "=" || operator === "==" || (operator === "in" && values.length === 1);
    if (!isEquality || value === undefined) continue;
    const name = PREFIX + key;
    if (!ensureIndex(informer, name, key)) continue;
    const size = informer.indexSize(name);
    if (best === undefined || size > best.size) best = { name, value, size };
  }
  return best;
}

/** No name of a user's index begins so: it is not a legal label key or field path. */
const PREFIX = "label: ";

function ensureIndex(informer: CachedKind, name: string, key: string): boolean {
  if (informer.hasIndex(name)) return true;
  const count = informer.indexNames.filter((one) => one.startsWith(PREFIX)).length;
  if (count >= MAX_LABEL_INDEXES) return false;
  informer.addIndex(name, labelValue(key));
  return true;
}

function labelValue(key: string): IndexFunction {
  return ({ metadata: { labels } }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [value];
  };
}
