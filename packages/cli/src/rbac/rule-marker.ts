import type { Marker, MarkerValue } from "#markers/marker.ts";
import type { Rule } from "./merge-rules.ts";

/** A `+kubebuilder:rbac` marker with its arguments by type; lists that are absent are empty. */
export interface RuleMarker {
  readonly marker: Marker;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
  readonly namespace: string | undefined;
  readonly roleName: string | undefined;
}

export function ruleMarkerOf(marker: Marker): RuleMarker {
  const given = marker.arguments;
  return {
    marker,
    groups: strings(given["groups"]),
    resources: strings(given["resources"]),
    resourceNames: strings(given["resourceNames"]),
    urls: strings(given["urls"]),
    verbs: strings(given["verbs"]),
    namespace: nonEmpty(given["namespace"]),
    roleName: nonEmpty(given["roleName"]),
  };
}

/** One rule for each resource, so that those of different markers can merge. `core` is the group without a name. */
export function rulesOf({ resources, groups, resourceNames, urls, verbs }: RuleMarker): readonly Rule[] {
  const rule = { groups: groups.map((one) => (one === "core" ? "" : one)), resourceNames, urls, verbs };
  return resources.length === 0 ? [{ ...rule, resources }] : resources.map((one) => ({ ...rule, resources: [one] }));
}

function strings(value: MarkerValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function nonEmpty(value: MarkerValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
