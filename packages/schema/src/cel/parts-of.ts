import type { Expression } from "./expression.ts";

/** The expressions that an expression is made of directly. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "identifier":
      return [];
    case "select":
      return [expression.operand];
    case "call":
      return expression.target === undefined ? expression.args : [expression.target, ...expression.args];
    case "list":
      return expression.elements;
    case "map":
      return expression.entries.flatMap((entry) => [entry.key, entry.value]);
    case "struct":
      return expression.fields.map((field) => field.value);
    case "comprehension":
      return [
        expression.iterRange,
        expression.accuInit,
        expression.loopCondition,
        expression.loopStep,
        expression.result,
      ];
  }
}
