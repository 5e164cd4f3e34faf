import { expect, test } from "vitest";
import type { ObjectEvent } from "#cache/cache.ts";
import { deepFreeze } from "#std/compare.ts";
import type { KubernetesObject, ObjectMeta } from "#meta/object.ts";
import {
  and,
  annotationChanged,
  desiredStateChanged,
  generationChanged,
  labelChanged,
  labelSelector,
  not,
  or,
  type Predicate,
  resourceVersionChanged,
} from "./predicate.ts";

const before: ObjectMeta = deepFreeze({ name: "web", resourceVersion: "1", generation: 1, labels: { app: "web" } });
const update = (change: ObjectMeta, from: ObjectMeta = before): ObjectEvent<KubernetesObject> => ({
  type: "update",
  old: { metadata: from },
  object: { metadata: { ...from, resourceVersion: "2", ...change } },
});

const events = {
  spec: update({ generation: 2 }),
  status: update({}),
  label: update({ labels: { app: "api" } }),
  annotation: update({ annotations: { a: "1" } }),
  deletion: update({ deletionTimestamp: "2026-01-01T00:00:00Z" }),
  finalizer: update({ finalizers: ["a.example/x"] }),
  owner: update({ ownerReferences: [{ apiVersion: "v1", kind: "A", name: "a", uid: "u" }] }),
  nothing: update({ resourceVersion: "1" }),
  noGeneration: update({}, { name: "config", resourceVersion: "1" }),
};

test.each([
  [
    "desiredStateChanged",
    desiredStateChanged,
    ["spec", "label", "annotation", "deletion", "finalizer", "owner", "noGeneration"],
  ],
  ["generationChanged", generationChanged, ["spec", "deletion", "finalizer", "noGeneration"]],
  ["labelChanged", labelChanged, ["label"]],
  ["annotationChanged", annotationChanged, ["annotation"]],
  ["resourceVersionChanged", resourceVersionChanged, Object.keys(events).filter((name) => name !== "nothing")],
] as const)("%s passes the updates it is made for, and all other events", (_name, predicate, passed) => {
  expect(Object.entries(events).flatMap(([name, event]) => (predicate(event) ? [name] : []))).toEqual(passed);
  const object = { metadata: before };
  expect(predicate({ type: "create", object, initial: false })).toBe(true);
  expect(predicate({ type: "delete", object, final: false })).toBe(true);
  expect(predicate({ type: "generic", object })).toBe(true);
});

test("labelSelector looks at the new state, for events of every type", () => {
  const web = labelSelector("app=web");
  expect([web(events.label), web(events.spec)]).toEqual([false, true]);
  expect(
    labelSelector({ matchLabels: { app: "api" } })({ type: "delete", object: { metadata: before }, final: true }),
  ).toBe(false);
});

test("combinations ask in order and only as far as needed", () => {
  const asked: string[] = [];
  const say =
    (name: string, answer: boolean): Predicate<KubernetesObject> =>
    () => {
      asked.push(name);
      return answer;
    };
  expect(and(say("a", true), say("b", false), say("c", true))(events.spec)).toBe(false);
  expect(or(say("d", false), say("e", true), say("f", false))(events.spec)).toBe(true);
  expect(asked).toEqual(["a", "b", "d", "e"]);
  expect(not(generationChanged)({ type: "create", object: {}, initial: true })).toBe(false);
});

test("a predicate of one's own keeps the type of its objects beside the ready-made ones", () => {
  interface PodSet extends KubernetesObject {
    readonly spec: { readonly replicas: number };
  }
  const scaledUp = and<PodSet>(generationChanged, (event) => event.object.spec.replicas > 1);
  expect(scaledUp({ type: "generic", object: { spec: { replicas: 2 } } })).toBe(true);
});
