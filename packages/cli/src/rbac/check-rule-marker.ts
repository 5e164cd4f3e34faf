import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { nearestName } from "#diagnostics/suggestion.ts";
import type { RuleMarker } from "./rule-marker.ts";

/** What the API server would refuse about the rule of a marker, and verbs that are probably misspelt. */
export function checkRuleMarker(rule: RuleMarker): readonly Diagnostic[] {
  return [...checkScope(rule), ...checkLists(rule), ...checkVerbs(rule)];
}

/** A rule is for resources or for URLs. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
function checkScope(rule: RuleMarker): readonly Diagnostic[] {
  const { resources, urls, groups, resourceNames, namespace } = rule;
  if (urls.length === 0) {
    if (resources.length === 0) return [error(rule, "a rule needs resources or urls", "Add resources=… and groups=….")];
    if (groups.length > 0) return [];
    return [error(rule, "a rule for resources needs groups", 'Add groups=…; the core group is groups="".')];
  }
  if (resources.length > 0 || groups.length > 0 || resourceNames.length > 0) {
    return [error(rule, "a rule is for resources or for urls, not for both", "Write two markers.", "urls")];
  }
  if (namespace === undefined) return [];
  return [
    error(
      rule,
      "a rule for urls cannot have a namespace: URLs belong to the whole cluster",
      "Leave namespace out.",
      "namespace",
    ),
  ];
}

function checkLists(rule: RuleMarker): readonly Diagnostic[] {
  const empty = (["resources", "verbs", "urls", "resourceNames"] as const).filter((name) => rule[name].includes(""));
  return empty.map((name) => error(rule, `the list ${name} has an empty element`, "Leave it out.", name));
}

/** Verbs can be anything that some API makes of them, so that a misspelt one is only a suspicion. */
function checkVerbs(rule: RuleMarker): readonly Diagnostic[] {
  return rule.verbs.flatMap((verb) => {
    if (KNOWN_VERBS.has(verb)) return [];
    const nearest = nearestName(verb, KNOWN_VERBS);
    if (nearest === undefined) return [];
    const position = rule.marker.argumentPositions["verbs"] ?? rule.marker.position;
    return [
      {
        severity: "warning",
        message: `"${verb}" is not a verb of Kubernetes`,
        position,
        hint: `Did you mean ${nearest}?`,
      },
    ];
  });
}

const KNOWN_VERBS: ReadonlySet<string> = new Set(
  `get list watch create update patch delete deletecollection *
  use bind escalate impersonate approve sign attest post put head options`.split(/\s+/),
);

function error(rule: RuleMarker, problem: string, hint: string, argument?: string): Diagnostic {
  const { position, argumentPositions, name } = rule.marker;
  const place = argument === undefined ? undefined : argumentPositions[argument];
  return { severity: "error", message: `marker "+${name}": ${problem}`, position: place ?? position, hint };
}
