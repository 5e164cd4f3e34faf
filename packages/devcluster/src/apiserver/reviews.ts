import { formatTime } from "homeostat/internal/meta/time.ts";
import type { Attributes, Authorizer, UserInfo } from "#auth/auth.ts";
import type { PolicyRule, RbacAuthorizer } from "#auth/rbac.ts";
import type { ServiceAccountTokens } from "#auth/service-account-tokens.ts";
import { invalid, invalidError, type FieldError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { Outcome, ResourceRequest, SpecialHandler } from "./context.ts";
import { decodeBody } from "./decode.ts";
import { trackFields } from "./managed-fields.ts";
import { methodNotAllowed } from "./errors.ts";
import { writeOptionsOf } from "./write-options.ts";
import { inRequestNamespace } from "./write-scope.ts";

const AUTHENTICATION = "authentication.k8s.io";
const AUTHORIZATION = "authorization.k8s.io";

/**
 * The reviews: questions that are asked by creating an object and answered in its status; nothing is stored.
 * See https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export function reviewHandlers(options: {
  readonly authorizer: RbacAuthorizer;
  readonly tokens: ServiceAccountTokens;
}): ReadonlyMap<string, SpecialHandler> {
  const { authorizer, tokens } = options;
  return new Map<string, SpecialHandler>([
    [
      `${AUTHENTICATION}/selfsubjectreviews`,
      (request) => review(request, () => ({ userInfo: userJson(request.user) })),
    ],
    [`${AUTHENTICATION}/tokenreviews`, (request) => review(request, (body) => tokenReview(body, tokens))],
    [
      `${AUTHORIZATION}/selfsubjectaccessreviews`,
      (request) => review(request, (body) => selfAccess(request, body, authorizer)),
    ],
    [
      `${AUTHORIZATION}/subjectaccessreviews`,
      (request) => review(request, (body) => subjectAccess(request, body, authorizer)),
    ],
    [
      `${AUTHORIZATION}/localsubjectaccessreviews`,
      (request) => review(request, (body) => localAccess(request, body, authorizer)),
    ],
    [
      `${AUTHORIZATION}/selfsubjectrulesreviews`,
      (request) => review(request, (body) => rules(request, body, authorizer)),
    ],
  ]);
}

type Answer = (body: ApiObject) => object;

async function review(request: ResourceRequest, answer: Answer): Promise<Outcome> {
  if (request.info.verb !== "create") {
    throw methodNotAllowed();
  }
  const body = await decodeBody(request);
  const status = answer(body);
  return { code: 201, object: { ...questionOf(request, body), status } };
}

/** The question as it is repeated in the answer. */
function questionOf(request: ResourceRequest, body: ApiObject): ApiObject {
  const { resource, version, context, http, query } = request;
  const identity = { kind: resource.kind, apiVersion: `${resource.group}/${version.version}` };
  switch (resource.kind) {
    case "SelfSubjectReview":
      return { ...identity, metadata: { ...body.metadata, creationTimestamp: formatTime(context.clock.now()) } };
    case "SelfSubjectRulesReview":
      return { ...identity, metadata: { ...body.metadata }, spec: {} };
    default: {
      const { manager } = writeOptionsOf(http, query, "CreateOptions");
      const question = inRequestNamespace(request, {
        ...identity,
        metadata: { ...body.metadata },
        spec: body["spec"] ?? {},
      });
      return trackFields(request, undefined, question, manager);
    }
  }
}

function userJson(user: UserInfo): object {
  return {
    username: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
}

function tokenReview(body: ApiObject, tokens: ServiceAccountTokens): object {
  const spec = (body["spec"] ?? {}) as { readonly token?: string; readonly audiences?: readonly string[] };
  if (spec.token === undefined || spec.token === "") {
    throw new StatusError(400, "BadRequest", "token is required for TokenReview in authentication");
  }
  const check = tokens.check(spec.token, spec.audiences);
  if (check.user === undefined) {
    const error = check.problem === "" ? "invalid bearer token" : `[invalid bearer token, ${check.problem}]`;
    return { user: {}, error };
  }
  const { user, audiences } = check;
  return {
    authenticated: true,
    user: userJson({ ...user, groups: [...user.groups, "system:authenticated"] }),
    audiences,
  };
}

interface AccessSelector {
  readonly rawSelector?: string;
  readonly requirements?: readonly object[];
}

interface AccessSpec {
  readonly resourceAttributes?: {
    readonly namespace?: string;
    readonly verb?: string;
    readonly group?: string;
    readonly version?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly name?: string;
    readonly fieldSelector?: AccessSelector;
    readonly labelSelector?: AccessSelector;
  };
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

function selfAccess(request: ResourceRequest, body: ApiObject, authorizer: Authorizer): object {
  const spec = (body["spec"] ?? {}) as AccessSpec;
  refuse(request, attributeErrors(spec));
  return decide(authorizer, request.user, spec);
}

function subjectAccess(request: ResourceRequest, body: ApiObject, authorizer: Authorizer): object {
  const spec = (body["spec"] ?? {}) as AccessSpec;
  refuse(request, [...attributeErrors(spec), ...subjectErrors(spec)]);
  return decide(authorizer, subjectOf(spec), spec);
}

function localAccess(request: ResourceRequest, body: ApiObject, authorizer: Authorizer): object {
  const spec = (body["spec"] ?? {}) as AccessSpec;
  const { namespace } = request.info;
  const wanted = spec.resourceAttributes?.namespace;
  const mismatch =
    wanted === namespace
      ? []
      : [invalid("spec.resourceAttributes.namespace", wanted ?? "", `must match metadata.namespace`)];
  refuse(request, [...attributeErrors(spec), ...subjectErrors(spec), ...mismatch]);
  return decide(authorizer, subjectOf(spec), spec);
}

function subjectOf(spec: AccessSpec): UserInfo {
  return {
    username: spec.user ?? "",
    groups: spec.groups ?? [],
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.extra === undefined ? {} : { extra: spec.extra }),
  };
}

function attributeErrors(spec: AccessSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    return [
      invalid(
        "spec.nonResourceAttributes",
        internalForm(nonResourceAttributes),
        "cannot be specified in combination with resourceAttributes",
      ),
    ];
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    return [
      invalid(
        "spec.resourceAttributes",
        resourceAttributes,
        "exactly one of nonResourceAttributes or resourceAttributes must be specified",
      ),
    ];
  }
  return selectorErrors(spec);
}

/** As messages show it: with Go's field names. */
function internalForm({ path = "", verb = "" }: NonNullable<AccessSpec["nonResourceAttributes"]>): object {
  return { Path: path, Verb: verb };
}

/** A selector is given as text or in parts, not both. */
function selectorErrors({ resourceAttributes }: AccessSpec): FieldError[] {
  return (["fieldSelector", "labelSelector"] as const).flatMap((name) => {
    const { rawSelector = "", requirements = [] } = resourceAttributes?.[name] ?? {};
    if (rawSelector === "" || requirements.length === 0) return [];
    const field = `spec.resourceAttributes.${name}.rawSelector`;
    return [invalid(field, rawSelector, "may not specified at the same time as requirements")];
  });
}

function subjectErrors(spec: AccessSpec): FieldError[] {
  return (spec.user ?? "") === "" && (spec.groups ?? []).length === 0
    ? [invalid("spec.user", "", "at least one of user or group must be specified")]
    : [];
}

function refuse(request: ResourceRequest, errors: readonly FieldError[]): void {
  // The real server names no kind here.
  if (errors.length > 0) throw invalidError({ group: request.resource.group, kind: "" }, "", errors);
}

function decide(authorizer: Authorizer, user: UserInfo, spec: AccessSpec): object {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const attributes: Attributes =
    path !== undefined
      ? { user, verb: path.verb ?? "", path: path.path ?? "" }
      : {
          user,
          verb: resource?.verb ?? "",
          group: resource?.group ?? "",
          resource: resource?.resource ?? "",
          ...(resource?.version === undefined ? {} : { version: resource.version }),
          ...(resource?.subresource === undefined ? {} : { subresource: resource.subresource }),
          ...(resource?.namespace === undefined ? {} : { namespace: resource.namespace }),
          ...(resource?.name === undefined ? {} : { name: resource.name }),
        };
  const { allowed, reason } = authorizer.authorize(attributes);
  return reason === "" ? { allowed } : { allowed, reason };
}

function rules(request: ResourceRequest, body: ApiObject, authorizer: RbacAuthorizer): object {
  const { namespace } = (body["spec"] ?? {}) as { readonly namespace?: string };
  if (namespace === undefined || namespace === "") throw new StatusError(400, "BadRequest", "no namespace on request");
  const granted = [...authorizer.rulesOf(request.user, namespace)].map((one) => one.rule);
  return {
    resourceRules: granted
      .filter((rule) => (rule.resources ?? []).length > 0)
      .map((rule) => pick(rule, ["verbs", "apiGroups", "resources", "resourceNames"])),
    nonResourceRules: granted
      .filter((rule) => (rule.nonResourceURLs ?? []).length > 0)
      .map((rule) => pick(rule, ["verbs", "nonResourceURLs"])),
    incomplete: false,
  };
}

function pick(rule: PolicyRule, keys: readonly (keyof PolicyRule)[]): object {
  return Object.fromEntries(keys.flatMap((key) => (rule[key] === undefined ? [] : [[key, rule[key]]])));
}
