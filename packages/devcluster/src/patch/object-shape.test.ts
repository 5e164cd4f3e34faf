import { builtinSchema, type Schema } from "@homeostat/schema";
import { expect, test } from "vitest";
import { NOBODY, writeManagedFields } from "./managed-fields.ts";
import { objectShape } from "./object-shape.ts";
import { managedAfter, updateManagedFields, type ManagedUpdate } from "./update-managed-fields.ts";

const custom: Schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        size: { type: "integer" },
        tags: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        ports: {
          type: "array",
          items: { type: "object", properties: { name: { type: "string" } } },
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
        },
      },
    },
  },
};

/** Values of `spec` that are alike, and set other fields all the same. */
const specs: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  "",
  "text",
  0,
  false,
  { size: 0 },
  { size: 1 },
  { size: null },
  { "size4:tags": 1 },
  { size: {} },
  { size: { a: 1 } },
  { tags: [] },
  { tags: ["a"] },
  { tags: ["b"] },
  { tags: ["a", "a"] },
  { ports: [{ name: "a" }] },
  { ports: [{ name: "b" }] },
  { ports: [{ name: "b", size: 1 }] },
  { constructor: 1 },
  JSON.parse('{"__proto__":1}'),
];

test.each([
  ["a custom resource", custom],
  ["a Pod", builtinSchema("", "v1", "Pod")],
  ["a Service", builtinSchema("", "v1", "Service")],
])(
  "the fields of %s that is new are those that the way of an update finds, also when the shape is known",
  (_, schema) => {
    if (schema === undefined) throw new Error("the schema is missing");
    for (const round of ["first", "second"]) {
      for (const spec of specs) {
        const next = { apiVersion: "v1", kind: "Any", metadata: { name: round, labels: { round } }, spec };
        const update: ManagedUpdate = {
          live: undefined,
          next,
          manager: "test",
          subresource: "",
          apiVersion: "v1",
          schema,
          time: "2026-01-01T00:00:00Z",
        };
        const known = JSON.stringify(updateManagedFields(update));
        expect(known).toBe(JSON.stringify(writeManagedFields(next, managedAfter(update, NOBODY))));
      }
    }
  },
);

test("a long object has no shape", () => {
  const data = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key-${index}`, "value"]));
  expect(objectShape({ data })).toBeUndefined();
});
