import { expect, test } from "vitest";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes, type GoField, type GoType } from "./go-types.test-support.ts";

const S = "+homeostat:schema=";

/** The schema of a kind with these fields, or the messages of what is wrong. */
function schemaOf(fields: readonly GoField[], more: readonly GoType[] = [], markers: readonly string[] = []): unknown {
  const { model } = readGoTypes([...more, { name: "Thing", underlying: "struct", fields, markers }]);
  const { crds, diagnostics } = generateCrds(model("Thing"));
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return errors.length > 0 ? errors : crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema;
}

test("a schema marker sets keys and removes them, after all other markers", () => {
  const markers = ["+kubebuilder:validation:MinLength=1", `${S}{"format":"uuid","minLength":null,"maxLength":9}`];
  expect(schemaOf([{ json: "f", type: "string", markers }])).toHaveProperty("properties.f", {
    type: "string",
    format: "uuid",
    maxLength: 9,
  });
});

test("a schema marker of a type holds where the type is used, and one of the field stands above it", () => {
  const pair: GoType = {
    name: "Pair",
    underlying: "struct",
    fields: [{ json: "a", type: "string", optional: true }],
    markers: [`${S}{"oneOf":[{"required":["a"]}],"minProperties":1}`],
  };
  const fields = [
    { json: "f", type: "Pair" },
    { json: "g", type: "[]Pair", markers: [] },
    { json: "h", type: "Pair", markers: [`${S}{"minProperties":null}`] },
  ];
  const oneOf = [{ required: ["a"] }];
  const object = { type: "object", oneOf, properties: { a: { type: "string" } } };
  const schema = schemaOf(fields, [pair]);
  expect(schema).toHaveProperty("properties.f", { ...object, minProperties: 1 });
  expect(schema).toHaveProperty("properties.g", { type: "array", items: { ...object, minProperties: 1 } });
  expect(schema).toHaveProperty("properties.h", object);
});

test("a kind can restrict its metadata's names and say what is required", () => {
  const schema = schemaOf([{ json: "spec", type: "string" }], [], [`${S}{"required":["metadata","spec"]}`]);
  expect(schema).toMatchObject({ required: ["metadata", "spec"] });
});

test.each(["[1]", "{", "5", "null"])("a schema marker with %s is an error", (value) => {
  expect(schemaOf([{ json: "f", type: "string", markers: [`${S}${value}`] }])).toEqual([
    "+homeostat:schema on field Thing.f needs a JSON object with keys of the schema",
  ]);
});
