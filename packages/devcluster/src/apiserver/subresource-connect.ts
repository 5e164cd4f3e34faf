import type { Outcome, ResourceRequest, SpecialHandler } from "./context.ts";
import { badRequest, notFound, notImplemented } from "./errors.ts";
import { storageKey, tableFor } from "./get.ts";

/**
 * `exec`, `attach` and `portforward`: what the API server says of the Pod before it would call the kubelet. Simulated
 * containers have no processes to connect to, so there it ends (501).
 * See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export const connectPod: SpecialHandler = (request: ResourceRequest): Promise<Outcome> => {
  const { name, subresource } = request.info;
  const pod = tableFor(request).get(storageKey(request))?.object;
  if (pod === undefined) return Promise.reject(notFound(request.resource, name));
  const spec = (pod["spec"] ?? {}) as {
    readonly nodeName?: string;
    readonly containers?: readonly { readonly name: string }[];
  };
  const wanted = request.query.get("container") ?? "";
  if (wanted !== "" && spec.containers?.some((one) => one.name === wanted) !== true)
    return Promise.reject(badRequest(`container ${wanted} is not valid for pod ${name}`));
  const { nodeName = "" } = spec;
  if (nodeName === "") return Promise.reject(badRequest(`pod ${name} does not have a host assigned`));
  // The real server takes the missing node for a Pod.
  if (request.context.store.table("nodes").get(nodeName) === undefined)
    return Promise.reject(notFound(request.resource, nodeName));
  return Promise.reject(notImplemented(`${subresource} into a simulated container`));
};
