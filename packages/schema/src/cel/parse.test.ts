import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tests as checking } from "@bufbuild/cel-spec/testdata/checking.js";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import { tests as parsing } from "@bufbuild/cel-spec/testdata/parsing.js";
import type { SerializedIncrementalTest, SerializedIncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { KindAdorner, toDebugString } from "@bufbuild/cel-spec/testdata/to-debug-string.js";
import { issueText } from "./issue-text.ts";
import type { Macro } from "./macro.ts";
import { parseExpression } from "./parse.ts";
import { protoForm } from "./proto-form.test-support.ts";
import { OPTIONAL_MACROS, STANDARD_MACROS, TWO_VARIABLE_MACROS } from "./standard-macros.ts";

/** Parsed by cel-go with other limits than those of Kubernetes, or without optional syntax. */
const OTHER_CONFIGURATION = /unsupported syntax|recursion|limit exceeded: 4/;

const cases = [parsing, checking, conformance].flatMap((suite) => casesOf(suite));

describe("the tables of cel-go", () => {
  test("expressions are parsed into the same trees", () => {
    const parsed = cases.filter(({ ast }) => ast !== undefined);
    expect(parsed.length).toBeGreaterThan(2400);
    for (const { original, ast } of parsed) expect(tree(original.expr)).toBe(ast?.replaceAll("__result__", "@result"));
  });

  test("mistakes are told in the same words at the same places", () => {
    const mistakes = cases.filter(
      ({ ast, error }) => ast === undefined && error !== undefined && !OTHER_CONFIGURATION.test(error),
    );
    expect(mistakes.length).toBeGreaterThan(50);
    for (const { original, error } of mistakes) {
      expect(problem(original.expr)).toBe(error?.replaceAll(/ERROR: [^:]*:/g, "ERROR: <input>:"));
    }
  });
});

test.each([
  [
    "self.a +",
    "1:9",
    "mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT",
  ],
  ["self.", "1:6", "no viable alternative at input '.'"],
  ["self.true == 1", "1:6", "mismatched input 'true' expecting IDENTIFIER"],
  ["(self", "1:6", "missing ')' at '<EOF>'"],
  ["[1, 2", "1:6", "mismatched input '<EOF>' expecting {']', ','}"],
  ["size(a b)", "1:8", "extraneous input 'b' expecting ')'"],
])("%s is refused at %s: %s", (source, place, message) => {
  expect(problem(source)).toContain(`ERROR: <input>:${place}: Syntax error: ${message}`);
});

test.each([
  ["parentheses", `${"(".repeat(251)}1${")".repeat(251)}`, "expression recursion limit exceeded: 250"],
  ["lists", `${"[".repeat(251)}${"]".repeat(251)}`, "expression recursion limit exceeded: 250"],
  ["calls", `${"a(".repeat(251)}${")".repeat(251)}`, "expression recursion limit exceeded: 250"],
  ["additions", `1${" + 1".repeat(249)}`, "expression recursion limit exceeded: 250"],
  ["selections", `a${".b".repeat(250)}`, "expression recursion limit exceeded: 250"],
  ["selections and additions", `a${".b".repeat(150)}${" + 1".repeat(150)}`, "max recursion depth exceeded"],
])("too many nested %s are refused", (_, source, message) => {
  expect(problem(source)).toBe(`ERROR: <input>:-1:0: ${message}`);
});

test.each([
  ["parentheses", `${"(".repeat(249)}1${")".repeat(249)}`],
  ["lists", `${"[".repeat(249)}${"]".repeat(249)}`],
  ["additions", `1${" + 1".repeat(248)}`],
  ["selections", `a${".b".repeat(249)}`],
  ["sums in conditions", `1${" + 1".repeat(200)} == 1${" + 1".repeat(200)} && 1${" + 1".repeat(200)} == 1 ? 1 : 2`],
])("nested %s up to the limit are parsed", (_, source) => {
  expect(problem(source)).toBe("");
});

test("a chain of a thousand conditions is no nesting", () => {
  expect(problem(`true${" && true".repeat(1000)}`)).toBe("");
});

test("an expression of more than 100,000 characters is refused", () => {
  expect(problem(`'${"😁".repeat(99_998)}'`)).toBe("");
  expect(problem(`'${"😁".repeat(99_999)}'`)).toBe(
    "ERROR: <input>:-1:0: expression code point size exceeds limit: size: 100001, limit 100000",
  );
});

test("macros of two variables name index and value", () => {
  const result = parseExpression("[1].all(i, v, i < v)", TWO_VARIABLE_MACROS);
  expect(result).toMatchObject({ expression: { kind: "comprehension", iterVar: "i", iterVar2: "v" } });
  expect(problem("[1].all(1, v, true)", TWO_VARIABLE_MACROS)).toContain("1:9: argument must be a simple name");
});

test("optMap evaluates its receiver only where there is a value", () => {
  const shape = tree("a.optMap(x, x + 1)", OPTIONAL_MACROS).replaceAll(/\^#[^#]*#|\s/g, "");
  expect(shape).toContain("_?_:_(a.hasValue(),optional.of(__comprehension__(");
  expect(problem("a.optMap(1, 2)", OPTIONAL_MACROS)).toContain(
    "1:10: optMap() variable name must be a simple identifier",
  );
});

test("macros that copy what they are called on cannot grow without bound", () => {
  expect(problem(`a${".optMap(x, x)".repeat(10)}`, OPTIONAL_MACROS)).toBe("");
  expect(problem(`a${".optMap(x, x)".repeat(60)}`, OPTIONAL_MACROS)).toContain(
    "more than 100000 parts with its macros expanded",
  );
});

test("whatever is written is an expression or has issues with places in it", () => {
  const pieces = [
    ..."ab.?[](){}-!<+*:,1@|`\"'\n ",
    "&&",
    "||",
    "in",
    "1u",
    "'s'",
    "true",
    "has(a.b)",
    ".map(x, ",
    "{1:2}",
    "//c\n",
    "😁",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (parts) => {
      const source = parts.join("");
      const result = parseExpression(source, STANDARD_MACROS);
      const places = "issues" in result ? result.issues.map((issue) => issue.offset) : [0];
      return places.length > 0 && places.every((offset) => offset >= -1 && offset <= source.length);
    }),
    { numRuns: 500 },
  );
});

function tree(source: string, macros: readonly Macro[] = STANDARD_MACROS): string {
  const result = parseExpression(source, macros);
  if ("issues" in result) return issueText(source, result.issues);
  // The printer reads only the parts that this form has.
  return toDebugString(protoForm(result.expression) as never, KindAdorner.singleton).replaceAll(
    "__result__",
    "@result",
  );
}

function problem(source: string, macros: readonly Macro[] = STANDARD_MACROS): string {
  const result = parseExpression(source, macros);
  return "issues" in result ? issueText(source, result.issues) : "";
}

function casesOf(suite: SerializedIncrementalTestSuite): readonly SerializedIncrementalTest[] {
  return [...(suite.tests ?? []), ...(suite.suites ?? []).flatMap((inner) => casesOf(inner))];
}
