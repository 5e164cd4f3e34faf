import type { Schema } from "@homeostat/schema";
import { describe, expect, it } from "vitest";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

const container: Schema = {
  type: "object",
  properties: {
    name: { type: "string" },
    env: {
      type: "array",
      items: { type: "object", properties: { name: { type: "string" } } },
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "name",
    },
    args: { type: "array", items: { type: "string" } },
  },
};
const schema: Schema = {
  type: "object",
  properties: {
    containers: {
      type: "array",
      items: container,
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "name",
    },
    strategy: { type: "object", properties: {}, "x-kubernetes-patch-strategy": "retainKeys" },
  },
};

describe("applyStrategicMergePatch", () => {
  it("puts new items first when the patch asks for no order", () => {
    const target = { containers: [{ name: "c", env: [{ name: "A" }] }, { name: "side" }] };
    const patch = { containers: [{ name: "c", env: [{ name: "B" }] }, { name: "new" }] };
    expect(applyStrategicMergePatch(target, patch, schema)).toEqual({
      containers: [{ name: "c", env: [{ name: "B" }, { name: "A" }] }, { name: "new" }, { name: "side" }],
    });
  });

  it("keeps only the members that $retainKeys names", () => {
    const target = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } };
    const patch = { strategy: { $retainKeys: ["type"], type: "Recreate" } };
    expect(applyStrategicMergePatch(target, patch, schema)).toEqual({ strategy: { type: "Recreate" } });
  });

  it("replaces lists without a merge strategy", () => {
    const patch = { containers: [{ name: "c", args: ["z"] }] };
    expect(applyStrategicMergePatch({ containers: [{ name: "c", args: ["x", "y"] }] }, patch, schema)).toEqual(patch);
  });

  it.each([
    [[], "json: cannot unmarshal array into Go value of type map[string]interface {}", "malformed"],
    [{ containers: [{ image: "x" }] }, "map: map[image:x] does not contain declared merge key: name", "internal"],
    [
      { containers: [{ name: "a", $patch: "frob" }] },
      "unknown patch type: frob in map: map[$patch:frob name:a]",
      "internal",
    ],
    [
      { "$setElementOrder/containers": [{ name: "a" }], containers: [{ name: "q", image: "q2" }] },
      "The order in patch list:\n[map[image:q2 name:q]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
      "internal",
    ],
    [{ strategy: { $retainKeys: ["type"], rollingUpdate: {} } }, "invalid patch format of retainKeys", "malformed"],
  ])("refuses %j", (patch, message, kind) => {
    const target = { containers: [{ name: "a" }], strategy: { type: "RollingUpdate" } };
    expect(() => applyStrategicMergePatch(target, patch, schema)).toThrow(expect.objectContaining({ message, kind }));
  });
});
