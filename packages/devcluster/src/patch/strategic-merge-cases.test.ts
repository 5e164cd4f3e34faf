import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Schema } from "@homeostat/schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

/* The cases of kubernetes/apimachinery `pkg/util/strategicpatch/patch_test.go` (Apache-2.0) and the schema they use. */
const files = JSON.parse(
  gunzipSync(readFileSync(new URL("testdata/strategic-merge-cases.json.gz", import.meta.url))).toString(),
) as Readonly<Record<string, string>>;

interface RawCase {
  readonly description: string;
  readonly original?: string;
  readonly twoWay?: string;
  readonly modified?: string;
  readonly twoWayResult?: string;
  readonly current?: string;
  readonly threeWay?: string;
  readonly result?: string;
  readonly expectedError?: string;
}

interface ParsedCase {
  readonly description: string;
  readonly original?: object;
  readonly twoWay?: object;
  readonly modified?: object;
  readonly twoWayResult?: object;
  readonly current?: object;
  readonly threeWay?: object;
  readonly result?: object;
}

const schema = linkedSchema("swagger-merge-item-v3.json", "mergeItem");

describe("patches of lists that are given as text", () => {
  const cases = JSON.parse(files["strategicMergePatchRawTestCases.json"] ?? "[]") as readonly RawCase[];
  it.each(cases.map((one) => [one.description, one] as const))("%s", (_name, one) => {
    if (one.twoWay !== undefined && one.expectedError === undefined) {
      check(object(one.original), object(one.twoWay), object(one.twoWayResult ?? one.modified));
    }
    if (one.threeWay !== undefined && one.result !== undefined) {
      check(object(one.current), object(one.threeWay), object(one.result));
    }
  });
});

describe.each(["customStrategicMergePatchTestCaseData.yaml", "createStrategicMergePatchTestCaseData.yaml"])(
  "patches of %s",
  (file) => {
    const { testCases } = parse(files[file] ?? "") as { testCases: readonly ParsedCase[] };
    it.each(testCases.map((one) => [one.description, one] as const))("%s", (_name, one) => {
      if (one.twoWay !== undefined) check(one.original ?? {}, one.twoWay, one.twoWayResult ?? one.modified ?? {});
      if (one.threeWay !== undefined) check(one.current ?? {}, one.threeWay, one.result ?? {});
    });
  },
);

function check(target: object, patch: object, expected: object): void {
  const before = JSON.stringify([target, patch]);
  expect(applyStrategicMergePatch(target, patch, schema)).toEqual(expected);
  expect(JSON.stringify([target, patch])).toBe(before);
}

function object(text: string | undefined): object {
  return (parse(text ?? "") as object | null) ?? {};
}

function linkedSchema(file: string, name: string): Schema {
  const document = JSON.parse(files[file] ?? "{}") as { components: { schemas: Record<string, Node> } };
  const definitions = document.components.schemas;
  const link = (node: Node): Node => {
    const reference = node.$ref ?? node.allOf?.[0]?.$ref;
    return reference === undefined ? node : (definitions[reference.split("/").pop() ?? ""] ?? node);
  };
  for (const definition of Object.values(definitions)) {
    const properties = definition.properties ?? {};
    for (const [key, property] of Object.entries(properties)) {
      if (property.items !== undefined) property.items = link(property.items);
      const target = link(property);
      properties[key] = target === property ? property : { ...target, ...property, items: target };
    }
  }
  return definitions[name] ?? {};
}

interface Node {
  $ref?: string;
  allOf?: readonly Node[];
  items?: Node;
  properties?: Record<string, Node>;
}
