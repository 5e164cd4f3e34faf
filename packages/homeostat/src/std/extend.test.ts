import { expect, test } from "vitest";
import { extend } from "./extend.ts";

test("members are replaced where they stand, added at the end, and the base stays as it is", () => {
  const base = Object.freeze({ name: "a", uid: "1" });
  expect(JSON.stringify(extend(base, { uid: "2", labels: {} }))).toBe('{"name":"a","uid":"2","labels":{}}');
  expect(base).toEqual({ name: "a", uid: "1" });
});
