import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Schema } from "#structural/schema.ts";
import { ruleTree } from "./rule-tree.ts";
import { validateRules } from "./validate-rules.ts";

/** The tables of Kubernetes' own tests of CEL rules: expressions that hold, and those that fail with a text that must occur. */
interface Cases {
  readonly expressions: readonly Group[];
  readonly schemaLevels: readonly SchemaCase[];
}

interface Group {
  readonly name: string;
  readonly schema: Schema;
  readonly obj: unknown;
  readonly oldObj: unknown;
  readonly isRoot: boolean;
  readonly expectSkipped: boolean;
  readonly valid: readonly string[] | null;
  readonly errors: Readonly<Record<string, string>> | null;
}

interface SchemaCase {
  readonly name: string;
  readonly schema: Schema;
  readonly obj: unknown;
  readonly errors: readonly string[] | null;
}

/** What Kubernetes 1.36.3 itself makes of each expression, in the same order. */
interface Measured {
  readonly name: string;
  readonly rule: string;
  /** The estimate of one evaluation; null: unbounded. */
  readonly maxCost: number | null;
  /** Null: it depends on the order of a map. */
  readonly cost: number | null;
  readonly errors: readonly string[];
}

const cases = read("kubernetes-cases.json.gz") as Cases;
const measured = read("measured-costs.json.gz") as readonly Measured[];
const BUDGET = 10_000_000;

const expressions = cases.expressions.flatMap((group) => [
  ...(group.valid ?? []).map((rule) => ({ group, rule, text: undefined })),
  ...Object.entries(group.errors ?? {}).map(([rule, text]) => ({ group, rule, text })),
]);

describe("expressions of Kubernetes", () => {
  test("all are there", () => {
    expect([expressions.length, cases.schemaLevels.length]).toEqual([790, 25]);
    expect(measured.slice(0, 790).map((one) => one.rule)).toEqual(expressions.map((one) => one.rule));
  });

  test.each(expressions.map((one, index) => ({ ...one, index })))(
    "$group.name: $rule",
    ({ group, rule, text, index }) => {
      const { errors, cost, maxCost } = run(group, rule);
      if (text === undefined) expect(errors).toEqual([]);
      else expect(errors.join("\n")).toContain(withoutOrigin(text));
      if (group.expectSkipped) expect(cost).toBe(0);
      const real = measured[index];
      expect(errors).toEqual(real?.errors);
      expect(maxCost).toBe(real?.maxCost ?? Number.POSITIVE_INFINITY);
      // What a failed evaluation cost only counts for the rules after it.
      if (text === undefined && real?.cost !== null) expect(cost).toBe(real?.cost);
    },
  );

  test.each(cases.schemaLevels)("rules at several levels: $name", ({ schema, obj, errors }) => {
    // Rules in allOf count only beside others.
    const rules = [...(schema["x-kubernetes-validations"] ?? []), { rule: "true" }];
    const withRules = { ...schema, "x-kubernetes-validations": rules };
    const found = validateRules(obj, withRules, { isResource: false, path: "root" }).map(shown);
    if (errors === null) expect(found).toEqual([]);
    for (const one of errors ?? []) expect(found.join("\n")).toContain(one);
  });
});

interface Run {
  readonly errors: readonly string[];
  readonly cost: number;
  readonly maxCost: number;
}

function run(group: Group, rule: string): Run {
  const schema: Schema = { ...group.schema, "x-kubernetes-validations": [{ rule }] };
  let remaining = BUDGET;
  const errors = validateRules(group.obj, schema, {
    oldValue: group.oldObj,
    isResource: group.isRoot,
    ratcheting: false,
    path: "root",
    onCost: (left) => (remaining = left),
  });
  const condition = ruleTree(schema, group.isRoot)?.rules[0]?.condition;
  const compiles = condition !== undefined && condition.problem === undefined;
  return { errors: errors.map(shown), cost: BUDGET - remaining, maxCost: compiles ? condition.estimateCost() : 0 };
}

function shown(error: { readonly field: string; readonly message: string }): string {
  return `${error.field}: ${error.message}`;
}

/** The tables say "compile error: ", where the server says "rule compile error: ". */
function withoutOrigin(expected: string): string {
  return expected.replace(/^compile error: /, "");
}

function read(file: string): unknown {
  const bytes = readFileSync(new URL(`testdata/${file}`, import.meta.url));
  return JSON.parse(gunzipSync(bytes).toString("utf8"), number);
}

/** `{"$int": "9223372036854775807"}` and `{"$float": "10"}` are numbers that JSON cannot tell apart. */
function number(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("$int" in value) return BigInt(String(value.$int));
  return "$float" in value ? Number(value.$float) : value;
}
