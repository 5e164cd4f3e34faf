import { describe, expect, it } from "vitest";
import { applyJsonPatch } from "./json-patch.ts";
import { PatchError } from "./patch-error.ts";

const document = { data: { a: "1", "x/y": "slash", "m~n": "tilde", n: null }, list: ["a", "b"], deep: [{ k: 1 }] };

/** Name, operations, result; undefined: the patch does not apply. */
const table: readonly (readonly [string, unknown, object?])[] = [
  ["adds a member", [{ op: "add", path: "/data/b", value: "2" }], { data: { ...document.data, b: "2" } }],
  ["adds null when there is no value", [{ op: "add", path: "/data/b" }], { data: { ...document.data, b: null } }],
  [
    "replaces an escaped name",
    [{ op: "replace", path: "/data/x~1y", value: "s" }],
    { data: { ...document.data, "x/y": "s" } },
  ],
  [
    "unescapes the tilde last",
    [{ op: "replace", path: "/data/m~0n", value: "t" }],
    { data: { ...document.data, "m~n": "t" } },
  ],
  [
    "adds what replace does not find",
    [{ op: "replace", path: "/data/b", value: "2" }],
    { data: { ...document.data, b: "2" } },
  ],
  ["inserts into a list", [{ op: "add", path: "/list/1", value: "c" }], { list: ["a", "c", "b"] }],
  ["appends to a list", [{ op: "add", path: "/list/-", value: "c" }], { list: ["a", "b", "c"] }],
  ["appends at the index behind the last", [{ op: "add", path: "/list/2", value: "c" }], { list: ["a", "b", "c"] }],
  ["counts negative indices from the end", [{ op: "remove", path: "/list/-1" }], { list: ["a"] }],
  ["follows an index", [{ op: "replace", path: "/deep/0/k", value: 2 }], { deep: [{ k: 2 }] }],
  [
    "moves a member",
    [{ op: "move", from: "/list", path: "/data/l" }],
    { data: { ...document.data, l: ["a", "b"] }, list: undefined },
  ],
  ["copies a member", [{ op: "copy", from: "/deep/0", path: "/deep/-" }], { deep: [{ k: 1 }, { k: 1 }] }],
  [
    "copies null for an absent member",
    [{ op: "copy", from: "/data/zz", path: "/data/b" }],
    { data: { ...document.data, b: null } },
  ],
  ["passes a test", [{ op: "test", path: "/list", value: ["a", "b"] }], {}],
  ["passes a test for null where nothing is", [{ op: "test", path: "/data/zz", value: null }], {}],
  ["does nothing without operations", [], {}],
  ["does nothing for null", null, {}],
  ["takes a path from its first slash", [{ op: "add", path: "data/k", value: 1 }], { k: 1 }],
  ["fails a test", [{ op: "test", path: "/data/a", value: "2" }]],
  ["fails a test without a value", [{ op: "test", path: "/data/a" }]],
  ["fails to remove what is not there", [{ op: "remove", path: "/data/b" }]],
  ["fails to move what is not there", [{ op: "move", from: "/data/b", path: "/data/c" }]],
  ["fails to add below what is not there", [{ op: "add", path: "/nope/x", value: 1 }]],
  ["fails to add below a scalar", [{ op: "add", path: "/data/a/x", value: 1 }]],
  ["fails to add behind the end", [{ op: "add", path: "/list/3", value: "c" }]],
  ["fails to replace at the end", [{ op: "replace", path: "/list/2", value: "c" }]],
  ["fails to replace by append", [{ op: "replace", path: "/list/-", value: "c" }]],
  ["fails for an index that is none", [{ op: "replace", path: "/list/x", value: "c" }]],
  ["fails without a path", [{ op: "add", value: 1 }]],
  ["fails for an unknown operation", [{ op: "frob", path: "/data/a" }]],
  ["fails to add the whole document", [{ op: "add", path: "", value: {} }]],
];

describe("applyJsonPatch", () => {
  it.each(table)("%s", (_name, operations, changes) => {
    const before = JSON.stringify(document);
    if (changes === undefined) {
      expect(() => applyJsonPatch(document, operations)).toThrow(expect.objectContaining({ kind: "notApplicable" }));
    } else {
      expect(applyJsonPatch(document, operations)).toEqual({ ...document, ...changes });
    }
    expect(JSON.stringify(document)).toBe(before);
  });

  it("replaces the whole document", () => {
    expect(applyJsonPatch(document, [{ op: "replace", path: "", value: { z: 1 } }])).toEqual({ z: 1 });
  });

  it("answers a failed operation with the server's general message", () => {
    expect(() => applyJsonPatch({}, [{ op: "remove", path: "/a" }])).toThrow(
      "the server rejected our request due to an error in our request",
    );
  });

  it.each([
    [{ op: "add" }, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"],
    [["x"], "error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp"],
    [
      [{ op: 1 }],
      "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string",
    ],
  ])("refuses %j", (operations, message) => {
    expect(() => applyJsonPatch({}, operations)).toThrow(new PatchError("malformed", message));
  });

  it("bounds the number of operations", () => {
    const operations = Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a", value: null }));
    expect(() => applyJsonPatch({}, operations)).toThrow(
      "The allowed maximum operations in a JSON patch is 10000, got 10001",
    );
  });

  it("bounds what copies add, so that a small patch cannot double an object without end", () => {
    const operations = Array.from({ length: 40 }, (_, index) => ({ op: "copy", from: "/a", path: `/a/${index}` }));
    expect(() => applyJsonPatch({ a: { x: "x".repeat(100) } }, operations)).toThrow(
      expect.objectContaining({ detail: expect.stringContaining("more than the limit of 3145728") }),
    );
  });

  it("keeps __proto__ an ordinary member", () => {
    const result = applyJsonPatch({}, JSON.parse('[{"op":"add","path":"/__proto__","value":{"a":1}}]'));
    expect(JSON.stringify(result)).toBe('{"__proto__":{"a":1}}');
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});
