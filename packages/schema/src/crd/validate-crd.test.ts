import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { jsonClone } from "homeostat/internal/std/compare.ts";
import { loadRuleEngine } from "#rules/rule-engine.ts";
import { createCheckedSchemas } from "#structural/checked-schemas.ts";
import type { Schema } from "#structural/schema.ts";
import { validateCustomResourceDefinition, validateCustomResourceDefinitionChange } from "./validate-crd.ts";

/** Reason, field and message of a cause in the real server's answer. */
type Cause = readonly [string, string, string];

interface Recorded {
  readonly name: string;
  readonly schema: object;
  readonly causes: readonly Cause[];
}

/** Of a kube-apiserver 1.36.3. */
const recorded = JSON.parse(
  readFileSync(new URL("testdata/rule-cases.json", import.meta.url), "utf8"),
) as readonly Recorded[];

/** What the same validation makes of schemas with random faults. */
const faulty = JSON.parse(
  gunzipSync(readFileSync(new URL("testdata/schema-cases.json.gz", import.meta.url))).toString("utf8"),
) as readonly Omit<Recorded, "name">[];

beforeAll(loadRuleEngine);

test.each(faulty.map((one, index) => ({ ...one, first: one.causes[0]?.slice(1).join(": ") ?? "", index })))(
  "a faulty schema is judged as by the real server: $index $first",
  ({ schema, causes }) => {
    const errors = validateCustomResourceDefinition(crd(schema));
    // Some faults are found twice.
    const unique = (all: readonly (readonly string[])[]): readonly string[] =>
      [...new Set(all.map((one) => JSON.stringify(one)))].sort();
    expect(unique(errors.map(({ reason, field, message }) => [reason, field, message]))).toEqual(unique(causes));
  },
);

describe("CEL rules in a CustomResourceDefinition", () => {
  test.each(recorded)("are judged as by the real server: $name", ({ schema, causes }) => {
    const errors = validateCustomResourceDefinition(crd(schema));
    expect(errors.map(({ reason, field, message }) => [reason, field, message]).sort()).toEqual([...causes].sort());
  });

  test("that were too expensive before stay allowed while the schema does not change", () => {
    const items = { type: "string", "x-kubernetes-validations": [{ rule: "self.contains('x')" }] };
    const list = (maxItems: number): object => spec({ l: { type: "array", maxItems, items } });
    const old = { ...crd(list(100)), status: { storedVersions: ["v1"] } };
    expect(validateCustomResourceDefinition(old).map((one) => one.message)).toEqual([
      expect.stringContaining("estimated rule cost exceeds budget by factor of 3.1x"),
    ]);
    expect(validateCustomResourceDefinitionChange(old, old)).toEqual([]);
    const changed = { ...crd(list(90)), status: { storedVersions: ["v1"] } };
    expect(validateCustomResourceDefinitionChange(changed, old)).toHaveLength(1);
  });
});

test("schemas in common are judged as copies of them, wherever they stand", () => {
  const checked = createCheckedSchemas();
  const parts = faulty.flatMap(({ schema }) => {
    const { properties = {} }: Schema = schema;
    return [schema, ...Object.values(properties)];
  });
  const results = parts.flatMap((part) =>
    [placesOf(part), resourcePlacesOf(part)].map((properties) => {
      const placed = crd({ type: "object", properties });
      const errors = validateCustomResourceDefinition(placed, checked);
      expect(errors).toEqual(validateCustomResourceDefinition(jsonClone(placed)));
      // By now all that is clean is known.
      expect(validateCustomResourceDefinition(placed, checked)).toEqual(errors);
      return errors.length;
    }),
  );
  expect(results.filter((count) => count === 0).length).toBeGreaterThan(20);
  expect(results.filter((count) => count > 0).length).toBeGreaterThan(20);
});

function placesOf(part: object): Readonly<Record<string, Schema>> {
  const list: Schema = { type: "array", items: part };
  return { field: part, list, map: { type: "object", additionalProperties: part }, again: part };
}

/** Where less is allowed than elsewhere. */
function resourcePlacesOf(part: object): Readonly<Record<string, Schema>> {
  const resource = { type: "object", "x-kubernetes-embedded-resource": true } as const;
  return {
    resource: { ...resource, properties: { metadata: part, spec: part } },
    metadata: { type: "object", properties: { name: part } },
  };
}

test("what the server fills in need not be there", () => {
  const { spec: full, ...rest } = crd(spec({}));
  const { conversion: _conversion, ...bare } = full;
  expect(validateCustomResourceDefinition({ ...rest, spec: bare })).toEqual([]);
  expect(validateCustomResourceDefinition({ ...rest, spec: { ...bare, versions: [] } })).not.toEqual([]);
});

test("an established CRD keeps its group, scope, kind and plural", () => {
  const old = {
    ...crd(spec({})),
    status: { storedVersions: ["v1"], conditions: [{ type: "Established", status: "True" }] },
  };
  const changed = { ...old, spec: { ...old.spec, scope: "Cluster" } };
  expect(validateCustomResourceDefinitionChange(changed, old)).toEqual([
    { reason: "FieldValueInvalid", field: "spec.scope", message: 'Invalid value: "Cluster": field is immutable' },
  ]);
});

function crd(schema: object): { readonly metadata: object; readonly spec: Readonly<Record<string, unknown>> } {
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
  return {
    metadata: { name: "bads.x.example.com" },
    spec: {
      group: "x.example.com",
      scope: "Namespaced",
      names: { plural: "bads", kind: "Bad" },
      conversion: { strategy: "None" },
      versions: [version],
    },
  };
}

function spec(properties: object): object {
  return { type: "object", properties: { spec: { type: "object", properties } } };
}
