import type { Resource } from "#resources/resource.ts";

/** The key of an object in etcd, which messages about failed preconditions show. */
export function registryKey(resource: Resource, key: string): string {
  if (resource.custom) return `/registry/${resource.group}/${resource.resource}/${key}`;
  const prefix = PREFIXES[resource.resource];
  return `/registry/${prefix ?? resource.resource}/${key}`;
}

/** Resources that are stored under another name than their own. */
const PREFIXES: Readonly<Record<string, string>> = {
  customresourcedefinitions: "apiextensions.k8s.io/customresourcedefinitions",
  apiservices: "apiregistration.k8s.io/apiservices",
  endpoints: "services/endpoints",
  ingresses: "ingress",
  nodes: "minions",
  replicationcontrollers: "controllers",
  services: "services/specs",
};
