import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { BOOL, STRING, opaque } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";

const AUTHORIZER = opaque("kubernetes.authorization.Authorizer");
const PATH_CHECK = opaque("kubernetes.authorization.PathCheck");
const GROUP_CHECK = opaque("kubernetes.authorization.GroupCheck");
const RESOURCE_CHECK = opaque("kubernetes.authorization.ResourceCheck");
const DECISION = opaque("kubernetes.authorization.Decision");

/**
 * Authorization checks. Every environment of Kubernetes declares them, but only admission policies have an `authorizer`: in a rule of a
 * custom resource nothing can be called, and the checker says what is missing.
 * See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library
 */
export const AUTHORIZER_LIBRARY: Library = {
  name: "kubernetes.authz",
  functions: [
    declared("path", ["authorizer_path", [AUTHORIZER, STRING], PATH_CHECK]),
    declared("group", ["authorizer_group", [AUTHORIZER, STRING], GROUP_CHECK]),
    declared("serviceAccount", ["authorizer_serviceaccount", [AUTHORIZER, STRING, STRING], AUTHORIZER]),
    declared("resource", ["groupcheck_resource", [GROUP_CHECK, STRING], RESOURCE_CHECK]),
    declared("subresource", ["resourcecheck_subresource", [RESOURCE_CHECK, STRING], RESOURCE_CHECK]),
    declared("namespace", ["resourcecheck_namespace", [RESOURCE_CHECK, STRING], RESOURCE_CHECK]),
    declared("name", ["resourcecheck_name", [RESOURCE_CHECK, STRING], RESOURCE_CHECK]),
    declared("fieldSelector", ["authorizer_fieldselector", [RESOURCE_CHECK, STRING], RESOURCE_CHECK]),
    declared("labelSelector", ["authorizer_labelselector", [RESOURCE_CHECK, STRING], RESOURCE_CHECK]),
    declared(
      "check",
      ["pathcheck_check", [PATH_CHECK, STRING], DECISION],
      ["resourcecheck_check", [RESOURCE_CHECK, STRING], DECISION],
    ),
    declared("errored", ["decision_errored", [DECISION], BOOL]),
    declared("error", ["decision_error", [DECISION], STRING]),
    declared("allowed", ["decision_allowed", [DECISION], BOOL]),
    declared("reason", ["decision_reason", [DECISION], STRING]),
  ],
};

type Signature = readonly [id: string, args: readonly CelType[], result: CelType];

function declared(name: string, ...signatures: readonly Signature[]): FunctionDeclaration {
  return { name, overloads: signatures.map(([id, args, result]) => ({ id, member: true, args, result })) };
}
