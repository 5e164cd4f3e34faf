import type { EstimatedArgument, Overload, Range } from "#cel/library.ts";
import { product } from "#cel/range.ts";
import { PER_CHARACTER, deepTraversalCost, scaled, sizeAt, valueAt } from "./cost.ts";

/** Of `indexOf` and `lastIndexOf`: one reading of the text. */
export const searchCosts: Required<Pick<Overload, "cost" | "estimate">> = {
  cost: (args) => deepTraversalCost(valueAt(args, 0)),
  estimate: (args) => ({ cost: scaled(sizeAt(args, 0), PER_CHARACTER) }),
};

/**
 * How long `value.replace(old, replacement)` may be. The longest: the shortest `old` everywhere, replaced by the longest replacement; an
 * empty `old` is found before and behind every character.
 */
export function estimateReplacedSize(args: readonly EstimatedArgument[]): Range {
  const value = sizeAt(args, 0);
  const old = sizeAt(args, 1);
  const replacement = sizeAt(args, 2);
  return { min: shortest(value.min, old.max, replacement.min), max: longest(value.max, old.min, replacement.max) };
}

function longest(value: number, old: number, replacement: number): number {
  if (old === 0) return product(value + 1, replacement) + value;
  if (replacement <= old) return value;
  return product(Math.ceil(value / old), replacement);
}

function shortest(value: number, old: number, replacement: number): number {
  if (old === 0) return product(value + 1, replacement) + value;
  if (old <= replacement) return value;
  return product(Math.ceil(value / old), replacement);
}
