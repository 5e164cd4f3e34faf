import { describe, expect, test } from "vitest";
import { KUBERNETES_LIBRARIES } from "#libraries/kubernetes.ts";
import { checkExpression } from "./check.ts";
import type { CheckedExpression, EnvironmentOptions, Program } from "./environment.ts";
import { createProgram } from "./interpret.ts";
import { celList, celObject } from "./native-values.ts";
import { parseExpression } from "./parse.ts";
import { STANDARD_MACROS } from "./standard-macros.ts";
import { DYN, INT, STRING, listOf } from "./type.ts";
import { CelCostError } from "./value.ts";
import type { ListValue, Value } from "./value.ts";
import { valueText } from "./value-text.ts";

const ENVIRONMENT: EnvironmentOptions = {
  libraries: KUBERNETES_LIBRARIES,
  variables: { self: { kind: "object", name: "Spec" }, values: listOf(INT), anything: DYN },
  fieldsOf: (name) =>
    name === "Spec"
      ? new Map([
          ["replicas", INT],
          ["name", STRING],
        ])
      : undefined,
};

describe("a program", () => {
  test("reads the fields of an object that are set", () => {
    const self = celObject("Spec", new Map<string, Value>([["replicas", 3n]]));
    expect(program("self.replicas == 3 && has(self.replicas) && !has(self.name)").evaluate({ self })).toBe(true);
    expect(() => program("self.name").evaluate({ self })).toThrow("no such key: name");
    expect(program("self.?name.orValue('none')").evaluate({ self })).toBe("none");
  });

  test("may be run again with other variables", () => {
    const sum = program("values.map(x, x + 1).sum()");
    expect([sum.evaluate({ values: celList([1n, 2n]) }), sum.evaluate({ values: celList([]) })]).toEqual([5n, 0n]);
  });

  test("stops when its budget is spent, which nothing absorbs", () => {
    const cost = { remaining: 20 };
    const values = celList(Array.from({ length: 100 }, (_, index) => BigInt(index)));
    expect(() => program("values.all(x, x >= 0) || true").evaluate({ values }, cost)).toThrow(CelCostError);
    expect(cost.remaining).toBeLessThan(0);
  });

  test("counts down the budget that several programs share", () => {
    const cost = { remaining: 10 };
    program("values.size() == 0").evaluate({ values: celList([]) }, cost);
    program("values.size() == 0").evaluate({ values: celList([]) }, cost);
    expect(cost.remaining).toBe(4);
  });

  test("leaves equality and joining to a list that knows better", () => {
    const values: ListValue = { ...plain([1n, 2n]), equals: (other) => other.size === 2, concat: () => celList([9n]) };
    expect(program("values == [5, 6]").evaluate({ values })).toBe(true);
    expect(valueText(program("values + [3]").evaluate({ values }))).toBe("[9]");
  });

  test("never changes a list that it has given away", () => {
    const result = program("values.map(x, x).map(y, [y] + [y])[0]").evaluate({ values: celList([1n, 2n]) });
    expect(valueText(result)).toBe("[1, 1]");
    const joined = program("values.filter(x, true) + [7] == values.filter(x, true) + [7]");
    expect(joined.evaluate({ values: celList([1n]) })).toBe(true);
  });

  test("folds inside folds, each with variables of its own", () => {
    const nested = program("values.map(x, values.filter(y, y < x).map(x, x * 10)).flatten()");
    expect(valueText(nested.evaluate({ values: celList([1n, 2n, 3n]) }))).toBe("[10, 10, 20]");
  });

  test("finds at once what is wrong with a constant", () => {
    expect(() => program("int('x') == 1")).toThrow("type conversion error from 'string' to 'int'");
  });

  test.each([
    ["anything.size() + 1", "abc", "4"],
    ["anything.size() + 1", 1n, "no such overload: size"],
    ["anything[0]", "abc", "no such key: 0"],
    ["anything.x", null, "no such key: x"],
    ["anything || true", 1n, "true"],
    ["anything || false", 1n, "no such overload"],
    ["anything ? 1 : 2", 1n, "no such overload"],
    ["missing == 1", 1n, "no such attribute(s): missing"],
  ])("decides at run time what a checker could not know: %s", (source, anything, expected) => {
    expect(outcome(source.startsWith("missing") ? unchecked(source) : program(source), { anything })).toBe(expected);
  });

  test("runs without a checker", () => {
    expect(outcome(unchecked("[1, 2].exists(x, x == 2) && optional.of(1).hasValue()"), {})).toBe("true");
    expect(outcome(unchecked("unknown(1) || true"), {})).toBe("true");
    expect(outcome(unchecked("1.unknown()"), {})).toBe("no such overload: unknown");
  });
});

function program(source: string): Program {
  const checked = checkExpression(source, ENVIRONMENT);
  if ("issues" in checked) throw new Error(checked.issues[0]?.message);
  return createProgram(checked, ENVIRONMENT);
}

function unchecked(source: string): Program {
  const parsed = parseExpression(source, STANDARD_MACROS);
  if ("issues" in parsed) throw new Error(parsed.issues[0]?.message);
  const checked: CheckedExpression = {
    source,
    expression: parsed.expression,
    types: new Map(),
    references: new Map(),
    resultType: DYN,
  };
  return createProgram(checked, ENVIRONMENT);
}

function outcome(one: Program, variables: Readonly<Record<string, Value>>): string {
  try {
    return valueText(one.evaluate(variables));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function plain(values: readonly Value[]): ListValue {
  return { celKind: "list", size: values.length, at: (index) => values[index] ?? null };
}
