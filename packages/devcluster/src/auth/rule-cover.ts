import { ruleAllows, type PolicyRule } from "./rbac.ts";

/**
 * The rights of `wanted` that none of `owned` covers, put together again and sorted, in the form in which the API server
 * lists them: `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`.
 */
export function missingRights(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly string[] {
  const missing = wanted.flatMap(singleRights).filter((right) => !owned.some((rule) => covers(rule, right)));
  return [...new Set(compacted(missing).map(ruleText))].sort();
}

/** One right: a verb on one resource (of one name, or all), or on one path. */
type SingleRight =
  | { readonly url: string; readonly verb: string }
  | {
      readonly url: undefined;
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly name: string;
    };

function singleRights(rule: PolicyRule): SingleRight[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const names = resourceNames.length === 0 ? [""] : resourceNames;
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name): SingleRight => ({ url: undefined, verb, group, resource, name }))),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) => verbs.map((verb): SingleRight => ({ url, verb })));
  return [...ofResources, ...ofPaths];
}

/** `*` in a right is covered by `*` only, which is how a rule reads it as well. */
function covers(rule: PolicyRule, right: SingleRight): boolean {
  const user = { username: "", groups: [] };
  if (right.url !== undefined) return ruleAllows(rule, { user, verb: right.verb, path: right.url });
  const { verb, group, name } = right;
  const [resource = "", subresource = ""] = right.resource.split("/", 2);
  return ruleAllows(rule, { user, verb, group, resource, subresource, ...(name === "" ? {} : { name }) });
}

/** Verbs on the same thing are one rule again. */
function compacted(rights: readonly SingleRight[]): PolicyRule[] {
  const rules = new Map<string, PolicyRule & { readonly verbs: string[] }>();
  for (const right of rights) {
    const key = JSON.stringify(right.url === undefined ? [right.group, right.resource, right.name] : [right]);
    const rule = rules.get(key);
    if (rule === undefined) rules.set(key, ruleOf(right));
    else rule.verbs.push(right.verb);
  }
  return [...rules.values()];
}

function ruleOf(right: SingleRight): PolicyRule & { readonly verbs: string[] } {
  if (right.url !== undefined) return { verbs: [right.verb], nonResourceURLs: [right.url] };
  const { verb, group, resource, name } = right;
  return {
    verbs: [verb],
    apiGroups: [group],
    resources: [resource],
    ...(name === "" ? {} : { resourceNames: [name] }),
  };
}

function ruleText(rule: PolicyRule): string {
  const part = (label: string, values: readonly string[] | undefined): string[] =>
    values === undefined ? [] : [`${label}:${goList(values)}`];
  const parts = [
    ...part("APIGroups", rule.apiGroups),
    ...part("Resources", rule.resources),
    ...part("NonResourceURLs", rule.nonResourceURLs),
    ...part("ResourceNames", rule.resourceNames),
    ...part("Verbs", rule.verbs),
  ];
  return `{${parts.join(", ")}}`;
}

/** Quoted texts as Go prints a list of them. */
export function goList(values: readonly string[]): string {
  return `[${values.map((one) => JSON.stringify(one)).join(" ")}]`;
}
