import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { finishDraft, type Draft } from "./draft.ts";
import { flattenSchema } from "./flatten-schema.ts";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes } from "./go-types.test-support.ts";
import { recording } from "./recording.test-support.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";

interface AllOfCase {
  readonly name: string;
  readonly in: SchemaNode;
  readonly out?: SchemaNode;
  readonly error?: string;
}

const data: { readonly allOf: readonly AllOfCase[] } = JSON.parse(
  readFileSync(new URL("testdata/flatten-cases.json", import.meta.url), "utf8"),
);

test.each(data.allOf)("allOf flattens as controller-gen does it: $name", (one) => {
  const { context, diagnostics } = recording();
  const flat = flattenSchema(one.in, context);
  if (one.error === undefined) expect({ flat, diagnostics }).toEqual({ flat: one.out, diagnostics: [] });
  else {
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "field multiType has the type int here and string in what it is made of",
    ]);
  }
});

test("a named type keeps its pattern beside that of the field", () => {
  const base: SchemaNode = { type: "string", pattern: "^[abc]$", description: "of the type" };
  const own: SchemaNode = { type: "string", pattern: "^[cde]$", description: "of the field" };
  expect(merged({ own, base }).schema).toEqual({
    type: "string",
    allOf: [{ pattern: "^[abc]$" }, { pattern: "^[cde]$" }],
    description: "of the field",
  });
  expect(base).toEqual({ type: "string", pattern: "^[abc]$", description: "of the type" });
});

test("documentation of the use stands before that of the type", () => {
  const base: SchemaNode = { type: "string", title: "type", example: 1, description: "type" };
  const { schema } = merged({ own: { title: "use" }, base });
  expect(schema).toEqual({ type: "string", title: "use", example: 1, description: "type" });
});

test("aliases are followed to their end, also below maps, and a shared type stays as it is for other uses", () => {
  const V = "+kubebuilder:validation:";
  const leaf = { name: "Leaf", underlying: "string", markers: [`${V}Pattern=^[abc]$`] };
  const alias = { name: "LeafAlias", underlying: "Leaf" };
  const map = { name: "Sub", underlying: "map[string]LeafAlias" };
  const fields = [
    { json: "chain", type: "LeafAlias" },
    { json: "map", type: "Sub" },
    { json: "otherPattern", type: "Leaf", markers: [`${V}Pattern=^[cde]$`] },
    { json: "minLength", type: "Leaf", markers: [`${V}MinLength=1`] },
  ];
  const { model } = readGoTypes([leaf, alias, map, { name: "Root", underlying: "struct", fields }]);
  const schema: SchemaNode = generateCrds(model("Root")).crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema ?? {};
  expect(schema.properties).toMatchObject({
    chain: { type: "string", pattern: "^[abc]$" },
    map: { type: "object", additionalProperties: { type: "string", pattern: "^[abc]$" } },
    otherPattern: { type: "string", allOf: [{ pattern: "^[abc]$" }, { pattern: "^[cde]$" }] },
    minLength: { type: "string", pattern: "^[abc]$", minLength: 1 },
  });
});

test("aliases in a circle are an error that names it", () => {
  const types = [
    { name: "A", underlying: "B" },
    { name: "B", underlying: "A" },
    { name: "Root", underlying: "struct", fields: [{ json: "a", type: "A" }] },
  ];
  const { diagnostics } = generateCrds(readGoTypes(types).model("Root"));
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "the type A contains itself (A → B → A), which no CRD can describe",
  ]);
});

test("rules of an extended type come after a type's own when it is used by name, and before them at the top", () => {
  const rules = (message: string): SchemaNode => ({ "x-kubernetes-validations": [{ rule: "true", message }] });
  const type: SchemaNode = { type: "object", ...rules("own"), allOf: [rules("extended")] };
  const messagesOf = (schema: SchemaNode | undefined): unknown =>
    schema?.["x-kubernetes-validations"]?.map(({ message }) => message);
  const { context } = recording();
  expect(messagesOf(flattenSchema(type, context))).toEqual(["extended", "own"]);
  expect(messagesOf(merged({ own: {}, base: type }).schema)).toEqual(["own", "extended"]);
});

test("each key of a merged schema remembers where it came from", () => {
  const base: SchemaNode = { type: "string", minLength: 4, pattern: "x" };
  const own: SchemaNode = { type: "string", minLength: 10, maxLength: 20 };
  const { schema, context } = merged({ own, base }, ({ sources }) => {
    sources.record(base, at(1));
    sources.recordKey(base, "minLength", at(2));
    sources.record(own, at(3));
    sources.recordKey(own, "minLength", at(4));
  });
  const [ofType, ofField] = schema.allOf ?? [];
  const lineOf = (node: object | undefined, key: string): number | undefined =>
    node === undefined ? undefined : context.sources.positionOf(node, key)?.line;
  expect([lineOf(schema, "pattern"), lineOf(schema, "maxLength")]).toEqual([1, 3]);
  expect([lineOf(ofType, "minLength"), lineOf(ofField, "minLength")]).toEqual([2, 4]);
});

function at(line: number): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: "types.ts", line, column: 1 };
}

function merged(
  draft: Draft,
  prepare: (context: SchemaContext) => void = () => undefined,
): { readonly schema: SchemaNode; readonly context: SchemaContext } {
  const { context } = recording();
  prepare(context);
  return { schema: flattenSchema(finishDraft(draft, context.sources), context), context };
}

test("what kinds share is flattened once, but each kind is told of a contradiction in it, with its own path", () => {
  const { context, diagnostics } = recording();
  const right: SchemaNode = { type: "object", properties: { a: { allOf: [{ type: "string" }, { maxLength: 3 }] } } };
  const wrong: SchemaNode = { type: "object", properties: { b: { allOf: [{ type: "string" }, { type: "integer" }] } } };
  const kind = (field: string): SchemaNode => ({ properties: { [field]: { properties: { right, wrong } } } });
  const partOf = (flat: SchemaNode, field: string): SchemaNode | undefined =>
    flat.properties?.[field]?.properties?.["right"];
  const first = flattenSchema(kind("first"), context);
  const second = flattenSchema(kind("second"), context);
  expect(partOf(first, "first")).toEqual({ type: "object", properties: { a: { type: "string", maxLength: 3 } } });
  expect(partOf(second, "second")).toBe(partOf(first, "first"));
  expect(diagnostics.map(({ message }) => message.split(" ").slice(0, 2).join(" "))).toEqual([
    "field first.wrong.b",
    "field second.wrong.b",
  ]);
});
