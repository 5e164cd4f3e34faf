import type { OwnerReference } from "homeostat/meta";
import type { ServedResource } from "./discovery.ts";

/** What the garbage collector knows of an object. */
export interface GcNode {
  readonly uid: string;
  readonly resource: ServedResource;
  /** Undefined for cluster-scoped objects. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly resourceVersion: string;
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly isDeleting: boolean;
}

/** Who belongs to whom, across all kinds. */
export interface GcGraph {
  get(uid: string): GcNode | undefined;
  /** Objects that refer to this UID as an owner, whether it exists or not. */
  dependents(uid: string): readonly GcNode[];
  /** UIDs that have to be looked at because of this change. */
  put(node: GcNode): readonly string[];
  remove(uid: string): readonly string[];
  /** UIDs of all objects of a resource. */
  ofResource(resource: ServedResource): readonly string[];
}

export function createGcGraph(): GcGraph {
  const nodes = new Map<string, GcNode>();
  const dependentsOf = new Map<string, Set<string>>();
  const link = (node: GcNode): void => {
    for (const { uid } of node.owners) {
      const set = dependentsOf.get(uid) ?? new Set();
      dependentsOf.set(uid, set.add(node.uid));
    }
  };
  const unlink = (node: GcNode): void => {
    for (const { uid } of node.owners) {
      const set = dependentsOf.get(uid);
      set?.delete(node.uid);
      if (set?.size === 0) dependentsOf.delete(uid);
    }
  };
  return {
    get: (uid) => nodes.get(uid),
    dependents: (uid) =>
      [...(dependentsOf.get(uid) ?? [])].map((one) => nodes.get(one)).filter((one) => one !== undefined),
    put(node) {
      const before = nodes.get(node.uid);
      if (before !== undefined) unlink(before);
      nodes.set(node.uid, node);
      link(node);
      const owners = [...(before?.owners ?? []), ...node.owners].map((one) => one.uid);
      return [...new Set([node.uid, ...owners])];
    },
    remove(uid) {
      const before = nodes.get(uid);
      if (before !== undefined) unlink(before);
      nodes.delete(uid);
      const dependents = [...(dependentsOf.get(uid) ?? [])];
      return [...new Set([...dependents, ...(before?.owners ?? []).map((one) => one.uid)])];
    },
    ofResource: (resource) => [...nodes.values()].filter((one) => isSame(one.resource, resource)).map((one) => one.uid),
  };
}

function isSame(a: ServedResource, b: ServedResource): boolean {
  return a.group === b.group && a.plural === b.plural;
}

export const FOREGROUND = "foregroundDeletion";
export const ORPHAN = "orphan";

/** What to do with one object. */
export type GcAction =
  | { readonly kind: "nothing" }
  | { readonly kind: "removeFinalizer"; readonly finalizer: string }
  | { readonly kind: "lookAt"; readonly uids: readonly string[] }
  | { readonly kind: "orphanDependents"; readonly dependents: readonly GcNode[] }
  | { readonly kind: "dropOwners"; readonly uids: readonly string[] }
  | { readonly kind: "delete"; readonly policy: "Background" | "Foreground" | "Orphan" };

/** Whether an owner exists; `unknown`: it cannot be told, so that nothing may be deleted because of it. */
export type OwnerState = "present" | "absent" | "unknown";

/** Decides about an object. `ownerState` answers for each of its owners. Pure. */
export function gcAction(node: GcNode, graph: GcGraph, ownerState: (owner: OwnerReference) => OwnerState): GcAction {
  if (node.isDeleting && node.finalizers.includes(FOREGROUND)) return foregroundAction(node, graph);
  if (node.isDeleting && node.finalizers.includes(ORPHAN)) {
    const dependents = graph.dependents(node.uid);
    return dependents.length === 0
      ? { kind: "removeFinalizer", finalizer: ORPHAN }
      : { kind: "orphanDependents", dependents };
  }
  if (node.isDeleting || node.owners.length === 0) return { kind: "nothing" };
  const absent: string[] = [];
  const waiting: string[] = [];
  let solid = 0;
  for (const owner of node.owners) {
    const state = ownerState(owner);
    if (state === "absent") absent.push(owner.uid);
    else if (state === "present" && isWaitingForDependents(graph.get(owner.uid))) waiting.push(owner.uid);
    else solid++;
  }
  if (solid > 0)
    return absent.length + waiting.length === 0
      ? { kind: "nothing" }
      : { kind: "dropOwners", uids: [...absent, ...waiting] };
  if (waiting.length > 0 && graph.dependents(node.uid).length > 0) return { kind: "delete", policy: "Foreground" };
  if (node.finalizers.includes(ORPHAN)) return { kind: "delete", policy: "Orphan" };
  return { kind: "delete", policy: node.finalizers.includes(FOREGROUND) ? "Foreground" : "Background" };
}

/** The owner goes when the dependents that block it have gone. */
function foregroundAction(node: GcNode, graph: GcGraph): GcAction {
  const dependents = graph.dependents(node.uid);
  const blocking = dependents.some((one) =>
    one.owners.some((owner) => owner.uid === node.uid && owner.blockOwnerDeletion === true),
  );
  if (!blocking) return { kind: "removeFinalizer", finalizer: FOREGROUND };
  const uids = dependents.filter((one) => !one.isDeleting).map((one) => one.uid);
  return uids.length === 0 ? { kind: "nothing" } : { kind: "lookAt", uids };
}

function isWaitingForDependents(node: GcNode | undefined): boolean {
  return node !== undefined && node.isDeleting && node.finalizers.includes(FOREGROUND);
}
