import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkExpression } from "#cel/check.ts";
import type { EnvironmentOptions } from "#cel/environment.ts";
import { estimateCost } from "#cel/estimate-cost.ts";
import { createProgram } from "#cel/interpret.ts";
import { celList, celMap, typeOfValue } from "#cel/native-values.ts";
import { DYN, INT, STRING, listOf, mapOf } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { Value } from "#cel/value.ts";
import { valueText } from "#cel/value-text.ts";
import { typeName } from "#cel/value-type.ts";
import { KUBERNETES_LIBRARIES } from "./kubernetes.ts";

/** What Kubernetes 1.36.3 (cel-go 0.26) made of an expression with the variables below. */
interface Evaluation {
  readonly expression: string;
  readonly compileError?: string;
  readonly programError?: string;
  readonly error?: string;
  readonly type?: string;
  /** Of scalars, and of lists of them. */
  readonly value?: string;
  readonly cost?: number;
  /** Null: no bound. */
  readonly estimate?: readonly [min: number | null, max: number | null];
}

const ENVIRONMENT: EnvironmentOptions = {
  libraries: KUBERNETES_LIBRARIES,
  variables: { m: mapOf(STRING, DYN), d: DYN, l: listOf(INT), s: STRING, ss: listOf(STRING) },
};
const VARIABLES: Readonly<Record<string, Value>> = {
  m: celMap([
    ["a", 1n],
    ["b", celMap([["c", "x"]])],
    ["list", celList([1n, 2n, 3n])],
  ]),
  d: "dynamic text",
  l: celList([3n, 1n, 2n, 3n]),
  s: "hello, wörld",
  ss: celList(["b", "a", "c"]),
};
const BUDGET = 1_000_000;

describe("expressions with the libraries of Kubernetes", () => {
  test.each(recorded())("$expression", (evaluation) => {
    expect(evaluate(evaluation)).toEqual(evaluation);
  });
});

function evaluate({ expression, type, value }: Evaluation): Evaluation {
  const checked = checkExpression(expression, ENVIRONMENT);
  if ("issues" in checked) return { expression, compileError: checked.issues[0]?.message ?? "" };
  const range = estimateCost(checked, ENVIRONMENT, () => undefined);
  const estimate = [bounded(range.min), bounded(range.max)] as const;
  const costs = { remaining: BUDGET };
  let program;
  try {
    program = createProgram(checked, ENVIRONMENT);
  } catch (error) {
    return { expression, estimate, programError: messageOf(error) };
  }
  let result: Value;
  try {
    result = program.evaluate(VARIABLES, costs);
  } catch (error) {
    return { expression, estimate, cost: BUDGET - costs.remaining, error: messageOf(error) };
  }
  const shown = value === undefined ? {} : { value: valueText(result) };
  const name = type === undefined ? {} : { type: typeName(typeOfValue(result)) };
  return { expression, estimate, cost: BUDGET - costs.remaining, ...name, ...shown };
}

/** Sizes without a bound are so large that their costs say nothing. */
function bounded(cost: number): number | null {
  return cost > 1e17 ? null : cost;
}

function messageOf(error: unknown): string {
  if (error instanceof CelError) return error.message;
  throw error;
}

function recorded(): readonly Evaluation[] {
  return JSON.parse(
    readFileSync(new URL("testdata/kubernetes-evaluations.json", import.meta.url), "utf8"),
  ) as readonly Evaluation[];
}
