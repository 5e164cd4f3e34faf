import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { loadRuleEngine, parseSchema, validateRules } from "@homeostat/schema";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes, type GoType } from "./go-types.test-support.ts";

interface Case {
  readonly name: string;
  readonly spec: object;
  readonly error: string | null;
}

const data: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("testdata/one-of-objects.json", import.meta.url), "utf8"),
);

const V = "+kubebuilder:validation:";
const RULE = `${V}XValidation:message="only one of foo|bar may be set",rule="!(has(self.foo) && has(self.bar))"`;

/** The types of upstream's test, by the field of the spec that has them. */
const FIELDS: Readonly<Record<string, readonly [fields: string, ...markers: string[]]>> = {
  firstTypeWithOneof: ["foo bar", RULE, `${V}AtMostOneOf=foo;bar`],
  secondTypeWithOneof: ["a b c d", `${V}AtMostOneOf=a;b`, `${V}AtMostOneOf=c;d`],
  firstTypeWithExactOneof: ["foo bar", `${V}ExactlyOneOf=foo;bar`],
  secondTypeWithExactOneof: ["a b c d", `${V}ExactlyOneOf=a;b`, `${V}ExactlyOneOf=c;d`],
  typeWithMultipleAtLeastOneOf: ["a b c d", `${V}AtLeastOneOf=a;b`, `${V}AtLeastOneOf=c;d`],
  typeWithAllOneOf: ["a b c d e f", `${V}AtLeastOneOf=e;f`, `${V}ExactlyOneOf=c;d`, `${V}AtMostOneOf=a;b`],
  typeWithOmitZero: ["foo bar", `${V}AtMostOneOf=foo;bar`],
  typeWithOmitZeroExact: ["a b", `${V}ExactlyOneOf=a;b`],
  typeWithOmitZeroAtLeastOneOf: ["c d", `${V}AtLeastOneOf=c;d`],
};

const schema = generateSchema();

beforeAll(loadRuleEngine);

test("rules come after those of the user, at most before exactly before at least", () => {
  const rulesOf = (field: string): unknown => {
    const spec = schema.properties?.["spec"]?.properties?.[field];
    return spec?.["x-kubernetes-validations"]?.map(({ rule }) => rule);
  };
  expect(rulesOf("firstTypeWithOneof")).toEqual([
    "!(has(self.foo) && has(self.bar))",
    "(has(self.foo)?1:0)+(has(self.bar)?1:0) <= 1",
  ]);
  expect(rulesOf("typeWithAllOneOf")).toEqual([
    "(has(self.a)?1:0)+(has(self.b)?1:0) <= 1",
    "(has(self.c)?1:0)+(has(self.d)?1:0) == 1",
    "has(self.e)||has(self.f)",
  ]);
});

test.each(data.cases)("the rules of OneOf markers judge objects as upstream's do: $name", ({ spec, error }) => {
  const errors = validateRules({ spec }, schema).map(({ field, message }) => `${field}: ${message}`);
  if (error === null) expect(errors).toEqual([]);
  else {
    const [field = "", , text = ""] = error.split(": ");
    expect(errors.some((one) => one.startsWith(`${field}: `) && one.includes(text))).toBe(true);
  }
});

function generateSchema(): ReturnType<typeof parseSchema> {
  const parts = Object.entries(FIELDS).map(([field, [names, ...markers]]): GoType => {
    const fields = names.split(" ").map((json) => ({ json, type: "*string", optional: true }));
    return { name: `Type_${field}`, underlying: "struct", markers, fields };
  });
  const fields = Object.keys(FIELDS).map((json) => ({ json, type: `*Type_${json}`, optional: true }));
  const spec = { name: "Spec", underlying: "struct", fields };
  const kind = { name: "Oneof", underlying: "struct", fields: [{ json: "spec", type: "Spec" }] };
  const { crds, diagnostics } = generateCrds(readGoTypes([...parts, spec, kind]).model("Oneof"));
  expect(diagnostics).toEqual([]);
  return parseSchema(crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema ?? {});
}
