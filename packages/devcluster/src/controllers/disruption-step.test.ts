import type { Pod } from "homeostat/apis/core/v1";
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from "homeostat/apis/policy/v1";
import type { Persisted } from "homeostat/meta";
import { expect, test } from "vitest";
import { disruptionPlan, isNews } from "./disruption-step.ts";

const NOW_MS = Date.parse("2026-01-01T00:00:00Z");

test("what is healthy beyond the minimum may be disrupted", () => {
  expect(counts({ minAvailable: 1 }, [pod("a"), pod("b"), pod("c", { ready: false })])).toEqual([2, 1, 3, 1]);
  expect(counts({ minAvailable: 2 }, [pod("a"), pod("b")])).toEqual([2, 2, 2, 0]);
  expect(counts({}, [pod("a"), pod("b")])).toEqual([2, 1, 2, 1]);
});

test("percentages and maxUnavailable count what the controllers want, and are rounded up", () => {
  expect(counts({ minAvailable: "50%" }, [pod("a"), pod("b")], 3)).toEqual([2, 2, 3, 0]);
  expect(counts({ maxUnavailable: "30%" }, [pod("a"), pod("b"), pod("c")], 3)).toEqual([3, 2, 3, 1]);
  expect(counts({ maxUnavailable: 1 }, [pod("a")], 0)).toEqual([1, 0, 0, 0]);
});

test("an evicted Pod counts as gone until its deletion is seen, for two minutes at most", () => {
  const status = { disruptedPods: { a: "2025-12-31T23:59:00Z" } };
  const waiting = disruptionPlan(budget({ minAvailable: 1 }, status), [pod("a"), pod("b")], {
    scale: 2,
    nowMs: NOW_MS,
  });
  expect(waiting.status).toMatchObject({
    currentHealthy: 1,
    disruptionsAllowed: 0,
    disruptedPods: status.disruptedPods,
  });
  expect(waiting.lookAgainMs).toBe(60_000);
  const later = disruptionPlan(budget({ minAvailable: 1 }, status), [pod("a"), pod("b")], {
    scale: 2,
    nowMs: NOW_MS + 60_000,
  });
  expect(later).toMatchObject({ status: { currentHealthy: 2, disruptionsAllowed: 1 }, lookAgainMs: undefined });
});

test("the same counts again are no news", () => {
  const first = disruptionPlan(budget({ minAvailable: 1 }), [pod("a")], { scale: 1, nowMs: NOW_MS }).status;
  const again = disruptionPlan(budget({ minAvailable: 1 }, first), [pod("a")], {
    scale: 1,
    nowMs: NOW_MS + 5000,
  }).status;
  expect(isNews(undefined, first)).toBe(true);
  expect(isNews(first, again)).toBe(false);
});

/** currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed. */
function counts(spec: PodDisruptionBudgetSpec, pods: readonly Pod[], scale: number = pods.length): readonly unknown[] {
  const { status } = disruptionPlan(budget(spec), pods, { scale, nowMs: NOW_MS });
  return [status.currentHealthy, status.desiredHealthy, status.expectedPods, status.disruptionsAllowed];
}

function budget(spec: PodDisruptionBudgetSpec, status?: PodDisruptionBudget["status"]): Persisted<PodDisruptionBudget> {
  const metadata = {
    name: "pdb",
    namespace: "default",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2025-01-01T00:00:00Z",
    generation: 1,
  };
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec,
    ...(status === undefined ? {} : { status }),
  };
}

function pod(name: string, { ready = true }: { readonly ready?: boolean } = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  };
}
