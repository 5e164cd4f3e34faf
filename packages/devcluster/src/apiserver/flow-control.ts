import { serviceAccountOf } from "#auth/impersonation.ts";
import type { UserInfo } from "#auth/auth.ts";
import type { ApiObject, Store } from "#storage/store.ts";
import type { RequestInfo } from "./context.ts";

/** Names the FlowSchema that a request belongs to, and its priority level, in the headers of the answer. */
export type FlowControl = (user: UserInfo, info: RequestInfo) => Readonly<Record<string, string>>;

/**
 * Classifies requests by the FlowSchemas in the store, as API Priority and Fairness does. Nothing waits here: one process
 * has one queue.
 * See https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export function createFlowControl(store: Store): FlowControl {
  const schemas = store.table(`flowschemas.${GROUP}`);
  const levels = store.table(`prioritylevelconfigurations.${GROUP}`);
  const known = new Map<string, Readonly<Record<string, string>>>();
  let seen = -1;
  let ordered: readonly FlowSchema[] = [];
  const refresh = (): void => {
    const latest = Math.max(schemas.lastRevision, levels.lastRevision);
    if (latest === seen) return;
    seen = latest;
    known.clear();
    ordered = schemas
      .list()
      .items.map(({ object }) => object as FlowSchema)
      .sort((a, b) => precedence(a) - precedence(b) || ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1));
  };
  const classify = (user: UserInfo, info: RequestInfo): Readonly<Record<string, string>> => {
    const schema = ordered.find((one) => matches(one, user, info));
    if (schema === undefined) return {};
    const level = levels.get(schema.spec?.priorityLevelConfiguration?.name ?? "");
    return {
      "x-kubernetes-pf-flowschema-uid": schema.metadata.uid ?? "",
      "x-kubernetes-pf-prioritylevel-uid": level?.object.metadata.uid ?? "",
    };
  };
  return (user, info) => {
    refresh();
    // Paths are without number.
    if (!info.isResourceRequest) return classify(user, info);
    const { verb, group, resource, subresource, namespace } = info;
    const key = `${user.username}\n${user.groups.join("\n")}\n${verb}/${group}/${resource}/${subresource}/${namespace}`;
    let headers = known.get(key);
    if (headers === undefined) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, (headers = classify(user, info)));
    }
    return headers;
  };
}

const GROUP = "flowcontrol.apiserver.k8s.io";
const MAX_KNOWN = 1000;
const LAST = 10_000;

type FlowSchema = ApiObject & {
  readonly spec?: {
    readonly priorityLevelConfiguration?: { readonly name?: string };
    readonly matchingPrecedence?: number;
    readonly rules?: readonly FlowRule[];
  };
};

interface FlowRule {
  readonly subjects?: readonly FlowSubject[];
  readonly resourceRules?: readonly ResourceFlowRule[];
  readonly nonResourceRules?: readonly {
    readonly verbs: readonly string[];
    readonly nonResourceURLs: readonly string[];
  }[];
}

interface FlowSubject {
  readonly kind: string;
  readonly user?: { readonly name: string };
  readonly group?: { readonly name: string };
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

interface ResourceFlowRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly clusterScope?: boolean;
  readonly namespaces?: readonly string[];
}

function precedence({ spec }: FlowSchema): number {
  return spec?.matchingPrecedence ?? LAST;
}

function matches({ spec }: FlowSchema, user: UserInfo, info: RequestInfo): boolean {
  return (spec?.rules ?? []).some(
    (rule) => (rule.subjects ?? []).some((one) => isSubject(one, user)) && coversRequest(rule, info),
  );
}

function isSubject(subject: FlowSubject, { username, groups }: UserInfo): boolean {
  switch (subject.kind) {
    case "User":
      return subject.user?.name === "*" || subject.user?.name === username;
    case "Group":
      return subject.group?.name === "*" || groups.includes(subject.group?.name ?? "");
    default: {
      const account = serviceAccountOf(username);
      const { namespace, name } = subject.serviceAccount ?? {};
      return account !== undefined && account.namespace === namespace && (name === "*" || account.name === name);
    }
  }
}

function coversRequest(rule: FlowRule, info: RequestInfo): boolean {
  if (info.isResourceRequest) return (rule.resourceRules ?? []).some((one) => coversResource(one, info));
  return (rule.nonResourceRules ?? []).some(
    ({ verbs, nonResourceURLs }) => has(verbs, info.verb) && nonResourceURLs.some((one) => coversPath(one, info.path)),
  );
}

function coversResource(
  rule: ResourceFlowRule,
  { verb, group, resource, subresource, namespace }: RequestInfo,
): boolean {
  if (!has(rule.verbs, verb) || !has(rule.apiGroups, group)) return false;
  if (!has(rule.resources, subresource === "" ? resource : `${resource}/${subresource}`)) return false;
  return namespace === "" ? rule.clusterScope === true : has(rule.namespaces ?? [], namespace);
}

function coversPath(pattern: string, path: string): boolean {
  if (pattern === "*" || pattern === path) return true;
  return pattern.endsWith("/*") && path.startsWith(pattern.slice(0, -1));
}

function has(values: readonly string[], wanted: string): boolean {
  return values.includes("*") || values.includes(wanted);
}
