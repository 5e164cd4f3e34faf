import type { HttpHeaders } from "homeostat/internal/http/handler.ts";
import { StatusError } from "#status/status-error.ts";
import type { Authorizer, UserInfo } from "./auth.ts";

/**
 * The user that a request wants to be, when its own user may impersonate it.
 * See https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 */
export function impersonated(user: UserInfo, headers: HttpHeaders, authorizer: Authorizer): UserInfo {
  const wanted = wantedUser(headers);
  if (wanted === undefined) return user;
  if (wanted.username === "") {
    throw new StatusError(400, "BadRequest", `requested ${goText(wanted)} without impersonating a user name`);
  }
  for (const target of targetsOf(wanted)) {
    const decision = authorizer.authorize({ user, verb: "impersonate", ...target });
    if (!decision.allowed) throw impersonationForbidden(user, target);
  }
  return { ...wanted, groups: groupsOf(wanted) };
}

interface Target {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name: string;
}

function wantedUser(headers: HttpHeaders): UserInfo | undefined {
  if (!Object.keys(headers).some((name) => name.startsWith("impersonate-"))) return undefined;
  const username = first(headers["impersonate-user"]);
  const uid = first(headers["impersonate-uid"]);
  const groups = all(headers["impersonate-group"]);
  const extra: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("impersonate-extra-")) continue;
    extra[decodeKey(name.slice("impersonate-extra-".length))] = all(value);
  }
  const hasExtra = Object.keys(extra).length > 0;
  if (username === "" && uid === "" && groups.length === 0 && !hasExtra) return undefined;
  return { username, ...(uid === "" ? {} : { uid }), groups, ...(hasExtra ? { extra } : {}) };
}

function groupsOf(wanted: UserInfo): readonly string[] {
  if (wanted.username === "system:anonymous") {
    return wanted.groups.length > 0 ? wanted.groups : ["system:unauthenticated"];
  }
  const account = serviceAccountOf(wanted.username);
  const implied =
    wanted.groups.length === 0 && account !== undefined
      ? ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`]
      : wanted.groups;
  return implied.includes("system:authenticated") || implied.includes("system:unauthenticated")
    ? implied
    : [...implied, "system:authenticated"];
}

/** Namespace and name of `system:serviceaccount:<namespace>:<name>`. */
export function serviceAccountOf(username: string): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  return match === null ? undefined : { namespace: match[1] ?? "", name: match[2] ?? "" };
}

function targetsOf(wanted: UserInfo): Target[] {
  const authentication = { group: "authentication.k8s.io", version: "v1" };
  const account = serviceAccountOf(wanted.username);
  const user: Target =
    account === undefined
      ? { group: "", version: "v1", resource: "users", name: wanted.username }
      : { group: "", version: "v1", resource: "serviceaccounts", ...account };
  return [
    user,
    ...wanted.groups.map((name): Target => ({ group: "", version: "v1", resource: "groups", name })),
    ...(wanted.uid === undefined ? [] : [{ ...authentication, resource: "uids", name: wanted.uid }]),
    ...Object.entries(wanted.extra ?? {}).flatMap(([key, values]) =>
      values.map((name): Target => ({ ...authentication, resource: "userextras", subresource: key, name })),
    ),
  ];
}

function impersonationForbidden(user: UserInfo, target: Target): StatusError {
  const qualified = target.group === "" ? target.resource : `${target.resource}.${target.group}`;
  const resource = target.subresource === undefined ? target.resource : `${target.resource}/${target.subresource}`;
  const where = target.namespace === undefined ? "at the cluster scope" : `in the namespace "${target.namespace}"`;
  return new StatusError(
    403,
    "Forbidden",
    `${qualified} "${target.name}" is forbidden: User "${user.username}" cannot impersonate resource "${resource}" in API group "${target.group}" ${where}`,
    { details: { name: target.name, ...(target.group === "" ? {} : { group: target.group }), kind: target.resource } },
  );
}

/** The text that Go prints for a user: part of the API's answer. */
function goText(user: UserInfo): string {
  const list = (values: readonly string[]): string =>
    `[]string{${values.map((one) => JSON.stringify(one)).join(", ")}}`;
  const groups = user.groups.length === 0 ? "[]string(nil)" : list(user.groups);
  const extra = Object.entries(user.extra ?? {}).map(([key, values]) => `${JSON.stringify(key)}:${list(values)}`);
  const extraText = extra.length === 0 ? "map[string][]string(nil)" : `map[string][]string{${extra.join(", ")}}`;
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(user.uid ?? "")}, Groups:${groups}, Extra:${extraText}}`;
}

function first(value: string | readonly string[] | undefined): string {
  return all(value)[0] ?? "";
}

function all(value: string | readonly string[] | undefined): string[] {
  if (value === undefined) return [];
  // Node joins repeated headers that it does not know with ", ".
  return typeof value === "string" ? value.split(", ") : [...value];
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
