import { expect, test } from "vitest";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject, OwnerReference } from "#meta/object.ts";
import { keysOf, type MapContext, toOwner } from "./mapper.ts";

const PodSet = defineKind<KubernetesObject>()({
  group: "app.example.com",
  version: "v2",
  kind: "PodSet",
  plural: "podsets",
  scope: "Namespaced",
});
const Realm = defineKind<KubernetesObject>()({
  group: "app.example.com",
  version: "v2",
  kind: "Realm",
  plural: "realms",
  scope: "Cluster",
});
const owner = (name: string, change: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: "app.example.com/v1",
  kind: "PodSet",
  name,
  uid: name,
  controller: true,
  ...change,
});
const owned = (...ownerReferences: readonly OwnerReference[]): KubernetesObject => ({
  metadata: { name: "web-0", namespace: "shop", ownerReferences },
});
const context = { client: undefined as unknown, signal: new AbortController().signal } as MapContext;

test("an owner is found by group and kind in any version; only the controller, unless all are asked for", () => {
  const object = owned(
    owner("a"),
    owner("b", { controller: false }),
    owner("c", { apiVersion: "other.example.com/v1" }),
    owner("d", { kind: "Pod" }),
  );
  expect(toOwner(PodSet)(object)).toEqual([{ namespace: "shop", name: "a" }]);
  expect(toOwner(PodSet, { match: "all" })(object).map(({ name }) => name)).toEqual(["a", "b"]);
});

test("the request for a cluster-scoped owner has no namespace", () => {
  expect(toOwner(Realm)(owned(owner("r", { kind: "Realm" })))).toEqual([{ name: "r" }]);
});

test("an update wakes the owners before and after it, each once", () => {
  const event = { type: "update", old: owned(owner("a")), object: owned(owner("b")) } as const;
  expect([...(keysOf(event, toOwner(PodSet), context) as Iterable<object>)]).toEqual([
    { namespace: "shop", name: "a" },
    { namespace: "shop", name: "b" },
  ]);
  const same = { type: "update", old: owned(owner("a")), object: owned(owner("a")) } as const;
  expect([...(keysOf(same, toOwner(PodSet), context) as Iterable<object>)]).toHaveLength(1);
});

test("a mapper may be asynchronous", async () => {
  const event = { type: "update", old: owned(), object: owned() } as const;
  const keys = await keysOf(event, async () => Promise.resolve([{ name: "x" }]), context);
  expect([...keys]).toEqual([{ name: "x" }]);
});
