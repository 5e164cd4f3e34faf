import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldPathText } from "./field-path.ts";
import {
  hasPath,
  intersect,
  pathSet,
  pathsOf,
  sortedSet,
  subtract,
  subtractWithChildren,
  unite,
  type FieldSet,
} from "./field-set.ts";
import { FieldsV1Error, parseFieldsV1 } from "./fields-v1.ts";

const element = fc.constantFrom("f:a", "f:b", 'k:{"name":"x"}', 'k:{"port":80,"protocol":"TCP"}', 'v:"y"', "i:0");
const paths = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

function textsOf(set: FieldSet): ReadonlySet<string> {
  return new Set(pathsOf(set).map((path) => path.join(" ")));
}

function expectPaths(set: FieldSet, expected: (path: string) => boolean, universe: ReadonlySet<string>): void {
  expect([...textsOf(set)].sort()).toEqual([...universe].filter(expected).sort());
}

describe("field sets", () => {
  it("obey the laws of sets", () => {
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [pathSet(...left), pathSet(...right)];
        const [inA, inB] = [textsOf(a), textsOf(b)];
        const universe = new Set([...inA, ...inB]);
        expectPaths(unite(a, b), () => true, universe);
        expectPaths(intersect(a, b), (path) => inA.has(path) && inB.has(path), universe);
        expectPaths(subtract(a, b), (path) => inA.has(path) && !inB.has(path), universe);
        const isCovered = (path: string): boolean =>
          [...inB].some((other) => path === other || path.startsWith(`${other} `));
        expectPaths(subtractWithChildren(a, b), (path) => inA.has(path) && !isCovered(path), universe);
        expect(unite(subtract(a, b), intersect(a, b))).toEqual(a);
        expect(left.every((path) => hasPath(a, path))).toBe(true);
      }),
    );
  });

  it("come back from their text as they went", () => {
    fc.assert(
      fc.property(paths, (list) => {
        const set = sortedSet(pathSet(...list));
        const text = JSON.stringify(set);
        expect(JSON.stringify(sortedSet(parseFieldsV1(JSON.parse(text))))).toBe(text);
      }),
    );
  });

  it("are written in Go's order: the node itself, fields, keys, values, numbers by size", () => {
    const set = pathSet(
      ["f:b"],
      ["f:a", 'v:"x"'],
      ["f:a"],
      ["f:a", 'k:{"port":443}'],
      ["f:a", 'k:{"port":80}'],
      ["f:a", "f:z"],
    );
    expect(JSON.stringify(sortedSet(set))).toBe(
      '{"f:a":{".":{},"f:z":{},"k:{\\"port\\":80}":{},"k:{\\"port\\":443}":{},"v:\\"x\\"":{}},"f:b":{}}',
    );
  });

  it("are read whatever the order of keys is", () => {
    expect(parseFieldsV1({ 'k:{ "b":1, "a":"x" }': {} })).toEqual({ 'k:{"a":"x","b":1}': {} });
    expect(() => parseFieldsV1({ nonsense: {} })).toThrow(FieldsV1Error);
    expect(() => parseFieldsV1({ "k:[1]": {} })).toThrow(FieldsV1Error);
    expect(() => parseFieldsV1({ "f:a": 1 })).toThrow(FieldsV1Error);
  });

  it("print paths as the server does", () => {
    const path = ["f:spec", "f:ports", 'k:{"containerPort":80,"protocol":"TCP"}', "f:finalizers", 'v:"a/b"', "i:3"];
    expect(fieldPathText(path)).toBe('.spec.ports[containerPort=80,protocol="TCP"].finalizers[="a/b"][3]');
  });
});
