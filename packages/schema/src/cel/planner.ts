import { attributeEvaluator, attributeOf } from "./attribute.ts";
import type { Attribute } from "./attribute.ts";
import type { CheckedExpression, EnvironmentOptions } from "./environment.ts";
import type { Expression } from "./expression.ts";
import type { Evaluate } from "./frame.ts";
import type { FunctionTable } from "./function-table.ts";
import type { Value } from "./value.ts";

/** How an expression will be evaluated. */
export interface Planned {
  readonly evaluate: Evaluate;
  /** Its value, when that is known already; it then costs nothing. */
  readonly constant?: Value;
  /** When it is a chain that fields and indices may continue. */
  readonly attribute?: Attribute;
}

/** What planning knows. */
export interface Planner {
  readonly checked: CheckedExpression;
  readonly environment: EnvironmentOptions;
  readonly functions: FunctionTable;
  /** How to read the comprehension variables in scope, innermost last. */
  readonly scopes: ReadonlyMap<string, Evaluate>[];
  /** How many slots were given out. */
  slotCount: number;
  plan(expression: Expression): Planned;
}

export function constantPlan(value: Value): Planned {
  return { evaluate: () => value, constant: value };
}

export function attributePlan(attribute: Attribute): Planned {
  return { evaluate: attributeEvaluator(attribute), attribute };
}

/** The chain that an expression is, or one that begins with its value. */
export function attributeFor(planned: Planned): Attribute {
  return planned.attribute ?? attributeOf(planned.evaluate);
}

/** `a.b.c` of names and selects; undefined: the expression is another. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.testOnly) return undefined;
  const operand = dottedName(expression.operand);
  return operand === undefined ? undefined : `${operand}.${expression.field}`;
}
