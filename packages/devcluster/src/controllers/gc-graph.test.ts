import { expect, test } from "vitest";
import type { OwnerReference } from "homeostat/meta";
import { createGcGraph, FOREGROUND, gcAction, ORPHAN, type GcNode, type OwnerState } from "./gc-graph.ts";

const resource = {
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  scope: "Namespaced",
  verbs: [],
} as const;

test("an object goes when all of its owners are gone, and loses the reference when one of them is", () => {
  const graph = createGcGraph();
  const child = node("child", { owners: [owner("a"), owner("b")] });
  graph.put(child);
  const decide = (states: Record<string, OwnerState>): unknown =>
    gcAction(child, graph, ({ uid }) => states[uid] ?? "unknown");
  expect(decide({ a: "present", b: "present" })).toEqual({ kind: "nothing" });
  expect(decide({ a: "present", b: "absent" })).toEqual({ kind: "dropOwners", uids: ["b"] });
  expect(decide({ a: "absent", b: "absent" })).toEqual({ kind: "delete", policy: "Background" });
  expect(decide({ a: "absent", b: "unknown" })).toEqual({ kind: "dropOwners", uids: ["a"] });
});

test("foreground deletion waits for the dependents that block it", () => {
  const graph = createGcGraph();
  const parent = node("parent", { isDeleting: true, finalizers: [FOREGROUND] });
  graph.put(parent);
  expect(gcAction(parent, graph, present)).toEqual({ kind: "removeFinalizer", finalizer: FOREGROUND });
  graph.put(node("free", { owners: [owner("parent")] }));
  expect(gcAction(parent, graph, present)).toEqual({ kind: "removeFinalizer", finalizer: FOREGROUND });
  const blocking = node("blocking", { owners: [{ ...owner("parent"), blockOwnerDeletion: true }] });
  expect(graph.put(blocking)).toEqual(["blocking", "parent"]);
  expect(gcAction(parent, graph, present)).toEqual({ kind: "lookAt", uids: ["free", "blocking"] });
  expect(gcAction(blocking, graph, present)).toEqual({ kind: "delete", policy: "Background" });
  graph.put(node("grandchild", { owners: [owner("blocking")] }));
  expect(gcAction(blocking, graph, present)).toEqual({ kind: "delete", policy: "Foreground" });
  expect(graph.remove("blocking")).toEqual(["grandchild", "parent"]);
});

test("orphaning frees the dependents before the owner goes", () => {
  const graph = createGcGraph();
  const parent = node("parent", { isDeleting: true, finalizers: [ORPHAN] });
  const child = node("child", { owners: [owner("parent")] });
  graph.put(parent);
  graph.put(child);
  expect(gcAction(parent, graph, present)).toEqual({ kind: "orphanDependents", dependents: [child] });
  graph.put(node("child", {}));
  expect(gcAction(parent, graph, present)).toEqual({ kind: "removeFinalizer", finalizer: ORPHAN });
});

function present(): OwnerState {
  return "present";
}

function owner(uid: string): OwnerReference {
  return { apiVersion: "v1", kind: "ConfigMap", name: uid, uid };
}

function node(uid: string, more: Partial<GcNode>): GcNode {
  return {
    uid,
    resource,
    namespace: "n",
    name: uid,
    resourceVersion: "1",
    owners: [],
    finalizers: [],
    isDeleting: false,
    ...more,
  };
}
