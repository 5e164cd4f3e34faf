/** Where a built-in type of Kubernetes is found: for imports and for links. */
export interface BuiltinType {
  readonly name: string;
  /** Entry point that exports it: `homeostat/apis/core/v1`. */
  readonly module: string;
  /** Its page of the API reference. */
  readonly url: string;
}

/** From the name of a definition: `io.k8s.api.core.v1.PodTemplateSpec`. */
export function builtinType(definition: string): BuiltinType {
  const [name = definition, version = "", group = ""] = definition.split(".").reverse();
  const anchor = `${name}-${version}-${API_GROUPS[group] ?? `${group}-k8s-io`}`.toLowerCase();
  return { name, module: `homeostat/apis/${group}/${version}`, url: `${REFERENCE}#${anchor}` };
}

const REFERENCE = "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/";

/** Groups whose name in the reference is not `<folder>.k8s.io`. */
const API_GROUPS: Readonly<Record<string, string>> = {
  core: "core",
  apps: "apps",
  autoscaling: "autoscaling",
  batch: "batch",
  policy: "policy",
  meta: "meta",
  rbac: "rbac-authorization-k8s-io",
  flowcontrol: "flowcontrol-apiserver-k8s-io",
};
