/** A rule of a role. */
export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Few rules that permit what all of the given ones do: two rules that differ in one list only become one with both lists. Lists and rules
 * are sorted, `*` takes the place of all verbs.
 */
export function mergeRules(rules: readonly Rule[]): readonly Rule[] {
  const byVerbs = mergeBy(rules.map(sorted), "verbs");
  const merged = mergeBy(mergeBy(mergeBy(byVerbs, "resources"), "groups"), "urls");
  // Merged groups may have made two rules for the same resources.
  return mergeBy(merged, "verbs")
    .map((rule) => (rule.verbs.includes("*") ? { ...rule, verbs: ["*"] } : rule))
    .map((rule) => ({ rule, key: orderOf(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ rule }) => rule);
}

const LISTS = ["groups", "resources", "resourceNames", "urls", "verbs"] as const;

/** Makes one rule of those that are equal but for one list. */
function mergeBy(rules: readonly Rule[], list: keyof Rule): readonly Rule[] {
  const merged = new Map<string, Rule>();
  for (const rule of rules) {
    const key = JSON.stringify(LISTS.map((name) => (name === list ? [] : rule[name])));
    const same = merged.get(key);
    merged.set(key, same === undefined ? rule : { ...same, [list]: sortedSet([...same[list], ...rule[list]]) });
  }
  return [...merged.values()];
}

function sorted(rule: Rule): Rule {
  return {
    groups: sortedSet(rule.groups),
    resources: sortedSet(rule.resources),
    resourceNames: sortedSet(rule.resourceNames),
    urls: sortedSet(rule.urls),
    verbs: sortedSet(rule.verbs),
  };
}

function sortedSet(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}

/** controller-gen sorts rules by this text. */
function orderOf(rule: Rule): string {
  return [rule.groups, rule.resources, rule.resourceNames, rule.urls].map((list) => list.join("&")).join(" + ");
}
