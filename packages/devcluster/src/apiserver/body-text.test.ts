import { describe, expect, test } from "vitest";
import { duplicateKeys } from "./duplicate-keys.ts";
import { jsonSyntaxError } from "./go-json-syntax.ts";
import { decodeYaml } from "./yaml-decode.ts";

describe("jsonSyntaxError", () => {
  test.each([
    ["{not json", "invalid character 'n' looking for beginning of object key string"],
    ["", "unexpected end of JSON input"],
    ['{"a":1', "unexpected end of JSON input"],
    ['{"a":1} trailing', "invalid character 't' after top-level value"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["\ufeff{}", "invalid character 'ï' looking for beginning of value"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ["nul", "unexpected end of JSON input"],
    ["tru!", "invalid character '!' in literal true (expecting 'e')"],
    ["1.x", "invalid character 'x' after decimal point in numeric literal"],
  ])("says of %j what Go says", (text, message) => {
    expect(jsonSyntaxError(Buffer.from(text))).toBe(message);
  });

  test("has nothing to say about JSON", () => {
    expect(jsonSyntaxError(Buffer.from('{"a":[1,-2.5e3,"\\u00e4",true,null,{}]}'))).toBeUndefined();
  });
});

describe("duplicateKeys", () => {
  test("names the paths of keys that come twice, in order", () => {
    const text = '{"metadata":{"name":"a:b","name":"\\"c"},"data":[{"k":"1","k":"2"}]}';
    expect(duplicateKeys(text, JSON.parse(text))).toEqual(["metadata.name", "data[0].k"]);
  });

  test("is not misled by colons and quotes in strings", () => {
    const text = '{"a":"x:\\"y\\\\","b":":"}';
    expect(duplicateKeys(text, JSON.parse(text))).toEqual([]);
  });
});

describe("decodeYaml", () => {
  test("reads YAML 1.1 as the API server does", () => {
    const { value } = decodeYaml(
      "b: yes\na: y\nt: 2001-01-01\ns: 12:30\nm: &m {k: v}\no: {<<: *m}\n---\nsecond: document\n",
    );
    expect(value).toEqual({ a: true, b: true, m: { k: "v" }, o: { k: "v" }, s: "12:30", t: "2001-01-01" });
    expect(Object.keys(value as object)).toEqual(["a", "b", "m", "o", "s", "t"]);
  });

  test("takes the last of two equal keys and says where it stands", () => {
    expect(decodeYaml("data:\n  a: b\n  a: c\n")).toEqual({
      value: { data: { a: "c" } },
      duplicates: ['line 3: key "a" already set in map'],
    });
  });

  test.each([
    ["kind: A\n b: c", "yaml: line 2: mapping values are not allowed in this context"],
    ["kind:\tA\n\tx: y", "yaml: line 2: found a tab character that violates indentation"],
    ["{{", "yaml: line 1: did not find expected node content"],
  ])("refuses %j", (text, message) => {
    expect(() => decodeYaml(text)).toThrow(message);
  });
});
