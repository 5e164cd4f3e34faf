import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { PolicyRule, RbacAuthorizer, RoleReference } from "#auth/rbac.ts";
import { goList, missingRights } from "#auth/rule-cover.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { admissionForbidden } from "./forbidden.ts";

const GROUP = "rbac.authorization.k8s.io";
const ROLES: ReadonlySet<string> = new Set(["roles", "clusterroles"]);
const BINDINGS: ReadonlySet<string> = new Set(["rolebindings", "clusterrolebindings"]);

/**
 * Nobody may write a role with rights that he does not have, or bind one, unless he may `escalate` or `bind` that role.
 * Answers 403 with the rights that are missing. Runs after everything that changes the object.
 * See https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function rbacEscalation(authorizer: RbacAuthorizer): AdmissionPlugin {
  return {
    name: "RBACEscalation",
    mutate(request) {
      const { resource, object, subresource, user } = request;
      if (resource.group !== GROUP || object === undefined || subresource !== "") return undefined;
      if (user.groups.includes("system:masters")) return undefined;
      if (ROLES.has(resource.resource)) checkRole(authorizer, request, object);
      else if (BINDINGS.has(resource.resource)) checkBinding(authorizer, request, object);
      return undefined;
    },
  };
}

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

function checkRole(authorizer: RbacAuthorizer, request: AdmissionRequest, role: ApiObject): void {
  const { oldObject, resource } = request;
  const same = (field: string): boolean =>
    oldObject !== undefined && jsonEqual(role[field] ?? null, oldObject[field] ?? null);
  if (same("rules") && same("aggregationRule")) return;
  if (isAuthorized(authorizer, request, { verb: "escalate", resource: resource.resource, name: request.name })) return;
  confirm(authorizer, request, rulesOf(role));
  const aggregates = [role, oldObject].some((one) => (one?.["aggregationRule"] ?? null) !== null);
  if (aggregates && missing(authorizer, request, EVERYTHING).length > 0)
    throw admissionForbidden(request, "must have cluster-admin privileges to use the aggregationRule");
}

function checkBinding(authorizer: RbacAuthorizer, request: AdmissionRequest, binding: ApiObject): void {
  const reference = (binding["roleRef"] ?? {}) as Partial<RoleReference>;
  const { kind = "", name = "" } = reference;
  const resource = kind === "ClusterRole" ? "clusterroles" : "roles";
  if (isAuthorized(authorizer, request, { verb: "bind", resource, name })) return;
  const role = authorizer.roleOf({ kind, name }, request.namespace);
  if (role === undefined) throw notFound(request, name);
  confirm(authorizer, request, rulesOf(role));
}

function confirm(authorizer: RbacAuthorizer, request: AdmissionRequest, wanted: readonly PolicyRule[]): void {
  const rights = missing(authorizer, request, wanted);
  if (rights.length === 0) return;
  const { username, groups } = request.user;
  throw admissionForbidden(
    request,
    `user ${JSON.stringify(username)} (groups=${goList(groups)}) is attempting to grant RBAC permissions not currently held:\n${rights.join("\n")}`,
  );
}

function missing(
  authorizer: RbacAuthorizer,
  { user, namespace }: AdmissionRequest,
  wanted: readonly PolicyRule[],
): readonly string[] {
  const owned = [...authorizer.rulesOf(user, namespace === "" ? undefined : namespace)].map((one) => one.rule);
  return missingRights(owned, wanted);
}

function rulesOf(role: ApiObject): readonly PolicyRule[] {
  return (role["rules"] ?? []) as readonly PolicyRule[];
}

function isAuthorized(
  authorizer: RbacAuthorizer,
  { user, namespace, version }: AdmissionRequest,
  what: { readonly verb: string; readonly resource: string; readonly name: string },
): boolean {
  return authorizer.authorize({ user, group: GROUP, version, subresource: "", namespace, ...what }).allowed;
}

/** Named as the real server does: by the role's name, as if the binding were missing. */
function notFound({ resource }: AdmissionRequest, name: string): StatusError {
  const message = `${resource.resource}.${GROUP} ${JSON.stringify(name)} not found`;
  return new StatusError(404, "NotFound", message, { details: { name, group: GROUP, kind: resource.resource } });
}
