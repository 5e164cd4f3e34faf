import { expect, test } from "vitest";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes, type GoField, type GoType } from "./go-types.test-support.ts";

const V = "+kubebuilder:validation:";

/** What controller-gen refuses too, by what is written above a field of type `type`. */
const FIELD_ERRORS: readonly (readonly [type: string, marker: string, message: string])[] = [
  ["string", `${V}items:MaxLength=1`, "applies to the items of an array, but this is a string"],
  ["string", `${V}Maximum=1`, "applies to numbers, but this is a string"],
  ["string", `${V}Minimum=1`, "applies to numbers, but this is a string"],
  ["int32", `${V}Maximum=1.5`, "must be a whole number, because this is an integer, not 1.5"],
  ["string", `${V}MultipleOf=2`, "applies to numbers, but this is a string"],
  ["int32", `${V}MaxLength=2`, "applies to strings, but this is an integer"],
  ["int32", `${V}Pattern=\`x\``, "applies to strings, but this is an integer"],
  ["string", `${V}MaxItems=2`, "applies to arrays, but this is a string"],
  ["string", `${V}MinItems=2`, "applies to arrays, but this is a string"],
  ["string", `${V}UniqueItems=true`, "applies to arrays, but this is a string"],
  ["string", `${V}MinProperties=2`, "applies to objects and maps, but this is a string"],
  ["map[string]string", "+listType=set", "applies to arrays, but this is an object"],
  ["[]string", "+listMapKey=a", "applies only to arrays that are maps by a key"],
  ["[]string", "+mapType=atomic", "applies to maps and objects, but this is an array"],
  ["string", '+kubebuilder:externalDocs:url="::"', 'needs a URL, and "::" is none'],
  ["string", `${V}Enum=1;2`, "has the value 1, which is not a string, so that no value could be right"],
  ["Names", `${V}MaxItems=2`, "applies to arrays, but this is of type Names"],
  ["Mode", `${V}MaxItems=2`, "applies to arrays, but this is a string"],
];

test.each(FIELD_ERRORS)("a field %s refuses %s", (type, marker, message) => {
  const [error, ...more] = errorsOf({ json: "f", type, markers: [marker] });
  expect(more).toEqual([]);
  expect(error?.message).toBe(`${marker.split(/=|:url/)[0] ?? ""} on field Thing.f ${message}`);
  expect(error?.position).toMatchObject({ file: "types.go", line: error?.position?.line });
});

test("array markers on the use of a named array point to its declaration", () => {
  const [error] = errorsOf({ json: "f", type: "Names", markers: [`${V}MaxItems=2`] });
  expect(error?.hint).toBe("Put the marker on type Names itself; it then holds wherever the type is used.");
});

test("floating-point numbers are refused unless they are allowed", () => {
  const [error] = errorsOf({ json: "f", type: "float64" });
  expect(error?.message).toContain("floating-point number");
  const { model } = readGoTypes([thing([{ json: "f", type: "float64" }])]);
  expect(generateCrds(model("Thing"), { allowDangerousTypes: true }).diagnostics).toEqual([]);
});

test("values of a field's enum that its type does not have are an error with both places", () => {
  const mode: GoType = { name: "Mode", underlying: "string", markers: [`${V}Enum=a;b;c`] };
  const { model } = readGoTypes([mode, thing([{ json: "f", type: "Mode", markers: [`${V}Enum=a;b`] }])]);
  const [error] = generateCrds(model("Thing")).diagnostics;
  expect(error?.message).toBe('field f allows "a", "b", but its type allows "a", "b", "c"');
  expect([error?.position?.line, error?.related?.[0]?.position.line]).toEqual([5, 1]);
});

test("a OneOf marker must name optional fields of the type itself", () => {
  const a = { json: "a", type: "string", optional: true };
  const b = { json: "b", type: "string" };
  const messages = ["a;b", "a;x.y", "a;c"].map((names) => {
    const markers = [`${V}AtMostOneOf=${names}`];
    const { model } = readGoTypes([{ ...thing([a, b]), markers }]);
    return generateCrds(model("Thing")).diagnostics.map(({ message }) => message);
  });
  expect(messages).toEqual([
    ["+kubebuilder:validation:AtMostOneOf on type Thing names b, which is required, so that it is always set"],
    ["+kubebuilder:validation:AtMostOneOf on type Thing names x.y, a field of another object"],
    ["+kubebuilder:validation:AtMostOneOf on type Thing names c, which is not a field of the type"],
  ]);
});

test("a recursive type is refused with its path and the cure", () => {
  const node = {
    name: "Node",
    underlying: "struct",
    fields: [{ json: "children", type: "[]Child", optional: true }],
  };
  const child = { name: "Child", underlying: "struct", fields: [{ json: "node", type: "map[string]Node" }] };
  const { model } = readGoTypes([node, child, thing([{ json: "root", type: "Node" }])]);
  const [error, ...more] = generateCrds(model("Thing")).diagnostics;
  expect(more).toEqual([]);
  expect(error?.message).toBe(
    "the type Node contains itself (Node.children[] → Child.node[key] → Node), which no CRD can describe",
  );
  expect(error?.hint).toContain("+kubebuilder:validation:Schemaless");
});

test("Schemaless ends a recursion", () => {
  const markers = [`${V}Schemaless`, "+kubebuilder:pruning:PreserveUnknownFields"];
  const fields = [{ json: "children", type: "[]Node", markers }];
  const { model } = readGoTypes([{ name: "Node", underlying: "struct", fields }, thing([{ json: "r", type: "Node" }])]);
  expect(generateCrds(model("Thing")).diagnostics).toEqual([]);
});

test("a marker that contradicts the ? of a field is a warning, unless the field has a default", () => {
  const warned = (markers: readonly string[], optional: boolean): readonly string[] => {
    const { model } = readGoTypes([thing([{ json: "f", type: "string", optional, markers }])]);
    return generateCrds(model("Thing")).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
  };
  expect(warned(["+optional"], false)).toEqual([
    "warning: +optional makes the field Thing.f optional, but it is written f:",
  ]);
  expect(warned(["+required"], true)).toEqual([
    "warning: +required makes the field Thing.f required, but it is written f?:",
  ]);
  expect(warned(["+optional", "+kubebuilder:default=a"], false)).toEqual([]);
  expect(warned(["+optional"], true)).toEqual([]);
});

test("a nullable field with a default is a warning", () => {
  const markers = ["+nullable", "+kubebuilder:default=a"];
  const { model } = readGoTypes([thing([{ json: "f", type: "string", markers }])]);
  expect(generateCrds(model("Thing")).diagnostics.map(({ message }) => message)).toEqual([
    "field Thing.f is nullable and has a default: an explicit null stays null, only an absent field gets the default",
  ]);
});

const NAMED: readonly GoType[] = [
  { name: "Names", underlying: "[]string" },
  { name: "Mode", underlying: "string" },
];

function thing(fields: readonly GoField[]): GoType {
  return { name: "Thing", underlying: "struct", fields };
}

function errorsOf(field: GoField): readonly Diagnostic[] {
  const { model } = readGoTypes([...NAMED, thing([field])]);
  return generateCrds(model("Thing")).diagnostics.filter(({ severity }) => severity === "error");
}
