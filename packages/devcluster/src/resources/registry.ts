import type { Resource, ResourceVersion } from "./resource.ts";

/** The resources that the server serves now; CRDs come and go. */
export interface Registry {
  /** By group and plural name. */
  find(group: string, resource: string): Resource | undefined;
  /** By group and kind. */
  findKind(group: string, kind: string): Resource | undefined;
  list(): readonly Resource[];
  set(resource: Resource): void;
  remove(group: string, resource: string): void;
  /** Calls `listener` once, when this very resource is replaced by another or removed. Returns the function that forgets it. */
  onceGone(resource: Resource, listener: () => void): () => void;
  /** Grows by one with every change: caches of discovery and OpenAPI documents compare it. */
  readonly generation: number;
}

/** Creates a registry with these resources. */
export function createRegistry(initial: readonly Resource[]): Registry {
  const byResource = new Map<string, Resource>();
  const byKind = new Map<string, Resource>();
  const waiting = new Map<Resource, Set<() => void>>();
  let generation = 0;
  const gone = (resource: Resource | undefined): void => {
    if (resource === undefined) return;
    const listeners = waiting.get(resource) ?? [];
    waiting.delete(resource);
    for (const listener of listeners) listener();
  };
  const registry: Registry = {
    get generation() {
      return generation;
    },
    find: (group, resource) => byResource.get(`${resource}.${group}`),
    findKind: (group, kind) => byKind.get(`${kind}.${group}`),
    list: () => [...byResource.values()],
    set(resource) {
      generation++;
      const before = registry.find(resource.group, resource.resource);
      byResource.set(`${resource.resource}.${resource.group}`, resource);
      byKind.set(`${resource.kind}.${resource.group}`, resource);
      gone(before);
    },
    remove(group, name) {
      const resource = registry.find(group, name);
      if (resource === undefined) return;
      generation++;
      byResource.delete(`${name}.${group}`);
      if (byKind.get(`${resource.kind}.${group}`) === resource) byKind.delete(`${resource.kind}.${group}`);
      gone(resource);
    },
    onceGone(resource, listener) {
      const listeners = waiting.get(resource) ?? new Set();
      waiting.set(resource, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && waiting.get(resource) === listeners) waiting.delete(resource);
      };
    },
  };
  for (const resource of initial) registry.set(resource);
  return registry;
}

/** The served version of that name. */
export function versionOf(resource: Resource, version: string): ResourceVersion | undefined {
  return resource.versions.find((one) => one.version === version);
}
