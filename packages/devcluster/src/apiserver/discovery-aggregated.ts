import type { Resource, Subresource } from "#resources/resource.ts";
import { foreignKind } from "./discovery-legacy.ts";
import type { DiscoveredGroup } from "./discovery.ts";

/**
 * All groups with all their resources in one document (`APIGroupDiscoveryList` of apidiscovery.k8s.io/v2): core alone for
 * `/api`, the others for `/apis`. See https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export function apiGroupDiscoveryList(groups: readonly DiscoveredGroup[]): unknown {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === "" ? {} : { name },
      versions: versions.map(({ version, resources }) => ({
        version,
        resources: resources.map((resource) => resourceEntry(resource, version)),
        freshness: "Current",
      })),
    })),
  };
}

function resourceEntry(resource: Resource, version: string): unknown {
  const { shortNames, categories, subresources } = resource;
  // Built-in kinds leave the group and version of their own kind empty.
  const own = resource.custom ? { group: resource.group, version } : { group: "", version: "" };
  return {
    resource: resource.resource,
    responseKind: { ...own, kind: resource.kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources: subresources.map(subresourceEntry) }),
  };

  function subresourceEntry(one: Subresource): unknown {
    const responseKind = { ...own, ...foreignKind(one, resource, version), kind: one.kind?.kind ?? resource.kind };
    return { subresource: one.name, responseKind, verbs: one.verbs };
  }
}
