import { describe, expect, test } from "vitest";
import { goForm } from "./go-form.ts";

const pod = { group: "", version: "v1", kind: "Pod" };

describe("goForm", () => {
  test("drops what Go's omitempty drops and fills in the structs that Go cannot leave out", () => {
    const object = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a", labels: {}, creationTimestamp: null },
      spec: { containers: [{ name: "c", command: [], image: "" }], nodeName: "", replicas: undefined },
    };
    expect(goForm(object, pod)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a" },
      spec: { containers: [{ name: "c", resources: {} }] },
      status: {},
    });
  });

  test("fills in zero values of fields without omitempty", () => {
    const event = goForm({ involvedObject: {}, reason: "R" }, { group: "", version: "v1", kind: "Event" });
    expect(event).toMatchObject({ source: {}, firstTimestamp: null, eventTime: null, reportingComponent: "" });
    expect(goForm({}, { group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole" })).toMatchObject({
      rules: null,
    });
  });

  test("writes quantities and times in canonical form", () => {
    const resources = { limits: { cpu: "1000m", memory: "1024Mi", x: 0.5 }, requests: { cpu: "0.1" } };
    const form = goForm({ spec: { containers: [{ name: "c", resources }] } }, pod);
    expect(form.spec.containers[0]?.resources).toEqual({
      limits: { cpu: "1", memory: "1Gi", x: "500m" },
      requests: { cpu: "100m" },
    });
    const lease = { spec: { renewTime: "2026-01-01T01:00:00.25+01:00" } };
    expect(goForm(lease, { group: "coordination.k8s.io", version: "v1", kind: "Lease" }).spec.renewTime).toBe(
      "2026-01-01T00:00:00.250000Z",
    );
  });

  test("keeps fields that it does not know, and kinds that it does not know", () => {
    expect(goForm({ data: { a: "" }, extra: 1 }, { group: "", version: "v1", kind: "ConfigMap" })).toEqual({
      data: { a: "" },
      extra: 1,
      metadata: {},
    });
    const widget = { spec: null };
    expect(goForm(widget, { group: "example.com", version: "v1", kind: "Widget" })).toBe(widget);
  });
});
