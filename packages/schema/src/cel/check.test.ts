import { describe, expect, test } from "vitest";
import { tests as checking } from "@bufbuild/cel-spec/testdata/checking.js";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import type { SerializedIncrementalTest, SerializedIncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { toDebugString } from "@bufbuild/cel-spec/testdata/to-debug-string.js";
import { KUBERNETES_LIBRARIES } from "#libraries/kubernetes.ts";
import { checkExpression } from "./check.ts";
import { functionsOf, variablesOf, type ProtoDeclaration } from "./conformance.test-support.ts";
import type { CheckedExpression, EnvironmentOptions } from "./environment.ts";
import { issueText } from "./issue-text.ts";
import { protoForm, type ProtoExpression } from "./proto-form.test-support.ts";
import { readType } from "./read-type.test-support.ts";
import { DYN, INT, listOf, STRING, typeText, type CelType } from "./type.ts";

/** Checked by cel-go without what Kubernetes adds: comparisons of unlike numbers, more functions and macros. */
const OTHER_CONFIGURATION =
  /TestAllTypes|google\.|proto|wrapper|unsupported syntax|existsOne|(?:all|exists)\(\w+, \w+, |transform|optFlatMap|cel\.|math\.|base64|formatting|out of range|a\.namespace|_[<>]=?_/;

const cases = [checking, conformance]
  .flatMap((suite) => casesOf(suite))
  .filter((each) => !OTHER_CONFIGURATION.test(JSON.stringify(each)) && declaredFunctionsAreOurs(each));

describe("the tables of cel-go", () => {
  test("every part of an expression has the same type and means the same overload", () => {
    const good = cases.filter(
      ({ checkedAst }) => checkedAst !== undefined && !/type\(type\)|type\(optional_type\)/.test(checkedAst),
    );
    expect(good.length).toBeGreaterThan(600);
    for (const each of good) expect(checkedTree(each)).toBe(each.checkedAst);
  });

  test("mistakes are told in the same words at the same places", () => {
    const bad = cases.filter(
      ({ error }) => error !== undefined && /ERROR: (?:<input>)?:\d+:\d+: (?!Syntax|inv|res|arg)/.test(error),
    );
    expect(bad.length).toBeGreaterThan(50);
    for (const each of bad) {
      const result = checkExpression(each.original.expr, environmentOf(each));
      expect("issues" in result ? issueText(each.original.expr, result.issues) : "").toBe(each.error);
    }
  });
});

const SELF: Readonly<Record<string, string>> = { self: "Widget", oldSelf: "Widget" };

describe("the checker as Kubernetes configures it", () => {
  test.each([
    ["self.nope == 1", "1:5: undefined field 'nope'"],
    ["self.name == 1", "1:11: found no matching overload for '_==_' applied to '(string, int)'"],
    ["self.name != null", "1:11: found no matching overload for '_!=_' applied to '(string, null)'"],
    ["self.names.sum()", "1:15: found no matching overload for 'sum' applied to 'list(string).()'"],
    ["authorizer.path", "1:1: undeclared reference to 'authorizer' (in container '')"],
    ["[1, 'a', false].size() == 3", "1:5: expected type 'int' but found 'string'"],
    ["[1, dyn('a')].size() == 2", "1:8: expected type 'int' but found 'dyn'"],
    ["{'a': 1, 'b': 'c'}.size() == 2", "1:15: expected type 'int' but found 'string'"],
    ["duration('1d') < duration('1h')", "1:10: invalid duration argument"],
    ["timestamp('1000-00-00T00:00:00Z') < timestamp(0)", "1:11: invalid timestamp argument"],
    ["self.name.matches('x++')", "1:19: invalid matches argument"],
    ["self.name && true", "1:5: expected type 'bool' but found 'string'"],
    [
      "self.count.all(x, true)",
      "1:5: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ["self.count.x == 1", "1:11: type 'int' does not support field selection"],
    [
      "Widget{names: 1}.name == ''",
      "1:13: expected type of field 'names' is 'list(string)' but provided type is 'int'",
    ],
    ["'%a'.format([1]) == ''", '1:12: could not parse formatting clause: unrecognized formatting clause "a"'],
    ["'%d %d'.format([0]) == ''", "1:15: index 1 out of range"],
    ["'%d'.format([1, 2]) == ''", "1:12: too many arguments supplied to string.format (expected 1, got 2)"],
    [
      "'%s%d'.format([1, duration('1h')]) == ''",
      "1:27: error during formatting: decimal clause can only be used on integers, was given google.protobuf.Duration",
    ],
    [
      "'%s'.format([[1, self]]) == ''",
      "1:18: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given Widget",
    ],
    ["self.`name` == ''", "1:6: unsupported syntax: '`'"],
    ["[?self.name] == []", "1:7: expected type 'optional_type(string)' but found 'string'"],
  ])("%s is refused: %s", (source, message) => {
    const text = problem(source);
    expect(text).toContain(`ERROR: <input>:${message}\n | ${source}\n`);
    expect(text.split("ERROR").length).toBe(2);
  });

  test.each([
    ["self.?name.orValue('x')", "string"],
    ["self.names.map(x, x.size())", "list(int)"],
    ["{'a': 1}.transformList(k, v, v)", "list(int)"],
    ["self.any.b.c", "dyn"],
    ["['%d', '%s'].map(x, x.format([1, 'a']))", "list(string)"],
    ["[1, 2u].size() == 2 ? 1 : 2", undefined],
    ["oldSelf.names == self.names", "bool"],
    ["optional.none()", "optional_type(dyn)"],
    ["[{}, {'a': 1}]", "list(map(string, int))"],
    ["self.names[?0].optMap(x, x.size())", "optional_type(int)"],
  ])("%s is a %s", (source, type) => {
    const result = checkExpression(source, widgets());
    expect("issues" in result ? undefined : typeText(result.resultType)).toBe(type);
  });

  test("names are written in full in the checked expression", () => {
    const result = checkExpression("a.b.c + optional.of(1).value()", {
      libraries: KUBERNETES_LIBRARIES,
      variables: { "a.b.c": INT },
    });
    expect(result).toMatchObject({
      expression: {
        args: [
          { kind: "identifier", name: "a.b.c" },
          { function: "value", target: { kind: "call", function: "optional.of" } },
        ],
      },
    });
  });

  test("a variable of a comprehension hides one of the same name", () => {
    const result = checkExpression("self.names.all(count, count.size() > 0)", {
      ...widgets(),
      variables: { ...widgets().variables, count: INT },
    });
    expect(result).toMatchObject({ resultType: { kind: "bool" } });
  });

  test("a deep expression is checked", () => {
    expect(problem(`${"(1 + ".repeat(80)}1${")".repeat(80)} > 0`)).toBe("");
  });
});

function widgets(): EnvironmentOptions {
  const fields = new Map<string, CelType>([
    ["name", STRING],
    ["names", listOf(STRING)],
    ["count", INT],
    ["any", DYN],
  ]);
  return {
    libraries: KUBERNETES_LIBRARIES,
    variables: Object.fromEntries(Object.entries(SELF).map(([name, type]) => [name, readType(type)])),
    fieldsOf: (name) => (name === "Widget" ? fields : undefined),
  };
}

function problem(source: string): string {
  const result = checkExpression(source, widgets());
  return "issues" in result ? issueText(source, result.issues) : "";
}

function declarationsOf(each: SerializedIncrementalTest): readonly ProtoDeclaration[] {
  return (each.original["typeEnv"] ?? []) as unknown as readonly ProtoDeclaration[];
}

/** The tables also have expressions whose declarations are left out. */
function declaredFunctionsAreOurs(each: SerializedIncrementalTest): boolean {
  return !/\b(?:is|ii|iu|iz|id|ix|ib|fg_s|fi_s_s)\b/.test(each.original.expr) || declarationsOf(each).length > 0;
}

function environmentOf(each: SerializedIncrementalTest): EnvironmentOptions {
  const container = each.original["container"];
  return {
    libraries: [...KUBERNETES_LIBRARIES, { name: "test", functions: functionsOf(declarationsOf(each)) }],
    variables: variablesOf(declarationsOf(each)),
    dialect: "standard",
    ...(typeof container === "string" ? { container } : {}),
  };
}

function checkedTree(each: SerializedIncrementalTest): string {
  const result = checkExpression(each.original.expr, environmentOf(each));
  if ("issues" in result) return issueText(each.original.expr, result.issues);
  return toDebugString(protoForm(result.expression) as never, annotations(result) as never);
}

/** After each expression its type, and the name or overloads that it means. */
function annotations({ types, references }: CheckedExpression): object {
  return {
    GetMetadata: (node: ProtoExpression) => {
      if (node.$typeName !== "cel.expr.Expr") return "";
      const reference = references.get(Number(node.id));
      const name = node.exprKind.case === "callExpr" ? undefined : reference?.name;
      const meaning = reference?.overloads === undefined ? name : [...reference.overloads].sort().join("|");
      return `~${typeText(types.get(Number(node.id)) ?? DYN)}${meaning === undefined ? "" : `^${meaning}`}`;
    },
  };
}

function casesOf(suite: SerializedIncrementalTestSuite): readonly SerializedIncrementalTest[] {
  return [...(suite.tests ?? []), ...(suite.suites ?? []).flatMap((inner) => casesOf(inner))];
}
