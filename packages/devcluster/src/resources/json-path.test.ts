import { expect, test } from "vitest";
import { compileJsonPath } from "./json-path.ts";
import { JsonPathError } from "./json-path-parser.ts";

const object = {
  metadata: { labels: { "app.kubernetes.io/name": "x" } },
  spec: { replicas: 2, l: [{ n: "x", v: 1 }, { n: "y", v: 2 }, { n: "z" }] },
  status: {
    conditions: [
      { type: "Synced", status: "False" },
      { type: "Ready", status: "True" },
    ],
  },
};

test.each([
  [".spec.replicas", [2]],
  ["{.spec.replicas}", [2]],
  [".spec.none.deeper", []],
  [".spec.l[0].n", ["x"]],
  [".spec.l[-1].n", ["z"]],
  [".spec.l[0:2].n", ["x", "y"]],
  [".spec.l[1:].n", ["y", "z"]],
  [".spec.l[*].n", ["x", "y", "z"]],
  [".spec.l.*.v", [1, 2]],
  [".spec.l[0,2].n", ["x", "z"]],
  [".spec['replicas','none']", [2]],
  [`.status.conditions[?(@.type=="Ready")].status`, ["True"]],
  [`.status.conditions[?(@.type == 'Ready')].status`, ["True"]],
  [`.status.conditions[?(@.type!="Ready")].status`, ["False"]],
  [".spec.l[?(@.v>1)].n", ["y"]],
  [".spec.l[?(@.v)].n", ["x", "y"]],
  [".metadata.labels.app\\.kubernetes\\.io/name", ["x"]],
  [".metadata.labels['app.kubernetes.io/name']", ["x"]],
  ["..type", ["Synced", "Ready"]],
  [".", [object]],
])("%s", (path, expected) => {
  expect(compileJsonPath(path)(object)).toEqual(expected);
});

test.each([".a[0", ".a[b]", "a.b", ".a[?(x==1)]"])("%s is refused", (path) => {
  expect(() => compileJsonPath(path)).toThrow(JsonPathError);
});
