import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyMergePatch } from "./merge-patch.ts";
import { isJsonObject, type JsonObject } from "./json-value.ts";

describe("applyMergePatch", () => {
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{}, { l: [{ x: null }] }, { l: [{}] }],
    [{ l: { a: 1 } }, { l: [{ x: null }] }, { l: [{ x: null }] }],
  ])("merges %j with %j", (target, patch, expected) => {
    const before = JSON.stringify([target, patch]);
    expect(applyMergePatch(target, patch)).toEqual(expected);
    expect(JSON.stringify([target, patch])).toBe(before);
  });

  it.each([
    [null, "Invalid JSON Patch"],
    [7, "error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}"],
    [[], "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"],
    [true, "error decoding patch: json: cannot unmarshal bool into Go value of type map[string]interface {}"],
  ])("refuses %j", (patch, message) => {
    expect(() => applyMergePatch({}, patch)).toThrow(message);
  });

  it("leads to the target when it is given the difference to it", () => {
    const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
    const object = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.array(fc.string()), tie("object")),
      object: fc
        .dictionary(key, tie("value"), { maxKeys: 4 })
        .map((one) => JSON.parse(JSON.stringify(one)) as JsonObject),
    })).object;
    fc.assert(
      fc.property(object, object, (source, target) => {
        expect(JSON.stringify(sorted(applyMergePatch(source, difference(source, target))))).toBe(
          JSON.stringify(sorted(target)),
        );
      }),
    );
  });
});

function difference(source: JsonObject, target: JsonObject): JsonObject {
  const entries: [string, unknown][] = Object.keys(source).flatMap((key) =>
    Object.hasOwn(target, key) ? [] : [[key, null]],
  );
  for (const [key, value] of Object.entries(target)) {
    const current = Object.hasOwn(source, key) ? source[key] : undefined;
    entries.push([key, isJsonObject(value) && isJsonObject(current) ? difference(current, value) : value]);
  }
  return Object.fromEntries(entries);
}

function sorted(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.entries(value)
    .map(([key, item]) => [key, sorted(item)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
