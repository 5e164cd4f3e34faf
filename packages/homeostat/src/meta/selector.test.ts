import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  labelSelectorText,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  selectorFromLabels,
  selectorOf,
} from "./selector.ts";

describe("label selectors", () => {
  test.each([
    ["", { a: "1" }, true],
    ["a", { a: "" }, true],
    ["a", {}, false],
    ["!a", {}, true],
    ["a=1", { a: "1" }, true],
    ["a==1", { a: "2" }, false],
    ["a!=1", {}, true],
    ["a!=1", { a: "1" }, false],
    ["a in (1,2)", { a: "2" }, true],
    ["a in (1,2)", {}, false],
    ["a notin (1,2)", {}, true],
    ["a notin (1,2)", { a: "1" }, false],
    ["a in (,x)", { a: "" }, true],
    ["a in ()", { a: "" }, true],
    ["a=", { a: "" }, true],
    ["a>4", { a: "10" }, true],
    ["a<4", { a: "10" }, false],
    ["a>4", { a: "x" }, false],
    ["in in (in),notin", { in: "in", notin: "" }, true],
    [" a = 1 , ! b ", { a: "1" }, true],
    ["constructor", {}, false],
  ])("%j of %j is %j", (text, labels, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(expected);
  });

  test.each([
    ["a=1=2", "found '=', expected: ',' or 'end of string'"],
    ["a,", "found '', expected: identifier after ','"],
    [",a", "found ',', expected: !, identifier, or 'end of string'"],
    ["a 1", "unable to parse requirement: found '1', expected: in, notin, =, ==, !=, gt, lt"],
    ["a in 1", "unable to parse requirement: found '1' expected: '('"],
    ["a in (1", "unable to parse requirement: found '', expected: ',' or ')'"],
    [
      "a>x",
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      "a=-",
      `unable to parse requirement: values[0][a]: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
    [
      "a@",
      `unable to parse requirement: <nil>: Invalid value: "a@": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    ],
  ])("%j is refused with the API server's message", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  test("an absent selector of an object selects nothing, an empty one everything", () => {
    expect(matchesLabels(selectorOf(undefined), {})).toBe(false);
    expect(matchesLabels(selectorOf({}), undefined)).toBe(true);
  });

  test("an object's expressions and labels become one text", () => {
    const selector = selectorOf({
      matchLabels: { tier: "web" },
      matchExpressions: [
        { key: "app", operator: "In", values: ["b", "a"] },
        { key: "canary", operator: "DoesNotExist" },
      ],
    });
    expect(labelSelectorText(selector)).toBe("app in (a,b),!canary,tier=web");
    expect(() => selectorOf({ matchExpressions: [{ key: "a", operator: "Near" }] })).toThrow(
      `"Near" is not a valid label selector operator`,
    );
  });

  test("the text of any selector parses to the same selector", () => {
    const word = fc.stringMatching(/^[a-z0-9]([-a-z0-9_.]{0,5}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.dictionary(word, word), (labels) => {
        const selector = selectorFromLabels(labels);
        expect(parseLabelSelector(labelSelectorText(selector))).toEqual(selector);
      }),
      { numRuns: 50 },
    );
  });
});

describe("field selectors", () => {
  test("terms are sorted and values unescaped", () => {
    expect(parseFieldSelector("spec.nodeName!=n1,metadata.name==a\\,b\\=c,,")).toEqual([
      { field: "metadata.name", operator: "=", value: "a,b=c" },
      { field: "spec.nodeName", operator: "!=", value: "n1" },
    ]);
  });

  test.each([
    ["metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ["a=b=c", "invalid field selector: unescaped character in value: 61"],
    ["a=\\x", "invalid field selector: invalid escape sequence: \\x"],
  ])("%j is refused", (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });
});
