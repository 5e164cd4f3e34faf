import type { Expression } from "#cel/expression.ts";
import { ACCUMULATOR, MacroError } from "#cel/macro.ts";
import type { ExpressionBuilder, Macro } from "#cel/macro.ts";

/** `list.sortBy(x, key)`: the keys are computed first, and the list is sorted by them. */
export const SORT_BY: Macro = { name: "sortBy", arity: 2, member: true, expand: expandSortBy };

const INPUT = "@__sortBy_input__";

function expandSortBy(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression | undefined {
  const [variable, key] = args;
  if (target === undefined || variable === undefined || key === undefined) return undefined;
  if (!SORTABLE.has(target.kind)) {
    throw new MacroError(
      "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
      target.offset,
    );
  }
  if (variable.kind !== "identifier") throw new MacroError("argument is not an identifier", variable.offset);
  const result = (): Expression => builder.identifier(ACCUMULATOR);
  const keys = builder.fold({
    iterVar: variable.name,
    iterRange: builder.identifier(INPUT),
    accuInit: builder.list(),
    loopCondition: builder.boolean(true),
    loopStep: builder.call("_+_", result(), builder.list(key)),
    result: result(),
  });
  return builder.fold({
    iterVar: "#unused",
    iterRange: builder.list(),
    accuVar: INPUT,
    accuInit: target,
    loopCondition: builder.boolean(false),
    loopStep: builder.identifier(INPUT),
    result: builder.memberCall("@sortByAssociatedKeys", builder.identifier(INPUT), keys),
  });
}

const SORTABLE: ReadonlySet<Expression["kind"]> = new Set(["list", "select", "identifier", "comprehension", "call"]);
