import type { ApiObject, Store } from "#storage/store.ts";
import type { AdmissionPlugin } from "./admission.ts";

const LABELS = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"] as const;

/**
 * Gives Pods the zone and region of their node: when they are bound, or created on a node.
 * See https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels
 */
export function topologyLabels(store: Store): AdmissionPlugin {
  const nodes = store.table("nodes");
  return {
    name: "PodTopologyLabels",
    mutate({ operation, resource, subresource, object }) {
      if (operation !== "CREATE" || resource.group !== "" || object === undefined) return undefined;
      const node = nodes.get(nodeNameOf(resource.resource, subresource, object))?.object;
      return node === undefined ? undefined : labelled(object, node);
    },
  };
}

function nodeNameOf(resource: string, subresource: string, object: ApiObject): string {
  if (resource === "bindings" || (resource === "pods" && subresource === "binding"))
    return (object["target"] as { readonly name?: string } | undefined)?.name ?? "";
  if (resource !== "pods" || subresource !== "") return "";
  return (object["spec"] as { readonly nodeName?: string } | undefined)?.nodeName ?? "";
}

function labelled(object: ApiObject, node: ApiObject): ApiObject | undefined {
  const found = LABELS.flatMap((name) => {
    const value = node.metadata.labels?.[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (found.length === 0) return undefined;
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...Object.fromEntries(found) } },
  };
}
