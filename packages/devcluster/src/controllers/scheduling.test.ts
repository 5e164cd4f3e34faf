import { expect, test } from "vitest";
import type { Node, Pod } from "homeostat/apis/core/v1";
import { placePod } from "./scheduling.ts";

const small = node("small", { allocatable: { cpu: "1", pods: "2" } });
const big = node("big", { allocatable: { cpu: "4", pods: "110" } });

test("the emptier node is taken", () => {
  expect(placePod(pod({}), [small, big], [pod({ nodeName: "small" })])).toEqual({ node: "big" });
  expect(placePod(pod({}), [small, big], [pod({ nodeName: "big" })])).toEqual({ node: "small" });
});

test("requests, selectors, taints and cordons decide", () => {
  const cpu = (amount: string): Pod => pod({ containers: [{ name: "c", resources: { requests: { cpu: amount } } }] });
  expect(placePod(cpu("500m"), [small], [])).toEqual({ node: "small" });
  expect(
    placePod(
      cpu("800m"),
      [small],
      [pod({ nodeName: "small", containers: [{ name: "c", resources: { requests: { cpu: "300m" } } }] })],
    ),
  ).toEqual({
    message: "0/1 nodes are available: 1 Insufficient cpu.",
  });
  expect(placePod(pod({ nodeSelector: { disk: "ssd" } }), [small], [])).toMatchObject({
    message: expect.stringContaining("node affinity/selector") as string,
  });
  const cordoned: Node = { ...small, spec: { unschedulable: true } };
  expect(
    placePod(pod({}), [cordoned, { ...big, spec: { taints: [{ key: "k", value: "v", effect: "NoSchedule" }] } }], []),
  ).toEqual({
    message: "0/2 nodes are available: 1 node(s) had untolerated taint {k: v}, 1 node(s) were unschedulable.",
  });
  expect(placePod(pod({ tolerations: [{ operator: "Exists" }] }), [cordoned], [])).toEqual({ node: "small" });
});

function node(name: string, status: object): Node {
  return { metadata: { name }, status: { ...status, conditions: [{ type: "Ready", status: "True" }] } };
}

function pod(spec: Partial<NonNullable<Pod["spec"]>>): Pod {
  return { metadata: { name: "p", namespace: "n" }, spec: { containers: [{ name: "c" }], ...spec } };
}
