import { expect, test } from "vitest";
import type { Deployment, ReplicaSet } from "homeostat/apis/apps/v1";
import type { Persisted } from "homeostat/meta";
import { planRollout, rollingLimits } from "./rollout.ts";

test.each([
  [3, "25%", "25%", { surge: 1, unavailable: 0 }],
  [10, "25%", "25%", { surge: 3, unavailable: 2 }],
  [2, 0, 0, { surge: 0, unavailable: 1 }],
  [4, 2, "50%", { surge: 2, unavailable: 2 }],
])("%s replicas with surge %s and unavailable %s", (replicas, maxSurge, maxUnavailable, expected) => {
  expect(rollingLimits(deployment(replicas, "v1", { rollingUpdate: { maxSurge, maxUnavailable } }))).toEqual(expected);
});

test("the first ReplicaSet has all replicas", () => {
  expect(planRollout(deployment(3, "v1"), [])).toMatchObject({ create: 3, scale: [] });
});

test("a new template rolls out one by one and never below the minimum", () => {
  const wanted = deployment(3, "v2");
  const steps: string[] = [];
  let sets = [replicaSet("old", "v1", 3, 3)];
  for (let round = 0; round < 20; round++) {
    const plan = planRollout(wanted, sets);
    if (plan.create !== undefined) sets = [...sets, replicaSet("new", "v2", plan.create, 0)];
    sets = sets.map((one) => {
      const scaled = plan.scale.find(({ replicaSet: target }) => target === one);
      return scaled === undefined
        ? one
        : replicaSet(one.metadata.name, templateOf(one), scaled.replicas, Math.min(scaled.replicas, available(one)));
    });
    const state = sets.map((one) => `${one.spec?.replicas}/${available(one)}`).join(" ");
    if (plan.create === undefined && plan.scale.length === 0) {
      const settled = sets.map((one) =>
        replicaSet(one.metadata.name, templateOf(one), one.spec?.replicas ?? 0, one.spec?.replicas ?? 0),
      );
      if (JSON.stringify(settled) === JSON.stringify(sets)) break;
      sets = settled;
    } else steps.push(state);
  }
  expect(steps).toEqual(["3/3 1/0", "2/2 1/1", "2/2 2/1", "1/1 2/2", "1/1 3/2", "0/0 3/3"]);
});

test("Recreate empties the old ReplicaSet before there is a new one", () => {
  const wanted = deployment(2, "v2", { type: "Recreate" });
  const old = replicaSet("old", "v1", 2, 2);
  expect(planRollout(wanted, [old])).toMatchObject({ create: undefined, scale: [{ replicas: 0 }] });
  expect(planRollout(wanted, [{ ...replicaSet("old", "v1", 0, 0), status: { replicas: 1 } }])).toMatchObject({
    create: undefined,
    scale: [],
  });
  expect(planRollout(wanted, [replicaSet("old", "v1", 0, 0)])).toMatchObject({ create: 2 });
});

test("a paused Deployment follows its replica count and nothing else", () => {
  const paused = deployment(5, "v2", {}, true);
  expect(planRollout(paused, [replicaSet("old", "v1", 2, 2)])).toMatchObject({
    create: undefined,
    scale: [{ replicas: 5 }],
  });
});

type Strategy = NonNullable<Deployment["spec"]>["strategy"];

function deployment(
  replicas: number,
  image: string,
  strategy: Strategy = {},
  paused: boolean = false,
): Persisted<Deployment> {
  const spec = {
    replicas,
    selector: { matchLabels: { a: "b" } },
    template: template(image),
    ...(strategy === undefined ? {} : { strategy }),
    paused,
  };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata("web"), spec };
}

function replicaSet(name: string, image: string, replicas: number, ready: number): Persisted<ReplicaSet> {
  const spec = { replicas, selector: { matchLabels: { a: "b" } }, template: template(image) };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: metadata(name),
    spec,
    status: { replicas, availableReplicas: ready, readyReplicas: ready },
  };
}

function template(image: string): {
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
} {
  return { spec: { containers: [{ name: "c", image }] } };
}

function templateOf(set: ReplicaSet): string {
  return set.spec?.template?.spec?.containers[0]?.image ?? "";
}

function available(set: ReplicaSet): number {
  return set.status?.availableReplicas ?? 0;
}

function metadata(name: string): Persisted<ReplicaSet>["metadata"] {
  return {
    name,
    namespace: "n",
    uid: name,
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
    generation: 1,
  };
}
