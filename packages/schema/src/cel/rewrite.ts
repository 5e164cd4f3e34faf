import type { Reference } from "./environment.ts";
import type { Expression } from "./expression.ts";

/** The expression with names as the checker resolved them: `a.b` that is a variable `a.b` is one identifier, `optional.of(x)` one call. */
export function rewrite(expression: Expression, references: ReadonlyMap<number, Reference>): Expression {
  const inner = (part: Expression): Expression => rewrite(part, references);
  const { id, offset } = expression;
  const reference = references.get(id);
  switch (expression.kind) {
    case "constant":
      return expression;
    case "identifier":
      return { ...expression, name: reference?.name ?? expression.name };
    case "select":
      if (reference?.name !== undefined) return { kind: "identifier", id, offset, name: reference.name };
      return { ...expression, operand: inner(expression.operand) };
    case "call": {
      const { target, ...call } = expression;
      const args = expression.args.map(inner);
      const name = reference?.name ?? expression.function;
      if (target === undefined || name !== expression.function) return { ...call, function: name, args };
      return { ...call, args, target: inner(target) };
    }
    case "list":
      return { ...expression, elements: expression.elements.map(inner) };
    case "map":
      return {
        ...expression,
        entries: expression.entries.map((entry) => ({ ...entry, key: inner(entry.key), value: inner(entry.value) })),
      };
    case "struct": {
      const typeName = reference?.name ?? expression.typeName;
      return {
        ...expression,
        typeName,
        fields: expression.fields.map((field) => ({ ...field, value: inner(field.value) })),
      };
    }
    case "comprehension":
      return {
        ...expression,
        iterRange: inner(expression.iterRange),
        accuInit: inner(expression.accuInit),
        loopCondition: inner(expression.loopCondition),
        loopStep: inner(expression.loopStep),
        result: inner(expression.result),
      };
  }
}
