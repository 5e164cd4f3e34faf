import type { Expression } from "./expression.ts";
import type { Library, Range } from "./library.ts";
import type { CelType } from "./type.ts";
import type { Value } from "./value.ts";

/** What an expression may use: libraries, variables and object types. Made by `createEnvironment`. */
export interface EnvironmentOptions {
  readonly libraries: readonly Library[];
  readonly variables: Readonly<Record<string, CelType>>;
  /** The fields of an object type; undefined: there is no such type. */
  readonly fieldsOf?: (typeName: string) => ReadonlyMap<string, CelType> | undefined;
  /** The namespace in which names are looked up first: in `a.b` the name `c` may mean `a.b.c`. Default: none. */
  readonly container?: string;
  /**
   * What the checker refuses: `kubernetes` (default) also fields in backticks, list and map literals of mixed types, and literal durations,
   * timestamps and regular expressions that are none; `standard` only what the language does.
   */
  readonly dialect?: "kubernetes" | "standard";
}

/** Something wrong with an expression; `offset` is in UTF-16 units. */
export interface CelIssue {
  readonly message: string;
  readonly offset: number;
}

/** An expression whose every node has a type. */
export interface CheckedExpression {
  readonly source: string;
  readonly expression: Expression;
  /** By node id; DYN where nothing is known. */
  readonly types: ReadonlyMap<number, CelType>;
  /** By node id: what a name or call refers to. */
  readonly references: ReadonlyMap<number, Reference>;
  readonly resultType: CelType;
}

export interface Reference {
  /** Full name of the variable or type that an identifier (or a chain of selects) stands for. */
  readonly name?: string;
  /** Ids of the overloads that a call may mean. */
  readonly overloads?: readonly string[];
}

/** An expression ready to run. */
export interface Program {
  /**
   * The value with these variables. `cost` counts down from its `remaining`; throws `CelCostError` when that falls below zero, `CelError`
   * when the evaluation fails.
   */
  evaluate(variables: Readonly<Record<string, Value>>, cost?: CostTracker): Value;
}

/** What evaluations may still cost. */
export interface CostTracker {
  remaining: number;
}

/** The size of what a path of fields leads to: `["self", "items", "@items"]`; undefined: unknown. */
export type SizeOf = (path: readonly string[], type: CelType) => Range | undefined;
