import { isDnsSubdomain } from "@homeostat/schema";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, isFields, items, text, texts, type Fields } from "#resources/fields.ts";
import { isPathSegment } from "#resources/names.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { labelSelector, mustHave, problems } from "./checks.ts";

const RBAC = "rbac.authorization.k8s.io";

/** The rules of a Role, metadata apart. */
export function validateRole(role: ApiObject): readonly FieldError[] {
  return items(role["rules"]).flatMap((rule, index) => validateRule(rule, `rules[${index}]`, true));
}

/** The rules of a ClusterRole, metadata apart. */
export function validateClusterRole(role: ApiObject): readonly FieldError[] {
  const errors = items(role["rules"]).flatMap((rule, index) => validateRule(rule, `rules[${index}]`, false));
  const aggregation = role["aggregationRule"];
  if (!isFields(aggregation)) return errors;
  const selectors = items(aggregation["clusterRoleSelectors"]);
  if (selectors.length === 0)
    errors.push(
      required(
        "aggregationRule.clusterRoleSelectors",
        "at least one clusterRoleSelector required if aggregationRule is non-nil",
      ),
    );
  return [
    ...errors,
    ...selectors.flatMap((one, index) => labelSelector(one, `aggregationRule.clusterRoleSelectors[${index}]`)),
  ];
}

function validateRule(rule: Fields, field: string, namespaced: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  const urls = texts(rule["nonResourceURLs"]);
  const [groups, resources, names] = [texts(rule["apiGroups"]), texts(rule["resources"]), texts(rule["resourceNames"])];
  if (texts(rule["verbs"]).length === 0)
    errors.push(required(`${field}.verbs`, "verbs must contain at least one value"));
  if (urls.length > 0) {
    if (namespaced)
      errors.push(invalid(`${field}.nonResourceURLs`, urls, "namespaced rules cannot apply to non-resource URLs"));
    if (groups.length > 0 || resources.length > 0 || names.length > 0) {
      errors.push(
        invalid(`${field}.nonResourceURLs`, urls, "rules cannot apply to both regular resources and non-resource URLs"),
      );
    }
    return errors;
  }
  if (groups.length === 0)
    errors.push(required(`${field}.apiGroups`, "resource rules must supply at least one api group"));
  if (resources.length === 0)
    errors.push(required(`${field}.resources`, "resource rules must supply at least one resource"));
  return errors;
}

/** The rules of a RoleBinding, metadata apart. */
export function validateRoleBinding(binding: ApiObject): readonly FieldError[] {
  return validateBinding(binding, ["Role", "ClusterRole"], true);
}

/** The rules of a ClusterRoleBinding, metadata apart. */
export function validateClusterRoleBinding(binding: ApiObject): readonly FieldError[] {
  return validateBinding(binding, ["ClusterRole"], false);
}

function validateBinding(binding: ApiObject, kinds: readonly string[], namespaced: boolean): readonly FieldError[] {
  const role = fields(binding["roleRef"]);
  const errors: FieldError[] = [];
  if (role["apiGroup"] !== RBAC) errors.push(notSupported("roleRef.apiGroup", role["apiGroup"], [RBAC]));
  if (!kinds.includes(text(role["kind"]))) errors.push(notSupported("roleRef.kind", text(role["kind"]), kinds));
  if (text(role["name"]) === "") errors.push(required("roleRef.name"));
  else errors.push(...problems(text(role["name"]), "roleRef.name", isPathSegment));
  return [
    ...errors,
    ...items(binding["subjects"]).flatMap((one, index) => validateSubject(one, `subjects[${index}]`, namespaced)),
  ];
}

function validateSubject(subject: Fields, field: string, namespaced: boolean): readonly FieldError[] {
  const name = text(subject["name"]);
  const group = text(subject["apiGroup"]);
  const errors = [...mustHave(name, `${field}.name`)];
  switch (text(subject["kind"])) {
    case "ServiceAccount":
      if (name !== "") errors.push(...problems(name, `${field}.name`, isDnsSubdomain));
      if (group !== "") errors.push(notSupported(`${field}.apiGroup`, group, [""]));
      if (!namespaced && text(subject["namespace"]) === "") errors.push(required(`${field}.namespace`));
      return errors;
    case "User":
    case "Group":
      if (group !== RBAC) errors.push(notSupported(`${field}.apiGroup`, group, [RBAC]));
      return errors;
    default:
      return [...errors, notSupported(`${field}.kind`, text(subject["kind"]), ["ServiceAccount", "User", "Group"])];
  }
}

/** A binding keeps its role. */
export function validateBindingUpdate(
  binding: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "" || jsonEqual(binding["roleRef"], old["roleRef"])) return [];
  const { apiGroup, kind, name } = fields(binding["roleRef"]);
  return [invalid("roleRef", { APIGroup: apiGroup, Kind: kind, Name: name }, "cannot change roleRef")];
}
