import { expect, test } from "vitest";
import type { Pod } from "homeostat/apis/core/v1";
import { planOf } from "./pod-plan.ts";
import { podStep, type PodStep, type PodStepContext } from "./pod-step.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

test("a Pod is created, runs and becomes ready", () => {
  const seen: string[] = [];
  let current = pod();
  for (const elapsedMs of [0, 0, 50, 50]) {
    const step = next(current, { elapsedMs });
    seen.push(summary(step));
    if (step.kind === "status") current = { ...current, status: step.status };
  }
  expect(seen).toEqual(["Pending not ready", "wait 50", "Running ready started", "wait"]);
  expect(current.status).toMatchObject({
    podIP: "10.0.0.1",
    hostIP: "172.18.0.2",
    containerStatuses: [{ ready: true, restartCount: 0 }],
  });
});

test.each([
  ["Always", "0", "Running ready started ended", 1],
  ["OnFailure", "1", "Running ready started ended", 1],
  ["OnFailure", "0", "Succeeded not ready ended", 0],
  ["Never", "1", "Failed not ready ended", 0],
])("with restartPolicy %s and exit code %s", (restartPolicy, code, expected, restarts) => {
  const annotations = { "kubelet.homeostat.dev/run-duration": "1s", "kubelet.homeostat.dev/exit-code": code };
  const running = live(pod({ annotations }, restartPolicy as "Always" | "Never" | "OnFailure"));
  expect(next(running, { elapsedMs: 999 })).toEqual({ kind: "wait", afterMs: 1 });
  const step = next(running, { elapsedMs: 1000 });
  expect(summary(step)).toBe(expected);
  expect(step.kind === "status" && step.status.containerStatuses?.[0]?.restartCount).toBe(restarts);
});

test("a deleted Pod ends its containers, then goes", () => {
  const deletion = { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30 };
  const running = live(pod());
  const deleted: Pod = { ...running, metadata: { ...running.metadata, ...deletion } };
  const step = next(deleted, { elapsedMs: 60 });
  expect(summary(step)).toBe("Running not ready ended");
  expect(step.kind === "status" && next({ ...deleted, status: step.status }, { elapsedMs: 60 })).toEqual({
    kind: "remove",
  });
  const slow: Pod = {
    ...deleted,
    metadata: { ...deleted.metadata, annotations: { "kubelet.homeostat.dev/termination-delay": "5s" } },
  };
  expect(next(slow, { elapsedMs: 60 })).toEqual({ kind: "wait", afterMs: 5000 });
  expect(next({ ...pod(), metadata: { ...pod().metadata, ...deletion } }, { elapsedMs: 0 })).toEqual({
    kind: "remove",
  });
});

test("a readiness gate holds Ready back until its condition is True", () => {
  const gated: Pod = {
    ...pod(),
    spec: { ...pod().spec, containers: [{ name: "c" }], readinessGates: [{ conditionType: "x" }] },
  };
  const running = live(gated);
  expect(running.status?.conditions?.find((one) => one.type === "Ready")).toMatchObject({
    status: "False",
    reason: "ReadinessGatesNotReady",
  });
  const opened: Pod = {
    ...running,
    status: { ...running.status, conditions: [...(running.status?.conditions ?? []), { type: "x", status: "True" }] },
  };
  expect(summary(next(opened, { elapsedMs: 60 }))).toBe("Running ready");
});

test("an annotation that cannot be read has its default and is named", () => {
  const { plan, problem } = planOf(pod({ annotations: { "kubelet.homeostat.dev/start-delay": "soon" } }));
  expect(plan.startDelayMs).toBe(50);
  expect(problem).toContain('kubelet.homeostat.dev/start-delay: "soon" is not a duration');
});

function next(of: Pod, context: Pick<PodStepContext, "elapsedMs">): PodStep {
  return podStep(of, { nowMs: NOW_MS, plan: planOf(of).plan, podIP: "10.0.0.1", hostIP: "172.18.0.2", ...context });
}

function live(created: Pod): Pod {
  const creating = next(created, { elapsedMs: 0 });
  const bound: Pod = creating.kind === "status" ? { ...created, status: creating.status } : created;
  const running = next(bound, { elapsedMs: 50 });
  return running.kind === "status" ? { ...bound, status: running.status } : bound;
}

function pod(metadata: Pod["metadata"] = {}, restartPolicy: "Always" | "Never" | "OnFailure" = "Always"): Pod {
  return {
    metadata: { name: "p", namespace: "n", uid: "u", ...metadata },
    spec: { nodeName: "node-1", restartPolicy, containers: [{ name: "c", image: "i" }] },
  };
}

function summary(step: PodStep): string {
  if (step.kind === "wait") return step.afterMs === undefined ? "wait" : `wait ${step.afterMs}`;
  if (step.kind === "remove") return "remove";
  const ready = step.status.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
  return [step.status.phase, ready ? "ready" : "not ready", step.started ? "started" : "", step.ended ? "ended" : ""]
    .filter((one) => one !== "")
    .join(" ");
}
