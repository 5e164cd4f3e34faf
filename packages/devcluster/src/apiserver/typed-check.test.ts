import { describe, expect, test } from "vitest";
import { checkTyped } from "./typed-check.ts";

describe("checkTyped", () => {
  test("returns the value itself when all of it is known", () => {
    const value = { metadata: { name: "a", labels: { x: "y" } }, data: { k: "v" } };
    expect(checkTyped("core.v1.ConfigMap", value)).toEqual({ value, unknown: [] });
    expect(checkTyped("core.v1.ConfigMap", value).value).toBe(value);
  });

  test("cuts unknown fields and names them in the order of the text", () => {
    const value = {
      template: { spec: { containers: [{ name: "c", imagee: "x", env: [{ name: "A", val: "1" }] }], foo: true } },
      zz: 1,
    };
    expect(checkTyped("core.v1.PodTemplate", value)).toEqual({
      value: { template: { spec: { containers: [{ name: "c", env: [{ name: "A" }] }] } } },
      unknown: [
        "template.spec.containers[0].imagee",
        "template.spec.containers[0].env[0].val",
        "template.spec.foo",
        "zz",
      ],
    });
  });

  test("reads null items as zero values", () => {
    expect(checkTyped("meta.ObjectMeta", { labels: { k: null }, finalizers: [null] }).value).toEqual({
      labels: { k: "" },
      finalizers: [""],
    });
  });

  test.each([
    [
      "core.v1.ConfigMap",
      { data: { a: 1 } },
      "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
    ],
    [
      "core.v1.ConfigMap",
      { data: [] },
      "json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string",
    ],
    [
      "core.v1.ConfigMap",
      { metadata: { name: 5 } },
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
    ],
    ["core.v1.ConfigMap", { binaryData: { a: "***" } }, "illegal base64 data at input byte 0"],
    ["meta.ObjectMeta", "x", "json: cannot unmarshal string into Go value of type v1.ObjectMeta"],
    [
      "meta.DeleteOptions",
      { gracePeriodSeconds: "x" },
      "json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
    ],
    [
      "autoscaling.v1.Scale",
      { spec: { replicas: 1.5 } },
      "json: cannot unmarshal number 1.5 into Go struct field ScaleSpec.spec.replicas of type int32",
    ],
    [
      "meta.ObjectMeta",
      { creationTimestamp: "yesterday" },
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    [
      "coordination.v1.Lease",
      { spec: { renewTime: "2020-01-01T00:00:00Z" } },
      'parsing time "2020-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    ],
  ])("refuses %s %j as Go does", (message, value, error) => {
    expect(() => checkTyped(message, value)).toThrow(error);
  });
});
