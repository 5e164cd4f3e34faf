import type { Range } from "./library.ts";

export const ZERO: Range = { min: 0, max: 0 };
export const ONE: Range = { min: 1, max: 1 };
export const UNKNOWN: Range = { min: 0, max: Infinity };

export function exactly(size: number): Range {
  return { min: size, max: size };
}

export function plus(...ranges: readonly Range[]): Range {
  return ranges.reduce((sum, range) => ({ min: sum.min + range.min, max: sum.max + range.max }), ZERO);
}

export function times(a: Range, b: Range): Range {
  return { min: product(a.min, b.min), max: product(a.max, b.max) };
}

/** The smallest range that holds both. */
export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Nothing times anything is nothing. */
export function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
