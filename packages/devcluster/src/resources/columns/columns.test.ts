import { describe, expect, test } from "vitest";
import { builtinResources } from "@homeostat/schema";
import { parseTime } from "homeostat/internal/meta/time.ts";
import type { ApiObject } from "#storage/store.ts";
import { columnsOf } from "./columns.ts";

const nowMs = parseTime("2026-01-01T01:00:00Z");
const metadata = { name: "a", namespace: "x", creationTimestamp: "2026-01-01T00:59:55Z" };

/** The row of an object as `kubectl get` shows it. */
function row(
  group: string,
  resource: string,
  object: Omit<ApiObject, "metadata"> & { readonly metadata?: object },
): readonly unknown[] {
  const facts = builtinResources().find((one) => one.group === group && one.resource === resource);
  const columns = columnsOf(group, resource, facts?.columns ?? []);
  const whole: ApiObject = { ...object, metadata: { ...metadata, ...object.metadata } };
  return columns.map((column) => column.cell(whole, nowMs));
}

function pod(status: object, extra: { readonly spec?: object; readonly metadata?: object } = {}): readonly unknown[] {
  const spec = { nodeName: "n", containers: [{ name: "c" }, { name: "d" }], ...extra.spec };
  return row("", "pods", { spec, status, ...(extra.metadata === undefined ? {} : { metadata: extra.metadata }) });
}

const running = { ready: true, restartCount: 0, state: { running: {} } };

describe("pods", () => {
  test("a running pod shows ready containers, restarts and where it is", () => {
    const restarted = {
      ...running,
      restartCount: 3,
      lastState: { terminated: { finishedAt: "2026-01-01T00:50:00Z" } },
    };
    const status = { phase: "Running", podIP: "10.1.2.3", containerStatuses: [running, restarted] };
    expect(pod(status)).toEqual(["a", "2/2", "Running", "3 (10m ago)", "5s", "10.1.2.3", "n", "<none>", "<none>"]);
  });

  test.each([
    ["Pending", { phase: "Pending" }],
    [
      "CrashLoopBackOff",
      {
        phase: "Running",
        containerStatuses: [running, { restartCount: 1, state: { waiting: { reason: "CrashLoopBackOff" } } }],
      },
    ],
    ["Error", { phase: "Failed", containerStatuses: [{ state: { terminated: { reason: "Error", exitCode: 1 } } }] }],
    ["ExitCode:3", { phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }],
    ["Signal:9", { phase: "Failed", containerStatuses: [{ state: { terminated: { signal: 9, exitCode: 137 } } }] }],
    [
      "Completed",
      { phase: "Succeeded", containerStatuses: [{ state: { terminated: { reason: "Completed", exitCode: 0 } } }] },
    ],
    [
      "NotReady",
      { phase: "Running", containerStatuses: [{ state: { terminated: { reason: "Completed" } } }, running] },
    ],
    ["Evicted", { phase: "Failed", reason: "Evicted" }],
    ["SchedulingGated", { phase: "Pending", conditions: [{ type: "PodScheduled", reason: "SchedulingGated" }] }],
  ])("show the status %s", (word, status) => {
    expect(pod(status)[2]).toBe(word);
  });

  test.each([
    ["Init:0/2", { state: { waiting: { reason: "PodInitializing" } } }],
    ["Init:CrashLoopBackOff", { state: { waiting: { reason: "CrashLoopBackOff" } } }],
    ["Init:Error", { state: { terminated: { reason: "Error", exitCode: 1 } } }],
  ])("show %s while init containers run", (word, first) => {
    const spec = { initContainers: [{ name: "i" }, { name: "j" }] };
    expect(pod({ phase: "Pending", initContainerStatuses: [first] }, { spec })[2]).toBe(word);
  });

  test("a deleted pod is Terminating unless it is over", () => {
    const deleted = { metadata: { deletionTimestamp: "2026-01-01T00:59:58Z" } };
    expect(pod({ phase: "Running", containerStatuses: [running] }, deleted)[2]).toBe("Terminating");
    expect(pod({ phase: "Succeeded" }, deleted)[2]).toBe("Succeeded");
  });
});

describe("other kinds, as recorded", () => {
  test.each<readonly [string, string, Omit<ApiObject, "metadata">, readonly unknown[]]>([
    ["", "configmaps", { data: { a: "1" } }, ["a", 1, "5s"]],
    [
      "",
      "services",
      { spec: { type: "ExternalName", externalName: "a.b.c" } },
      ["a", "ExternalName", "<none>", "a.b.c", "<none>", "5s", "<none>"],
    ],
    [
      "",
      "services",
      {
        spec: {
          type: "NodePort",
          clusterIP: "10.0.0.1",
          ports: [{ port: 443, nodePort: 30000, protocol: "TCP" }],
          selector: { b: "2", a: "1" },
        },
      },
      ["a", "NodePort", "10.0.0.1", "<none>", "443:30000/TCP", "5s", "a=1,b=2"],
    ],
    [
      "apps",
      "deployments",
      {
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: "web" } },
          template: { spec: { containers: [{ name: "c", image: "nginx" }] } },
        },
        status: { readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2 },
      },
      ["a", "2/2", 2, 2, "5s", "c", "nginx", "app=web"],
    ],
    [
      "batch",
      "jobs",
      {
        spec: {
          completions: 1,
          template: { spec: { containers: [{ name: "c", image: "x" }] } },
          selector: { matchLabels: { k: "v" } },
        },
        status: {
          succeeded: 1,
          startTime: "2026-01-01T00:00:00Z",
          completionTime: "2026-01-01T00:00:02Z",
          conditions: [{ type: "Complete", status: "True" }],
        },
      },
      ["a", "Complete", "1/1", "2s", "5s", "c", "x", "k=v"],
    ],
    [
      "batch",
      "cronjobs",
      {
        spec: {
          schedule: "0 0 1 1 *",
          timeZone: "Europe/Berlin",
          suspend: true,
          jobTemplate: { spec: { template: { spec: { containers: [{ name: "c", image: "x" }] } } } },
        },
      },
      ["a", "0 0 1 1 *", "Europe/Berlin", "True", 0, "<none>", "5s", "c", "x", "<none>"],
    ],
    [
      "",
      "resourcequotas",
      {
        status: {
          hard: { "limits.memory": "1Gi", pods: "1", configmaps: "3" },
          used: { "limits.memory": "1Mi", pods: "1", configmaps: "3" },
        },
      },
      ["a", "configmaps: 3/3, pods: 1/1", "limits.memory: 1Mi/1Gi", "5s"],
    ],
    [
      "",
      "events",
      {
        involvedObject: { kind: "Pod", name: "p", fieldPath: "spec" },
        source: {},
        reportingComponent: "a.b/c",
        reportingInstance: "i",
        type: "Warning",
        reason: "Sched",
        message: "n",
        eventTime: "2026-01-01T00:00:00.000000Z",
        series: { count: 2, lastObservedTime: "2026-01-01T00:30:00.000000Z" },
      },
      ["30m", "Warning", "Sched", "pod/p", "spec", "a.b/c, i", "n", "60m", 2, "a"],
    ],
    ["", "limitranges", {}, ["a", "2026-01-01T00:59:55Z"]],
    ["coordination.k8s.io", "leases", { spec: { holderIdentity: "c" } }, ["a", "c", "5s"]],
    [
      "autoscaling",
      "horizontalpodautoscalers",
      {
        spec: {
          scaleTargetRef: { kind: "Deployment", name: "d" },
          minReplicas: 1,
          maxReplicas: 3,
          metrics: [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
          ],
        },
      },
      ["a", "Deployment/d", "cpu: <unknown>/80%", "1", 3, 0, "5s"],
    ],
  ])("%s %s", (group, resource, object, cells) => {
    expect(row(group, resource, object)).toEqual(cells);
  });
});
