import { expect, test } from "vitest";
import { nearestName } from "./suggestion.ts";

test.each([
  ["Minium", ["Minimum", "Maximum"], "Minimum"],
  ["MINIMUM", ["Minimum", "Maximum"], "Minimum"],
  ["requierd", ["required", "optional"], "required"],
  ["lsit", ["get", "list", "watch"], "list"],
  ["verb", ["verbs", "versions"], "verbs"],
])("%s is taken for the nearest of %j", (name, candidates, meant) => {
  expect(nearestName(name, candidates)).toBe(meant);
});

test("Names that share too little are not suggested", () => {
  expect(nearestName("foo", ["bar", "resources"])).toBeUndefined();
  expect(nearestName("url", ["get"])).toBeUndefined();
});
