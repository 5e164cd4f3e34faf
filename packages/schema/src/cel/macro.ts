import type { Expression } from "./expression.ts";

/** A call that the parser replaces: `list.all(x, …)`, `has(a.b)`, `cel.bind(x, …)`. */
export interface Macro {
  readonly name: string;
  /** Number of arguments without the receiver. */
  readonly arity: number;
  /** Whether it has a receiver. */
  readonly member: boolean;
  /** The replacement, or undefined when the call is no macro after all (`math.max` with another `math`). Throws `MacroError`. */
  expand(
    builder: ExpressionBuilder,
    target: Expression | undefined,
    args: readonly Expression[],
  ): Expression | undefined;
}

/** A macro was used in the wrong way; `offset` says where. */
export class MacroError extends Error {
  override readonly name = "MacroError";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Makes expressions with ids and offsets of their own. */
export interface ExpressionBuilder {
  /** The offset that new expressions get: of the macro's name. */
  readonly offset: number;
  boolean(value: boolean): Expression;
  int(value: bigint): Expression;
  identifier(name: string): Expression;
  select(operand: Expression, field: string, testOnly?: boolean): Expression;
  call(name: string, ...args: readonly Expression[]): Expression;
  memberCall(name: string, target: Expression, ...args: readonly Expression[]): Expression;
  list(...elements: readonly Expression[]): Expression;
  emptyMap(): Expression;
  map(key: Expression, value: Expression): Expression;
  fold(parts: {
    readonly iterVar: string;
    readonly iterVar2?: string;
    readonly iterRange: Expression;
    readonly accuVar?: string;
    readonly accuInit: Expression;
    readonly loopCondition: Expression;
    readonly loopStep: Expression;
    readonly result: Expression;
  }): Expression;
  /** A copy with ids of its own: an expression may stand in a tree only once. */
  copy(expression: Expression): Expression;
}

/** The name of the accumulator that macros use. */
export const ACCUMULATOR = "@result";
