import { expect, test } from "vitest";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { generateCrds } from "#crd/generate-crds.ts";
import { readGoTypes, type GoField, type GoType } from "#crd/go-types.test-support.ts";
import { checkCrds } from "./check-crds.ts";

const V = "+kubebuilder:validation:";
/** What Go reads as a schema without them. */
const NULLS =
  '{"type":"string","items":null,"additionalProperties":null,"allOf":null,"not":null,"x-kubernetes-validations":null}';

test("a CRD without mistakes has no diagnostics", async () => {
  const fields = [
    { json: "replicas", type: "int32", markers: [`${V}Minimum=1`, "+kubebuilder:default=1"], optional: true },
    { json: "names", type: "[]string", markers: ["+listType=set"] },
    { json: "template", type: "corev1.PodTemplateSpec", optional: true },
    { json: "conditions", type: "[]metav1.Condition", markers: ["+listType=map", "+listMapKey=type"] },
    { json: "nulls", type: "Item", markers: [`+homeostat:schema={"properties":{"a":${NULLS}}}`] },
  ];
  expect(await check(fields)).toEqual([]);
});

test.each<readonly [name: string, field: GoField, message: string, hint: string]>([
  [
    "a default that its schema refuses",
    { json: "f", type: "int32", markers: [`${V}Maximum=5`, "+kubebuilder:default=7"] },
    "the default of field spec.f is refused by its own schema: it should be less than or equal to 5",
    "Change the default, or what the field allows.",
  ],
  [
    "a default of another type",
    { json: "f", type: "int32", markers: ["+kubebuilder:default=seven"] },
    "the default of field spec.f is refused by its own schema: it must be of type integer, but is string",
    "Change the default, or what the field allows.",
  ],
  [
    "a default with unknown fields",
    { json: "f", type: "Item", markers: ["+kubebuilder:default={name: a, nmae: b}"] },
    "the default of field spec.f has fields that its type does not have",
    "Check the spelling of the names, also their capitals.",
  ],
  [
    "an empty default of an object with required fields",
    { json: "f", type: "Item", markers: ["+kubebuilder:default={}"] },
    "the default of field spec.f lacks the required field name",
    "A default must be complete: defaults of fields inside of it are not filled in before it is checked. Write the value out, or make the field optional.",
  ],
  [
    "unique items",
    { json: "f", type: "[]string", markers: [`${V}UniqueItems=true`] },
    "field spec.f has +kubebuilder:validation:UniqueItems, which the API server refuses because comparing all items is too slow",
    "Use +listType=set instead.",
  ],
  [
    "a pattern that is not RE2",
    { json: "f", type: "string", markers: [`${V}Pattern=\`(?=a)\``] },
    "the pattern of field spec.f is no regular expression of Go (RE2): error parsing regexp: invalid or unsupported Perl syntax: `(?=`",
    "RE2 has no lookahead, lookbehind or backreferences; see https://github.com/google/re2/wiki/Syntax.",
  ],
  [
    "a list key that the items do not have",
    { json: "f", type: "[]Item", markers: ["+listType=map", "+listMapKey=nmae"] },
    "+listMapKey=nmae of field spec.f is not a field of the list's items",
    "Did you mean +listMapKey=name?",
  ],
  [
    "a list without keys",
    { json: "f", type: "[]Item", markers: ["+listType=map"] },
    "field spec.f has +listType=map, but no field that tells the items apart",
    "Add +listMapKey=<name of a required field of the items>.",
  ],
  [
    "a list key twice",
    { json: "f", type: "[]Item", markers: ["+listType=map", "+listMapKey=name", "+listMapKey=name"] },
    "field spec.f has +listMapKey=name more than once",
    "Keep one of them.",
  ],
  [
    "a list key that may be absent",
    { json: "f", type: "[]Item", markers: ["+listType=map", "+listMapKey=size"] },
    "field spec.f[].size is a +listMapKey of its list, and a key must be required or have a default",
    "Write it without ?, or add +kubebuilder:default.",
  ],
  [
    "a set of objects",
    { json: "f", type: "[]Item", markers: ["+listType=set"] },
    "field spec.f[] is an object, and objects in a +listType=set must be atomic",
    "Put +structType=atomic on the items' type, or use +listType=map with a +listMapKey.",
  ],
  [
    "a field without a type",
    { json: "f", type: "string", markers: [`${V}Schemaless`] },
    "field spec.f has no type in the schema",
    "Add +kubebuilder:validation:Type=…, or +kubebuilder:pruning:PreserveUnknownFields to accept anything.",
  ],
  [
    "an embedded resource that is a string",
    { json: "f", type: "string", markers: [`${V}EmbeddedResource`] },
    "field spec.f is an embedded resource, and so must be an object",
    "Write its type as RawExtension or KubernetesObject.",
  ],
])("%s is refused at its place", async (_, field, message, hint) => {
  const errors = await check([field]);
  expect(errors.map((one) => [one.message, one.hint])).toEqual([[message, hint]]);
  expect(errors[0]?.severity).toBe("error");
});

test("errors of markers point to the marker's value, errors of types to the field", async () => {
  const [error] = await check([{ json: "f", type: "int32", markers: ["+kubebuilder:default=seven"] }]);
  expect(error?.position).toMatchObject({ column: "+kubebuilder:default=".length + 1, length: "seven".length });
});

test("a CEL rule that does not compile is underlined inside of the marker", async () => {
  const marker = `${V}XValidation:rule="self.size() < 3 && other",message="no"`;
  const [error, ...more] = await check([{ json: "f", type: "string", markers: [`${V}MaxLength=10`, marker] }]);
  expect(more).toEqual([]);
  expect(error?.message).toBe(
    "the CEL rule of field spec.f does not compile: undeclared reference to 'other' (in container '')",
  );
  expect(error?.position).toMatchObject({ column: marker.indexOf("other") + 1, length: "other".length });
});

test("an expensive CEL rule names the lists, maps and strings that have no bound", async () => {
  const rule = `${V}XValidation:rule="self.all(x, self.all(y, x == y))"`;
  const [error] = await check([{ json: "f", type: "[]string", markers: [rule] }]);
  expect(error?.message).toMatch(
    /^the CEL rule of field spec\.f may cost more than 100 times what the API server allows$/,
  );
  expect(error?.hint).toBe(
    "Bound what the rule reads: +kubebuilder:validation:MaxItems=… on spec.f; +kubebuilder:validation:items:MaxLength=… on spec.f.",
  );
});

test.each<readonly [marker: string, message: string]>([
  [
    "+kubebuilder:subresource:scale:specpath=spec.replicas,statuspath=.status.replicas",
    "a path in +kubebuilder:subresource:scale of Thing must be a simple json path starting with .",
  ],
  [
    "+kubebuilder:subresource:scale:specpath=.status.replicas,statuspath=.status.replicas",
    "a path in +kubebuilder:subresource:scale of Thing should be a json path under .spec",
  ],
  [
    "+kubebuilder:printcolumn:name=A,type=string,JSONPath=spec.a",
    "the JSONPath of a column of Thing must be a simple json path starting with .",
  ],
  [
    "+kubebuilder:selectablefield:JSONPath=.spec.nope",
    "the path of a +kubebuilder:selectablefield of Thing does not refer to a valid field",
  ],
  [
    "+kubebuilder:resource:path=Things",
    "a name in +kubebuilder:resource of Thing is not allowed: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ],
])("%s on a kind is refused at its place", async (marker, message) => {
  const errors = await check([], [marker]);
  expect(errors.map((one) => one.message)).toEqual([message]);
  expect(errors[0]?.position?.column).toBeGreaterThan(1);
});

test("paths of columns and of the scale that lead nowhere are a warning, broken ones an error", async () => {
  const field = { json: "replicas", type: "int32" };
  const column = (path: string): string => `+kubebuilder:printcolumn:name=A,type=string,JSONPath=\`${path}\``;
  const check1 = async (marker: string): Promise<unknown> =>
    (await check([field], [marker])).map((one) => `${one.severity}: ${one.message} | ${one.hint ?? ""}`);
  expect(await check1(column(".spec.replica"))).toEqual([
    "warning: the path .spec.replica leads to no field: spec has no replica | Did you mean .spec.replicas?",
  ]);
  expect(await check1(column(".spec["))).toEqual([
    expect.stringContaining("error: the path .spec[ has a [ that is not closed"),
  ]);
  expect(await check1(column('.spec.x[?(@.type=="Ready")].y'))).toEqual([]);
  expect(await check1(column(".metadata.creationTimestamp"))).toEqual([]);
  expect(await check1("+kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas")).toEqual([
    "warning: the path .status.replicas leads to no field: the kind has no status | It has: apiVersion, kind, metadata, spec.",
  ]);
});

test("a default inside of an object that may be absent is a warning", async () => {
  const part: GoType = {
    name: "Part",
    underlying: "struct",
    fields: [{ json: "size", type: "int32", optional: true, markers: ["+kubebuilder:default=1"] }],
  };
  const field = { json: "part", type: "Part", optional: true };
  expect((await check([field], [], [part])).map((one) => [one.severity, one.message, one.hint])).toEqual([
    [
      "warning",
      "the default of spec.part.size is used only when somebody writes spec.part, which is optional and has no default",
      "Put +kubebuilder:default={} on spec.part to have it always.",
    ],
  ]);
  expect(await check([{ ...field, markers: ["+kubebuilder:default={}"] }], [], [part])).toEqual([]);
});

test("a CRD that kubectl apply would refuse for its size is a warning", async () => {
  const fields = Array.from({ length: 210 }, (_, index) => ({
    json: `f${index}`,
    type: "string",
    doc: "x".repeat(1000),
  }));
  expect((await check(fields)).map((one) => [one.severity, one.message])).toEqual([
    ["warning", "testdata.example.com_things.yaml has 216 KiB, and kubectl apply refuses CRDs of more than 256 KiB"],
  ]);
});

const ITEM: GoType = {
  name: "Item",
  underlying: "struct",
  fields: [
    { json: "name", type: "string" },
    { json: "size", type: "int32", optional: true },
  ],
};

async function check(
  fields: readonly GoField[],
  markers: readonly string[] = [],
  types: readonly GoType[] = [],
): Promise<readonly Diagnostic[]> {
  const spec = { name: "Spec", underlying: "struct", fields };
  const thing = { name: "Thing", underlying: "struct", markers, fields: [{ json: "spec", type: "Spec" }] };
  const { model } = readGoTypes([ITEM, ...types, spec, thing]);
  const { crds, diagnostics } = generateCrds(model("Thing"), { generateEmbeddedObjectMeta: true });
  expect(diagnostics).toEqual([]);
  return checkCrds(crds);
}
