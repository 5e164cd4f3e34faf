import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pluralize } from "./pluralize.ts";

interface Cases {
  readonly cases: readonly (readonly [singular: string, plural: string])[];
  readonly kindCases: readonly (readonly [kind: string, plural: string])[];
}

const recorded: Cases = JSON.parse(readFileSync(new URL("testdata/pluralize-cases.json", import.meta.url), "utf8"));

test("Nouns get the plurals that flect gives them", () => {
  expect(recorded.cases.length).toBe(228);
  expect(recorded.cases.map(([singular]) => [singular, pluralize(singular)])).toEqual(recorded.cases);
});

test("Plurals stay as they are", () => {
  const plurals = recorded.cases.map(([, plural]) => plural);
  expect(plurals.map(pluralize)).toEqual(plurals);
});

test("Kinds get the resource names of the recorded CRDs", () => {
  expect(recorded.kindCases.map(([kind]) => [kind, pluralize(kind).toLowerCase()])).toEqual(recorded.kindCases);
});

test.each([
  ["PodSet", "PodSets"],
  ["Ingress", "Ingresses"],
  ["NetworkPolicy", "NetworkPolicies"],
  ["MyHttp", "MyHttps"],
  ["dns", "dnsDNSes"],
])("%s becomes %s, as flect has it", (word, plural) => {
  expect(pluralize(word)).toBe(plural);
});
