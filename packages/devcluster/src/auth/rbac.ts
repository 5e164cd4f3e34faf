import type { ApiObject, Store, Stored } from "#storage/store.ts";
import type { Attributes, Authorizer, Decision, UserInfo } from "./auth.ts";

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** A rule with the binding that grants it. */
export interface GrantedRule {
  readonly rule: PolicyRule;
  readonly reason: string;
}

/** Role-based access control. See https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface RbacAuthorizer extends Authorizer {
  /** Every rule that applies to the user in the namespace (`undefined`: cluster-wide only). */
  rulesOf(user: UserInfo, namespace: string | undefined): Iterable<GrantedRule>;
  /** The role of a binding in `namespace` (empty: of the cluster). */
  roleOf(reference: RoleReference, namespace: string): ApiObject | undefined;
}

const GROUP = "rbac.authorization.k8s.io";

/** Decides from the roles and bindings in the store; `system:masters` may do everything. */
export function createRbacAuthorizer(store: Store): RbacAuthorizer {
  const rulesOf = (user: UserInfo, namespace: string | undefined): Iterable<GrantedRule> =>
    grantedRules(store, user, namespace);
  return {
    rulesOf,
    roleOf: (reference, namespace) => roleOf(store, reference, namespace),
    authorize(attributes): Decision {
      if (attributes.user.groups.includes("system:masters")) return { allowed: true, reason: "" };
      for (const { rule, reason } of rulesOf(attributes.user, attributes.namespace)) {
        if (ruleAllows(rule, attributes)) return { allowed: true, reason };
      }
      return { allowed: false, reason: "" };
    },
  };
}

/** What a binding binds. */
export interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function* grantedRules(store: Store, user: UserInfo, namespace: string | undefined): Iterable<GrantedRule> {
  for (const binding of store.table(`clusterrolebindings.${GROUP}`).list().items) {
    yield* rulesOfBinding({ store, user, binding, kind: "ClusterRoleBinding" });
  }
  if (namespace === undefined || namespace === "") return;
  for (const binding of store.table(`rolebindings.${GROUP}`).list({ namespace }).items) {
    yield* rulesOfBinding({ store, user, binding, kind: "RoleBinding", namespace });
  }
}

interface BindingCheck {
  readonly store: Store;
  readonly user: UserInfo;
  readonly binding: Stored;
  readonly kind: "ClusterRoleBinding" | "RoleBinding";
  readonly namespace?: string;
}

function* rulesOfBinding(check: BindingCheck): Iterable<GrantedRule> {
  const { store, user, binding, kind, namespace } = check;
  const subjects = (binding.object["subjects"] ?? []) as readonly Subject[];
  const subject = subjects.find((one) => subjectMatches(one, user, namespace));
  if (subject === undefined) return;
  const reference = binding.object["roleRef"] as RoleReference;
  const role = roleOf(store, reference, namespace ?? "");
  if (role === undefined) return;
  const bindingName =
    namespace === undefined ? binding.object.metadata.name : `${binding.object.metadata.name}/${namespace}`;
  const reason = `RBAC: allowed by ${kind} "${bindingName ?? ""}" of ${reference.kind} "${reference.name}" to ${subjectText(subject)}`;
  for (const rule of (role["rules"] ?? []) as readonly PolicyRule[]) yield { rule, reason };
}

function roleOf(store: Store, { kind, name }: RoleReference, namespace: string): ApiObject | undefined {
  return kind === "ClusterRole"
    ? store.table(`clusterroles.${GROUP}`).get(name)?.object
    : store.table(`roles.${GROUP}`).get(`${namespace}/${name}`)?.object;
}

function subjectMatches(subject: Subject, user: UserInfo, namespace: string | undefined): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.username;
    case "Group":
      return user.groups.includes(subject.name);
    case "ServiceAccount":
      return `system:serviceaccount:${subject.namespace ?? namespace ?? ""}:${subject.name}` === user.username;
    default:
      return false;
  }
}

function subjectText(subject: Subject): string {
  return subject.kind === "ServiceAccount"
    ? `ServiceAccount "${subject.name}/${subject.namespace ?? ""}"`
    : `${subject.kind} "${subject.name}"`;
}

/** Whether one rule covers a request. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if (attributes.path !== undefined)
    return (rule.nonResourceURLs ?? []).some((one) => urlMatches(one, attributes.path ?? ""));
  if (!has(rule.apiGroups, attributes.group ?? "")) return false;
  if (!resourceMatches(rule.resources ?? [], attributes.resource ?? "", attributes.subresource ?? "")) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || (attributes.name !== undefined && names.includes(attributes.name));
}

function has(values: readonly string[] | undefined, wanted: string): boolean {
  return values !== undefined && (values.includes(wanted) || values.includes("*"));
}

function resourceMatches(rules: readonly string[], resource: string, subresource: string): boolean {
  const wanted = subresource === "" ? resource : `${resource}/${subresource}`;
  return rules.some((one) => one === "*" || one === wanted || (subresource !== "" && one === `*/${subresource}`));
}

function urlMatches(pattern: string, path: string): boolean {
  if (pattern === "*" || pattern === path) return true;
  return pattern.endsWith("*") && path.startsWith(pattern.replace(/\*+$/, ""));
}
