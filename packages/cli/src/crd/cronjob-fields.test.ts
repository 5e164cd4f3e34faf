import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes, type GoType } from "./go-types.test-support.ts";

interface Case {
  readonly owner: string;
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly markers: readonly string[];
  readonly required: boolean;
  readonly expected: unknown;
}

const data: {
  readonly types: readonly GoType[];
  readonly constants: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync(new URL("testdata/cronjob-fields.json", import.meta.url), "utf8"));

/** The type's doc in Go comes from there; in TypeScript it is written `Int64`. */
const types = data.types;

test.each(data.cases)("a field $type $markers of $owner ($name) becomes what controller-gen writes", (one) => {
  const { schema, errors } = generateField(one);
  expect(errors).toEqual([]);
  expect(withoutDescriptions(schema.properties?.[one.name])).toEqual(one.expected);
  expect(schema.required?.includes(one.name) ?? false).toBe(one.required);
});

interface Spec {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

function generateField(one: Case): { readonly schema: Spec; readonly errors: readonly string[] } {
  const { name, type, optional, markers } = one;
  const thing = { name: "Thing", underlying: "struct", fields: [{ json: name, type, optional, markers }] };
  const { model } = readGoTypes([...types, thing], data.constants);
  const { crds, diagnostics } = generateCrds(model("Thing"), { allowDangerousTypes: true });
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return { schema: crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema ?? {}, errors };
}

function withoutDescriptions(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (key, one: unknown) =>
      key === "description" && typeof one === "string" ? undefined : one,
    ),
  );
}
