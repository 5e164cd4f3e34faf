import type { Expression } from "./expression.ts";
import { ACCUMULATOR, MacroError, type ExpressionBuilder, type Macro } from "./macro.ts";

/** The macros over index and value of a list, or key and value of a map, as cel-go's extension has them. */
export function twoVariableMacros(): readonly Macro[] {
  return [
    twoVariableMacro("all", 3, (builder) => ({
      accuInit: builder.boolean(true),
      loopCondition: builder.call("@not_strictly_false", accumulator(builder)),
      step: ({ body }) => builder.call("_&&_", accumulator(builder), body),
    })),
    twoVariableMacro("exists", 3, (builder) => ({
      accuInit: builder.boolean(false),
      loopCondition: builder.call("@not_strictly_false", builder.call("!_", accumulator(builder))),
      step: ({ body }) => builder.call("_||_", accumulator(builder), body),
    })),
    ...["existsOne", "exists_one"].map((name) => twoVariableMacro(name, 3, existsOne)),
    ...[3, 4].flatMap((arity) => [
      twoVariableMacro("transformList", arity, (builder) => ({
        accuInit: builder.list(),
        step: ({ body }) => builder.call("_+_", accumulator(builder), builder.list(body)),
      })),
      twoVariableMacro("transformMap", arity, (builder) => ({
        accuInit: builder.emptyMap(),
        step: ({ body, key }) => builder.call("cel.@mapInsert", accumulator(builder), builder.identifier(key), body),
      })),
      twoVariableMacro("transformMapEntry", arity, (builder) => ({
        accuInit: builder.emptyMap(),
        step: ({ body }) => builder.call("cel.@mapInsert", accumulator(builder), body),
      })),
    ]),
  ];
}

interface Fold {
  readonly accuInit: Expression;
  /** Default: always true. */
  readonly loopCondition?: Expression;
  readonly step: (parts: { readonly body: Expression; readonly key: string }) => Expression;
  /** Default: the accumulator. */
  readonly result?: Expression;
}

/** With four arguments the third is a filter. */
function twoVariableMacro(name: string, arity: number, foldOf: (builder: ExpressionBuilder) => Fold): Macro {
  return {
    name,
    arity,
    member: true,
    expand: (builder, target, args) => {
      const [first, second, third, fourth] = args;
      if (target === undefined || first === undefined || second === undefined || third === undefined) return undefined;
      const iterVar = simpleName(first);
      const iterVar2 = simpleName(second);
      const fold = foldOf(builder);
      const step = fold.step({ body: fourth ?? third, key: iterVar });
      return builder.fold({
        iterVar,
        iterVar2,
        iterRange: target,
        accuInit: fold.accuInit,
        loopCondition: fold.loopCondition ?? builder.boolean(true),
        loopStep: fourth === undefined ? step : builder.call("_?_:_", third, step, accumulator(builder)),
        result: fold.result ?? accumulator(builder),
      });
    },
  };
}

function existsOne(builder: ExpressionBuilder): Fold {
  return {
    accuInit: builder.int(0n),
    step: ({ body }) =>
      builder.call("_?_:_", body, builder.call("_+_", accumulator(builder), builder.int(1n)), accumulator(builder)),
    result: builder.call("_==_", accumulator(builder), builder.int(1n)),
  };
}

function accumulator(builder: ExpressionBuilder): Expression {
  return builder.identifier(ACCUMULATOR);
}

function simpleName(expression: Expression): string {
  if (expression.kind !== "identifier") throw new MacroError("argument must be a simple name", expression.offset);
  return expression.name;
}
