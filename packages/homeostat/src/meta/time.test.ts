import { expect, test } from "vitest";
import { durationMs, formatDuration, parseDuration } from "./duration.ts";
import { formatAge, formatMicroTime, formatTime, parseTime } from "./time.ts";

test.each([
  ["1m30s", 90_000],
  ["1h15m30.5s", 4_530_500],
  ["300ms", 300],
  ["1.5h", 5_400_000],
  ["-1m", -60_000],
  ["0", 0],
  ["250us", 0.25],
])("duration %s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "1x", "s", "1m 30s", "m1"])("%j is not a duration", (text) => {
  expect(() => parseDuration(text)).toThrow("as a duration");
});

test.each([
  [0, "0s"],
  [0.25, "250µs"],
  [1.5, "1.5ms"],
  [250, "250ms"],
  [1500, "1.5s"],
  [90_000, "1m30s"],
  [3_600_000, "1h0m0s"],
  [-1000, "-1s"],
])("%d ms is written as Go does: %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});

test("a duration that is not finite is refused", () => {
  expect(() => durationMs(Number.NaN)).toThrow("finite");
});

test("times have seconds, micro times six digits, and both are read back", () => {
  const ms = 1_767_225_600_123;
  expect([formatTime(ms), formatMicroTime(ms)]).toEqual(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123000Z"]);
  expect([parseTime("2026-01-01T00:00:00.123000Z"), parseTime("2026-01-01T01:00:00+01:00")]).toEqual([ms, ms - 123]);
  expect(() => parseTime("yesterday")).toThrow("RFC 3339");
  expect(() => parseTime("2026-13-01T00:00:00Z")).toThrow("RFC 3339");
});

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-5, "<invalid>"],
  [-1, "0s"],
  [45, "45s"],
  [119, "119s"],
  [5 * minute + 12, "5m12s"],
  [5 * minute, "5m"],
  [10 * minute + 5, "10m"],
  [3 * hour + 20 * minute, "3h20m"],
  [2 * hour, "120m"],
  [9 * hour + 59 * minute, "9h"],
  [2 * day + 4 * hour, "2d4h"],
  [3 * day, "3d"],
  [400 * day, "400d"],
  [3 * 365 * day + 20 * day, "3y20d"],
  [9 * 365 * day, "9y"],
])("%d seconds are an age of %s", (seconds, text) => {
  expect(formatAge(seconds * 1000)).toBe(text);
});
