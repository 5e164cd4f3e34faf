import type { Client } from "homeostat/client";
import type { Kind } from "homeostat";

/** A resource that the API server serves, in its preferred version. */
export interface ServedResource extends Kind {
  readonly verbs: readonly string[];
}

/**
 * All resources that the server serves, each in the version it prefers, in one or two requests. Resources of groups whose
 * servers do not answer are missing. See https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export async function discoverResources(client: Client, signal: AbortSignal): Promise<readonly ServedResource[]> {
  const documents = await Promise.all(
    ["/api", "/apis"].map((path) => client.raw({ path, headers: { accept: AGGREGATED }, signal })),
  );
  const groups = (await Promise.all(documents.map((one) => one.json<GroupDiscoveryList>()))).flatMap(
    (one) => one.items ?? [],
  );
  return groups.flatMap(resourcesOf);
}

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

interface GroupDiscoveryList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly { readonly version: string; readonly resources?: readonly ResourceDiscovery[] }[];
  }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
}

/** A resource that only an older version of the group has is taken from there. */
function resourcesOf(group: NonNullable<GroupDiscoveryList["items"]>[number]): readonly ServedResource[] {
  const found = new Map<string, ServedResource>();
  for (const { version, resources = [] } of group.versions ?? []) {
    for (const { resource, responseKind, scope, verbs } of resources) {
      if (found.has(resource)) continue;
      found.set(resource, {
        group: group.metadata?.name ?? "",
        version,
        kind: responseKind?.kind ?? "",
        plural: resource,
        scope,
        verbs,
      });
    }
  }
  return [...found.values()];
}
