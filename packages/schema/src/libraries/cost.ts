import type { CallEstimate, EstimatedArgument, FunctionDeclaration, Overload, Range } from "#cel/library.ts";
import { entriesOf, isList, isMap, isObject } from "#cel/native-values.ts";
import type { Value } from "#cel/value.ts";
import { ONE, UNKNOWN, plus, product, times } from "#cel/range.ts";
import { sizeOfValue } from "#cel/value-size.ts";

/** What reading one character costs. */
export const PER_CHARACTER = 0.1;
/** What one character of a regular expression makes each step cost. */
export const PER_PATTERN_CHARACTER = 0.25;
export const LIST_COST = 10;

/** Times a factor, rounded up, as cel-go counts. */
export function scaled(range: Range, factor: number): Range {
  return { min: Math.ceil(product(range.min, factor)), max: Math.ceil(product(range.max, factor)) };
}

export function sizeAt(args: readonly EstimatedArgument[], index: number): Range {
  return args[index]?.size ?? UNKNOWN;
}

export function valueAt(args: readonly Value[], index: number): Value {
  return args[index] ?? null;
}

type Costs = Required<Pick<Overload, "cost" | "estimate">>;

/** Reads one argument from end to end, `times` times. */
export function traversal(index: number, count = 1): Costs {
  return {
    cost: (args) => Math.ceil(sizeOfValue(valueAt(args, index)) * count * PER_CHARACTER),
    estimate: (args) => ({ cost: scaled(sizeAt(args, index), count * PER_CHARACTER) }),
  };
}

/** The same, with a result as long as the argument. */
export function sameSizeTraversal(index: number): Costs {
  const { cost, estimate } = traversal(index);
  return { cost, estimate: (args) => ({ ...estimate(args), resultSize: sizeAt(args, index) }) };
}

/** Matches a text (argument 0) against a pattern (argument 1). */
export function matching(resultOf?: (text: Range) => Omit<CallEstimate, "cost">): Costs {
  return {
    cost: (args) => {
      const textCost = Math.ceil((1 + sizeOfValue(valueAt(args, 0))) * PER_CHARACTER);
      return textCost * Math.ceil(sizeOfValue(valueAt(args, 1)) * PER_PATTERN_CHARACTER);
    },
    estimate: (args) => {
      const size = sizeAt(args, 0);
      const textCost = scaled(plus(size, ONE), PER_CHARACTER);
      const patternCost = scaled(sizeAt(args, 1), PER_PATTERN_CHARACTER);
      return { cost: times(textCost, patternCost), ...resultOf?.(size) };
    },
  };
}

/** Kubernetes counts the calls of its functions by name, whichever overload they mean. */
export function costByName(name: string, overloads: readonly Overload[]): FunctionDeclaration {
  const cost = overloads[0]?.cost;
  return cost === undefined ? { name, overloads } : { name, overloads, cost };
}

/** What reading a value and all that it holds costs; whole numbers, rounded down, by bytes of text. */
export function deepTraversalCost(value: Value): number {
  if (typeof value === "string") return Math.floor(utf8Length(value) * PER_CHARACTER);
  if (value instanceof Uint8Array) return Math.floor(value.length * PER_CHARACTER);
  let cost = 0;
  if (isList(value)) {
    for (let index = 0; index < value.size; index++) cost += deepTraversalCost(value.at(index));
    return cost;
  }
  if (!isMap(value) && !isObject(value)) return 1;
  for (const [key, entry] of entriesOf(value)) cost += deepTraversalCost(key) + deepTraversalCost(entry);
  return cost;
}

function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();
