import { CelCostError, CelError } from "./value.ts";
import type { Value } from "./value.ts";

/** One evaluation: its variables and what it may still cost. */
export interface Frame {
  readonly variables: Readonly<Record<string, Value>>;
  /**
   * The variables of comprehensions, each at the place that planning gave it. An accumulator may hold the error of its last step, which
   * whoever reads it gets.
   */
  readonly slots: (Value | CelError | undefined)[];
  remaining: number;
}

/** A planned expression. */
export type Evaluate = (frame: Frame) => Value;

/** Counts a cost; throws `CelCostError` when no budget is left. */
export function charge(frame: Frame, cost: number): void {
  frame.remaining -= cost;
  if (frame.remaining < 0) throw new CelCostError("operation cancelled: actual cost limit exceeded");
}

/** The error of an evaluation that others may absorb; anything else, a spent budget above all, is thrown on. */
export function absorbable(error: unknown): CelError {
  if (error instanceof CelError && !(error instanceof CelCostError)) return error;
  throw error;
}
