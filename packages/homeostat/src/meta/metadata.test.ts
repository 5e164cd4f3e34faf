import { describe, expect, test } from "vitest";
import { createFakeClock } from "#std/fake-clock.ts";
import { deepFreeze } from "#std/compare.ts";
import { setCondition } from "./condition.ts";
import { edit } from "./edit.ts";
import { withFinalizer, withoutFinalizer } from "./finalizer.ts";
import { defineKind } from "./kind.ts";
import type { KubernetesObject } from "./object.ts";
import { controllerOf, disowned, isOwnedBy, OwnerError, ownedBy } from "./owner.ts";
import { compareResourceVersions } from "./resource-version.ts";

const PodSet = defineKind<KubernetesObject>()({
  group: "app.example.com",
  version: "v1",
  kind: "PodSet",
  plural: "podsets",
  scope: "Namespaced",
});
const Realm = defineKind<KubernetesObject>()({
  group: "app.example.com",
  version: "v1",
  kind: "Realm",
  plural: "realms",
  scope: "Cluster",
});
const owner = { metadata: { name: "web", namespace: "shop", uid: "u1" } };
const pod = deepFreeze({ apiVersion: "v1", kind: "Pod", metadata: { name: "web-0", namespace: "shop" } });

describe("owners", () => {
  test("the controller is a reference that blocks the owner's deletion", () => {
    const owned = ownedBy(pod, owner, PodSet);
    expect(controllerOf(owned)).toEqual({
      apiVersion: "app.example.com/v1",
      kind: "PodSet",
      name: "web",
      uid: "u1",
      controller: true,
      blockOwnerDeletion: true,
    });
    expect(isOwnedBy(owned, owner, { controller: true })).toBe(true);
    expect(pod.metadata).not.toHaveProperty("ownerReferences");
  });

  test("a reference to the same owner is replaced in place, whatever its version and UID were", () => {
    const before = ownedBy(
      ownedBy(pod, { metadata: { ...owner.metadata, uid: "old" } }, { ...PodSet, version: "v1alpha1" }),
      { metadata: { name: "r", uid: "r1" } },
      Realm,
      { controller: false },
    );
    const after = ownedBy(before, owner, PodSet);
    expect(after.metadata).toMatchObject({
      ownerReferences: [
        { apiVersion: "app.example.com/v1", uid: "u1" },
        { kind: "Realm", uid: "r1" },
      ],
    });
    expect(disowned(disowned(after, PodSet, "web"), Realm, "r").metadata).toMatchObject({ ownerReferences: [] });
  });

  test.each([
    ["alreadyOwned", ownedBy(pod, { metadata: { name: "other", namespace: "shop", uid: "u2" } }, PodSet), owner],
    ["crossNamespace", pod, { metadata: { ...owner.metadata, namespace: "elsewhere" } }],
    ["clusterScopedObject", { kind: "Node", metadata: { name: "n1" } }, owner],
    ["incompleteOwner", pod, { metadata: { name: "web", namespace: "shop" } }],
  ] as const)("an impossible owner is refused: %s", (reason, object, of) => {
    expect(() => ownedBy(object, of, PodSet)).toThrow(expect.objectContaining({ name: "OwnerError", reason }));
    expect(OwnerError.prototype).toBeInstanceOf(Error);
  });

  test("a cluster-scoped owner may own objects of any namespace", () => {
    expect(controllerOf(ownedBy(pod, { metadata: { name: "r", uid: "r1" } }, Realm))?.kind).toBe("Realm");
  });
});

describe("conditions", () => {
  const ready = {
    type: "Ready",
    status: "False",
    reason: "Waiting",
    message: "no pods",
    observedGeneration: 1,
  } as const;

  test("the transition time moves only with the status, and nothing moves when nothing changes", async () => {
    const clock = createFakeClock();
    const first = setCondition(undefined, ready, clock);
    await clock.advance(60_000);
    const second = setCondition(first, { ...ready, reason: "Starting" }, clock);
    const third = setCondition(second, { ...ready, status: "True", observedGeneration: 2 }, clock);
    expect([...first, ...second, ...third].map((one) => [one.reason, one.lastTransitionTime])).toEqual([
      ["Waiting", "2026-01-01T00:00:00Z"],
      ["Starting", "2026-01-01T00:00:00Z"],
      ["Waiting", "2026-01-01T00:01:00Z"],
    ]);
    expect(setCondition(third, { ...ready, status: "True", observedGeneration: 2 }, clock)).toBe(third);
  });

  test("other conditions keep their places", () => {
    const conditions = setCondition(setCondition([], ready), { ...ready, type: "Synced" });
    expect(setCondition(conditions, { ...ready, status: "True" }).map(({ type }) => type)).toEqual(["Ready", "Synced"]);
  });
});

test("finalizers are added once and removed with their duplicates, in a copy", () => {
  const added = withFinalizer(withFinalizer(pod, "a.example/x"), "a.example/y");
  expect(added.metadata).toMatchObject({ finalizers: ["a.example/x", "a.example/y"] });
  expect(withFinalizer(added, "a.example/x")).toBe(added);
  const doubled = { metadata: { finalizers: ["a.example/x", "b.example/z", "a.example/x"] } };
  expect(withoutFinalizer(doubled, "a.example/x").metadata.finalizers).toEqual(["b.example/z"]);
  expect(withoutFinalizer(pod, "a.example/x")).toBe(pod);
});

test("edit changes a copy and leaves a frozen original as it is", () => {
  const changed = edit(pod, (draft) => {
    draft.metadata.name = "web-1";
  });
  expect([changed.metadata.name, pod.metadata.name]).toEqual(["web-1", "web-0"]);
});

test("resource versions are ordered as numbers of any length", () => {
  const versions = ["10", "9", "123456789012345678901", "123456789012345678902", "009"];
  expect(versions.toSorted(compareResourceVersions)).toEqual([
    "9",
    "009",
    "10",
    "123456789012345678901",
    "123456789012345678902",
  ]);
  expect(() => compareResourceVersions("1", "abc")).toThrow("it is not a decimal integer");
});
