import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
} from "./quantity.ts";

test.each([
  ["0", "0"],
  ["0Ki", "0"],
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["0.5", "500m"],
  [".5", "500m"],
  ["1.5Gi", "1536Mi"],
  ["2048Mi", "2Gi"],
  ["1Ki", "1Ki"],
  ["512", "512"],
  ["0.5Ki", "512"],
  ["0.5Mi", "512Ki"],
  ["1.1Ki", "1126400m"],
  ["1000", "1k"],
  ["1024", "1024"],
  ["12e6", "12e6"],
  ["1e3", "1e3"],
  ["1200e3", "1200e3"],
  ["1E", "1E"],
  ["5E3", "5e3"],
  ["-2000m", "-2"],
  ["+3", "3"],
  ["0.0000000001", "1n"],
  ["100u", "100u"],
])("%s is written %s", (text, canonical) => {
  expect(formatQuantity(parseQuantity(text))).toBe(canonical);
});

test.each(["", "abc", "1.2.3", "1ki", "1KB", "--1", "1 Gi", ".", "1e", "1e9999"])("%j is refused", (text) => {
  expect(() => parseQuantity(text)).toThrow(/quantities must match|unable to parse quantity's suffix/);
});

test("amounts in different notations are compared, added and rounded up", () => {
  expect(compareQuantities("1Gi", "1G")).toBeGreaterThan(0);
  expect(compareQuantities("0.1", "100m")).toBe(0);
  expect(formatQuantity(addQuantities("0", "512Mi", "512Mi", "1"))).toBe("1073741825");
  expect([quantityValue("1500m"), quantityValue("-1500m"), quantityMilliValue("1.0001")]).toEqual([2, -1, 1001]);
});

test("the canonical text of any amount means the same amount", () => {
  const suffix = fc.constantFrom("n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "E-2");
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.nat(999), suffix, (whole, fraction, unit) => {
      const quantity = parseQuantity(`${whole}.${fraction}${unit}`);
      expect(parseQuantity(formatQuantity(quantity)).nano).toBe(quantity.nano);
    }),
    { numRuns: 200 },
  );
});
