import { builtinResources } from "@homeostat/schema";
import type { Registry } from "#resources/registry.ts";
import type { Resource } from "#resources/resource.ts";

/** A group that is served: what both forms of discovery are made of. */
export interface DiscoveredGroup {
  /** Empty for core. */
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly DiscoveredVersion[];
}

/** One version of a group, with its resources in order of name. */
export interface DiscoveredVersion {
  readonly version: string;
  readonly resources: readonly Resource[];
}

/** Computes what is served, again only when the registry has changed. */
export function createDiscovery(registry: Registry): () => readonly DiscoveredGroup[] {
  return perGeneration(registry, () => discover(registry.list()));
}

/** A value that is computed on first use, and again on first use after the registry has changed. */
export function perGeneration<T>(registry: Registry, compute: () => T): () => T {
  let known: { readonly generation: number; readonly value: T } | undefined;
  return () => {
    const { generation } = registry;
    if (known?.generation !== generation) known = { generation, value: compute() };
    return known.value;
  };
}

/** `apps/v1`, or `v1`. */
export function groupVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Orders versions as Kubernetes prefers them: GA before beta before alpha, higher numbers first, other names last. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  for (let index = 0; index < left.length; index++) {
    const difference = (right[index] ?? 0) - (left[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function discover(resources: readonly Resource[]): readonly DiscoveredGroup[] {
  const groups = new Map<string, Map<string, Resource[]>>();
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, Resource[]>();
    groups.set(resource.group, versions);
    for (const { version } of resource.versions) {
      const found = versions.get(version);
      if (found === undefined) versions.set(version, [resource]);
      else found.push(resource);
    }
  }
  return [...groups]
    .sort(([a], [b]) => groupRank(a) - groupRank(b) || (a < b ? -1 : 1))
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .sort(([a], [b]) => compareVersions(a, b))
        .map(([version, found]) => ({ version, resources: found.sort((a, b) => (a.resource < b.resource ? -1 : 1)) })),
    }));
}

let builtinGroups: readonly string[] | undefined;

/** Built-in groups in their fixed order; then the others by name. */
function groupRank(group: string): number {
  builtinGroups ??= [...new Set(builtinResources().map((resource) => resource.group))];
  const index = builtinGroups.indexOf(group);
  return index < 0 ? builtinGroups.length : index;
}

function versionRank(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return [0, 0, 0];
  const stage = match[2] === undefined ? 3 : match[2] === "beta" ? 2 : 1;
  return [stage, Number(match[1]), Number(match[3] ?? 0)];
}
