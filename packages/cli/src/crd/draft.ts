import { topView } from "./merge-schemas.ts";
import { DOCUMENTATION_KEYS, type SchemaNode } from "./schema-node.ts";
import type { SourceMap } from "./source-map.ts";

/** A schema before its parts are merged: markers act on `own` alone, as those of controller-gen do. */
export interface Draft {
  /** What is said here. For a named scalar it repeats the type and format, so that markers can tell whether they apply. */
  readonly own: SchemaNode;
  /** The schema of the named type that is used here. */
  readonly base?: SchemaNode;
  /** That type, for messages: `type Hosts`. */
  readonly baseName?: string;
  /** Of an inline array; becomes `own.items`. */
  readonly items?: Draft;
  /** The values of a union of literals or an enum. */
  readonly literals?: readonly (string | number)[];
  /** Types that the object type extends. */
  readonly embedded?: readonly SchemaNode[];
}

/**
 * The draft as one schema, whose `allOf` holds what it is made of: `flattenSchema` merges that when the whole is complete.
 * Documentation given here stands before that of the named type.
 */
export function finishDraft(draft: Draft, sources: SourceMap): SchemaNode {
  const { own, base, items, embedded = [] } = draft;
  if (items !== undefined && own.type === "array") own.items = finishDraft(items, sources);
  if (embedded.length > 0) own.allOf = embedded;
  if (base === undefined) return own;
  const used: SchemaNode = { allOf: [base, own] };
  sources.copy(own, used);
  for (const key of DOCUMENTATION_KEYS) {
    const from = own[key] === undefined ? base : own;
    if (from[key] === undefined) continue;
    Object.assign(used, { [key]: from[key] });
    sources.copyKey(from, used, key);
  }
  return used;
}

/** What is known of the value's type: here, or from the named type. */
export function typeOf({ own, base }: Draft): string | undefined {
  return own.type ?? (base === undefined ? undefined : topView(base).type);
}

/** What the draft describes, for messages: `a string`, `an object`, `of type Hosts`. */
export function kindOfValue(draft: Draft): string {
  const { own, baseName } = draft;
  if (own["x-kubernetes-int-or-string"] === true) return "an integer or string";
  if (own.type !== undefined) return `${/^[aeiou]/.test(own.type) ? "an" : "a"} ${own.type}`;
  return baseName === undefined ? "a value of any type" : `of ${baseName}`;
}
