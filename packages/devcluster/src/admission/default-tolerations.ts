import type { AdmissionPlugin } from "./admission.ts";
import { isFor } from "./forbidden.ts";

/**
 * Lets Pods stay five minutes on a node that is not ready or unreachable, unless they say something else.
 * See https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds
 */
export const defaultTolerations: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  mutate(request) {
    const { object, operation } = request;
    if (object === undefined || (operation !== "CREATE" && operation !== "UPDATE") || !isFor(request, "", "pods"))
      return undefined;
    const spec = object["spec"] as { readonly tolerations?: readonly Toleration[] };
    const tolerations = spec.tolerations ?? [];
    const missing = TAINTS.filter((taint) => !tolerations.some((one) => tolerates(one, taint)));
    if (missing.length === 0) return undefined;
    const added = missing.map((key) => ({
      key,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: TOLERATION_SECONDS,
    }));
    return { ...object, spec: { ...spec, tolerations: [...tolerations, ...added] } };
  },
};

const TAINTS: readonly string[] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
const TOLERATION_SECONDS = 300;

interface Toleration {
  readonly key?: string;
  readonly effect?: string;
}

function tolerates({ key = "", effect = "" }: Toleration, taint: string): boolean {
  return (key === taint || key === "") && (effect === "NoExecute" || effect === "");
}
