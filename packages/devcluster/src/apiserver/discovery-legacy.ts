import { createHash } from "node:crypto";
import type { Resource, Subresource } from "#resources/resource.ts";
import { groupVersionOf, type DiscoveredGroup, type DiscoveredVersion } from "./discovery.ts";

/** `GET /api`. `serverAddress` is where the client reached the server. */
export function apiVersions(serverAddress: string): unknown {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `GET /apis`. */
export function apiGroupList(groups: readonly DiscoveredGroup[]): unknown {
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.filter((group) => group.name !== "").map(groupEntry),
  };
}

/** `GET /apis/<group>`. */
export function apiGroup(group: DiscoveredGroup): unknown {
  return { kind: "APIGroup", apiVersion: "v1", ...groupEntry(group) };
}

/** `GET /apis/<group>/<version>` and `GET /api/v1`. */
export function apiResourceList(group: string, { version, resources }: DiscoveredVersion): unknown {
  return {
    kind: "APIResourceList",
    // The oldest of these documents goes without.
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: groupVersionOf(group, version),
    resources: resources.flatMap((resource) => resourceEntries(resource, version)),
  };
}

function groupEntry({ name, versions }: DiscoveredGroup): object {
  const entries = versions.map(({ version }) => ({ groupVersion: groupVersionOf(name, version), version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

function resourceEntries(resource: Resource, version: string): readonly unknown[] {
  const { namespaced, kind, verbs, shortNames, categories } = resource;
  const main = {
    name: resource.resource,
    singularName: resource.singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(isStored(resource) ? { storageVersionHash: storageVersionHash(resource) } : {}),
  };
  const subresources = resource.subresources.map((one) => ({
    name: `${resource.resource}/${one.name}`,
    singularName: "",
    namespaced,
    ...foreignKind(one, resource, version),
    kind: one.kind?.kind ?? kind,
    verbs: one.verbs,
  }));
  return verbs.length === 0 ? subresources : [main, ...subresources];
}

/** Group and version of a subresource's body, when they are not those of the document. */
export function foreignKind(
  { kind }: Subresource,
  resource: Resource,
  version: string,
): { readonly group?: string; readonly version?: string } {
  if (kind === undefined || kind.group !== resource.group)
    return kind === undefined ? {} : { group: kind.group, version: kind.version };
  return kind.version === version || kind.kind === resource.kind ? {} : { group: kind.group, version: kind.version };
}

/** Reviews and bindings are only created, component statuses only read. */
function isStored({ verbs }: Resource): boolean {
  return verbs.includes("create") && verbs.includes("get");
}

/** Changes when the version that objects are stored in does. */
function storageVersionHash({ storage, kind }: Resource): string {
  const digest = createHash("sha256").update(`${storage.group}/${storage.version}/${kind}`).digest();
  return digest.subarray(0, 8).toString("base64");
}
