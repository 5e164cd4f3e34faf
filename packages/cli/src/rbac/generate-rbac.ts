import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiModel } from "#model/model.ts";
import { checkRuleMarker } from "./check-rule-marker.ts";
import { mergeRules } from "./merge-rules.ts";
import { type RuleMarker, ruleMarkerOf, rulesOf } from "./rule-marker.ts";

/** How roles are made. */
export interface RbacOptions {
  /** Name of the roles whose markers name none. */
  readonly roleName: string;
}

/**
 * The ClusterRole and Roles that the `+kubebuilder:rbac` markers ask for: markers with a `namespace` make a Role there, the others one
 * ClusterRole; rules that can be one are one. No markers, no documents.
 */
export function generateRbac(
  model: ApiModel,
  options: RbacOptions,
): { readonly documents: readonly object[]; readonly diagnostics: readonly Diagnostic[] } {
  const markers = model.packages
    .flatMap((one) => one.markers)
    .filter((one) => one.name === "kubebuilder:rbac")
    .map(ruleMarkerOf);
  const roles = new Map<string, Role>();
  for (const marker of markers) {
    const { namespace, roleName = options.roleName } = marker;
    const key = JSON.stringify([namespace ?? "", roleName]);
    const role = roles.get(key) ?? { namespace: namespace ?? "", name: roleName, markers: [] };
    roles.set(key, { ...role, markers: [...role.markers, marker] });
  }
  const sorted = [...roles.values()].sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
  return { documents: sorted.map(documentOf), diagnostics: markers.flatMap(checkRuleMarker) };
}

interface Role {
  /** `""`: all namespaces, a ClusterRole. */
  readonly namespace: string;
  readonly name: string;
  readonly markers: readonly RuleMarker[];
}

function documentOf({ namespace, name, markers }: Role): object {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: namespace === "" ? "ClusterRole" : "Role",
    metadata: namespace === "" ? { name } : { name, namespace },
    rules: mergeRules(markers.flatMap(rulesOf)).map((rule) => ({
      ...(rule.groups.length > 0 && { apiGroups: rule.groups }),
      ...(rule.urls.length > 0 && { nonResourceURLs: rule.urls }),
      ...(rule.resourceNames.length > 0 && { resourceNames: rule.resourceNames }),
      ...(rule.resources.length > 0 && { resources: rule.resources }),
      verbs: rule.verbs,
    })),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
