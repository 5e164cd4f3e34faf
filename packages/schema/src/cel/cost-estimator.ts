import type { Expression } from "./expression.ts";
import type { Overload, Range } from "./library.ts";
import type { SizeEstimates } from "./size-estimates.ts";

/** What the estimates of one expression share. */
export interface CostEstimator {
  readonly sizes: SizeEstimates;
  cost(expression: Expression): Range;
  /** Ids of the overloads that a call may mean. */
  overloadsOf(expression: Expression): readonly string[];
  overload(id: string): Overload | undefined;
}

/** What making a list costs, beyond its elements. */
export const LIST_COST = 10;
