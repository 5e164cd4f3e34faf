import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KUBERNETES_LIBRARIES } from "#libraries/kubernetes.ts";
import { compileRules } from "#rules/compile-rules.ts";
import type { Schema } from "#structural/schema.ts";
import { checkExpression } from "./check.ts";
import type { EnvironmentOptions, SizeOf } from "./environment.ts";
import { estimateCost } from "./estimate-cost.ts";
import type { Range } from "./library.ts";
import { BINDING_MACROS } from "./standard-macros.ts";
import { readType } from "./read-type.test-support.ts";
import { INT } from "./type.ts";

interface Case {
  readonly expression: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The greatest sizes, by path. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The greatest cost is null where nothing bounds it. */
  readonly cost: readonly [number, number | null];
}

/** A schema of Kubernetes' own tests with one rule; `$max` stands for a limit of it. */
interface SchemaCase {
  readonly name: string;
  readonly schema: Schema;
  /** Without limits; null: more than a rule may cost. */
  readonly cost: number | null;
  readonly max: number;
  readonly costWithMax: number;
}

const cases = readTable("cost-estimates.json") as readonly Case[];
const schemaCases = readTable("kubernetes-cost-estimates.json") as readonly SchemaCase[];
const MAX_RULE_COST = 10_000_000;

describe("an estimate is that of cel-go", () => {
  test.each(cases)("$expression", ({ expression, variables, sizes, cost: [min, max] }) => {
    const sizeOf: SizeOf = (path) => sizeUpTo(sizes[path.join(".")]);
    expect(estimate(expression, { variables, sizeOf })).toEqual({ min, max: max ?? Infinity });
  });
});

describe("an estimate is that of the API server", () => {
  test.each(schemaCases)("$name", ({ schema, cost, max, costWithMax }) => {
    const [free] = compileRules(withLimit(schema, undefined), "");
    if (cost === null) expect(free?.estimatedCost).toBeGreaterThan(MAX_RULE_COST);
    else expect(free).toMatchObject({ estimatedCost: cost });
    expect(compileRules(withLimit(schema, max), "")[0]).toMatchObject({ estimatedCost: costWithMax });
  });
});

test("the size of what a bound variable stands for is known", () => {
  const sizeOf: SizeOf = (path) => sizeUpTo(path.join(".") === "input" ? 10 : undefined);
  const cost = estimate("cel.bind(x, input, x.all(y, true))", { variables: { input: "list(int)" }, sizeOf });
  expect(cost).toEqual({ min: 1 + 10 + 2, max: 1 + 10 + 2 + 30 });
});

function estimate(
  expression: string,
  { variables, sizeOf }: { readonly variables: Readonly<Record<string, string>>; readonly sizeOf: SizeOf },
): Range {
  const environment: EnvironmentOptions = {
    libraries: [...KUBERNETES_LIBRARIES, { name: "bindings", functions: [], macros: BINDING_MACROS }],
    variables: Object.fromEntries(Object.entries(variables).map(([name, type]) => [name, readType(type)])),
    fieldsOf: (name) => (name === "Item" ? new Map([["count", INT]]) : undefined),
  };
  const checked = checkExpression(expression, environment);
  if ("issues" in checked) throw new Error(checked.issues.map((issue) => issue.message).join("\n"));
  return estimateCost(checked, environment, sizeOf);
}

function sizeUpTo(max: number | undefined): Range | undefined {
  return max === undefined ? undefined : { min: 0, max };
}

function withLimit(schema: Schema, max: number | undefined): Schema {
  const text = JSON.stringify(schema, (_, value: unknown) => (value === "$max" ? max : value));
  return JSON.parse(text) as Schema;
}

function readTable(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`testdata/${file}`, import.meta.url), "utf8"));
}
