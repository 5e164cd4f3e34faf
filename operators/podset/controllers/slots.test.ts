import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pod } from "homeostat/apis/core/v1";
import { podFor } from "./pod.ts";
import { freeSlots } from "./slots.ts";

const podSet = {
  metadata: { name: "web", namespace: "default", uid: "11111111-2222-4333-8444-555555555555" },
  spec: { replicas: 3 },
};

const podsFor = (count: number, pods: { occupying: readonly Pod[]; existing: readonly Pod[] }): Pod[] =>
  freeSlots(podSet, count, pods).map((slot) => podFor(podSet, slot));

test("the same view gives the same names, so a repeated create meets the Pod that it made before", () => {
  const none = { occupying: [], existing: [] };
  expect(freeSlots(podSet, 3, none)).toEqual(freeSlots(podSet, 3, none));
  expect(new Set(freeSlots(podSet, 3, none).map((slot) => slot.podName)).size).toBe(3);
});

test("a slot is filled again under another name while its earlier Pod still ends", () => {
  const [first, second] = podsFor(2, { occupying: [], existing: [] }) as [Pod, Pod];
  const [again] = freeSlots(podSet, 1, { occupying: [second], existing: [first, second] });
  expect(again).toMatchObject({ index: 0, incarnation: 1 });
  expect(again?.podName).not.toBe(first.metadata?.name);
});

test("a Pod without a slot does not take one", () => {
  const adopted: Pod = { metadata: { name: "adopted" } };
  expect(freeSlots(podSet, 1, { occupying: [adopted], existing: [adopted] })).toMatchObject([
    { index: 0, incarnation: 0 },
  ]);
});

test("whatever part of the Pods a view misses, it plans no name beyond those that the whole view plans", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.infiniteStream(fc.boolean()), (replicas, seen) => {
      const all = podsFor(replicas, { occupying: [], existing: [] });
      const view = all.filter(() => seen.next().value === true);
      const planned = podsFor(replicas - view.length, { occupying: view, existing: view });
      const names = new Set(all.map((pod) => pod.metadata?.name));
      expect(planned.every((pod) => names.has(pod.metadata?.name))).toBe(true);
    }),
  );
});
