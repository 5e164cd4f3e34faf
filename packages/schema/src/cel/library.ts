import type { CelType } from "./type.ts";
import type { Value } from "./value.ts";
import type { Macro } from "./macro.ts";

/** Functions, macros and names that an environment offers: the standard library and the extensions of Kubernetes. */
export interface Library {
  readonly name: string;
  readonly functions: readonly FunctionDeclaration[];
  readonly macros?: readonly Macro[];
  /** Names that stand for a type: `int`, `list`, `kubernetes.Quantity`…. */
  readonly types?: Readonly<Record<string, CelType>>;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** What a call cost when only the run time showed which overload it meant; default 1, as cel-go counts by overload. */
  readonly cost?: (args: readonly Value[], result: Value) => number;
}

/** One signature of a function with what it does and costs. */
export interface Overload {
  /** As cel-go and Kubernetes call it: `string_contains_string`. */
  readonly id: string;
  /** Whether it is called as `args[0].name(args[1]…)`. */
  readonly member: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The values that come are not compared with `args` at run time: the function looks for itself (`dyn([1]).flatten()`). */
  readonly unguarded?: boolean;
  /** Absent for what the interpreter itself does: `_&&_`, `_||_`, `_?_:_`, `@not_strictly_false`…. */
  readonly call?: (args: readonly Value[]) => Value;
  /** What a call cost, beyond its arguments; default 1. */
  readonly cost?: (args: readonly Value[], result: Value) => number;
  /** What a call may cost at most, before there are values; default 1. */
  readonly estimate?: (args: readonly EstimatedArgument[]) => CallEstimate;
}

/** Bounds of a size (characters, bytes, elements) or of a cost. `max` is `Infinity` when nothing bounds it. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface EstimatedArgument {
  readonly type: CelType;
  /** Characters of a string, bytes, elements of a list or map; 1 for other types. */
  readonly size: Range;
  /** The same for what a list holds, or for the values of a map. */
  readonly elementSize?: Range;
  /** The value, when it is an int literal: a limit, an index. */
  readonly constant?: bigint;
}

export interface CallEstimate {
  readonly cost: Range;
  /** Size of the result, when it is a string, bytes, list or map. */
  readonly resultSize?: Range;
  readonly resultElementSize?: Range;
}
