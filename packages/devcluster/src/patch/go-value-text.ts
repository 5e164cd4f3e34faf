import { isJsonObject } from "./json-value.ts";

/** A JSON value as Go's `%v` prints it (`map[a:1 b:[x y]]`): some messages of the API server show values so. */
export function goValueText(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goValueText).join(" ")}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${key}:${goValueText(value[key])}`);
    return `map[${members.join(" ")}]`;
  }
  return typeof value === "number" ? goNumberText(value) : String(value);
}

/** Integers in full, other numbers in Go's `%v` (exponent from 21 digits on, at least two digits in it). */
export function goNumberText(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  const text = Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
