import type { AdmissionPlugin } from "./admission.ts";
import { isFor } from "./forbidden.ts";

/**
 * Keeps Pods away from a new node until it has said that it is ready.
 * See https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#taintnodesbycondition
 */
export const nodeTaints: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  mutate(request) {
    const { object } = request;
    if (request.operation !== "CREATE" || object === undefined || !isFor(request, "", "nodes")) return undefined;
    const spec = (object["spec"] ?? {}) as {
      readonly taints?: readonly { readonly key?: string; readonly effect?: string }[];
    };
    const { taints = [] } = spec;
    if (taints.some((taint) => taint.key === NOT_READY && taint.effect === "NoSchedule")) return undefined;
    return { ...object, spec: { ...spec, taints: [...taints, { key: NOT_READY, effect: "NoSchedule" }] } };
  },
};

const NOT_READY = "node.kubernetes.io/not-ready";
