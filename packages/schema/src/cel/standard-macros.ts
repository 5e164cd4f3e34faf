import { twoVariableMacros } from "./two-variable-macros.ts";
import type { Expression } from "./expression.ts";
import { ACCUMULATOR, MacroError, type ExpressionBuilder, type Macro } from "./macro.ts";

/** The macros of the language itself. See https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros */
export const STANDARD_MACROS: readonly Macro[] = [
  { name: "has", arity: 1, member: false, expand: expandHas },
  { name: "all", arity: 2, member: true, expand: expandAll },
  { name: "exists", arity: 2, member: true, expand: expandExists },
  { name: "exists_one", arity: 2, member: true, expand: expandExistsOne },
  { name: "existsOne", arity: 2, member: true, expand: expandExistsOne },
  { name: "map", arity: 2, member: true, expand: expandMap },
  { name: "map", arity: 3, member: true, expand: expandMap },
  { name: "filter", arity: 2, member: true, expand: expandFilter },
];

/** `all`, `exists`, `existsOne` with index or key and value, `transformList`, `transformMap`, `transformMapEntry`. */
export const TWO_VARIABLE_MACROS: readonly Macro[] = twoVariableMacros();

/** `optMap` and `optFlatMap`. See https://kubernetes.io/docs/reference/using-api/cel/#cel-optional-library */
export const OPTIONAL_MACROS: readonly Macro[] = [
  {
    name: "optMap",
    arity: 2,
    member: true,
    expand: (builder, target, args) => expandOptionalMap(builder, "optMap", operandsOf(target, args)),
  },
  {
    name: "optFlatMap",
    arity: 2,
    member: true,
    expand: (builder, target, args) => expandOptionalMap(builder, "optFlatMap", operandsOf(target, args)),
  },
];

/** `cel.bind(name, value, expression)`. */
export const BINDING_MACROS: readonly Macro[] = [{ name: "bind", arity: 3, member: true, expand: expandBind }];

function expandHas(
  _builder: ExpressionBuilder,
  _target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [selection] = args;
  if (selection?.kind !== "select")
    throw new MacroError("invalid argument to has() macro", selection?.offset ?? _builder.offset);
  return _builder.select(selection.operand, selection.field, true);
}

function expandAll(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [range, variable, predicate] = operandsOf(target, args);
  return builder.fold({
    iterVar: iterationVariable(variable, "argument must be a simple name"),
    iterRange: range,
    accuInit: builder.boolean(true),
    loopCondition: builder.call("@not_strictly_false", accumulator(builder)),
    loopStep: builder.call("_&&_", accumulator(builder), predicate),
    result: accumulator(builder),
  });
}

function expandExists(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [range, variable, predicate] = operandsOf(target, args);
  return builder.fold({
    iterVar: iterationVariable(variable, "argument must be a simple name"),
    iterRange: range,
    accuInit: builder.boolean(false),
    loopCondition: builder.call("@not_strictly_false", builder.call("!_", accumulator(builder))),
    loopStep: builder.call("_||_", accumulator(builder), predicate),
    result: accumulator(builder),
  });
}

function expandExistsOne(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [range, variable, predicate] = operandsOf(target, args);
  return builder.fold({
    iterVar: iterationVariable(variable, "argument must be a simple name"),
    iterRange: range,
    accuInit: builder.int(0n),
    loopCondition: builder.boolean(true),
    loopStep: builder.call(
      "_?_:_",
      predicate,
      builder.call("_+_", accumulator(builder), builder.int(1n)),
      accumulator(builder),
    ),
    result: builder.call("_==_", accumulator(builder), builder.int(1n)),
  });
}

function expandMap(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [range, variable, first, second] = operandsOf(target, args);
  const iterVar = iterationVariable(variable, "argument is not an identifier");
  const append = builder.call("_+_", accumulator(builder), builder.list(second ?? first));
  return builder.fold({
    iterVar,
    iterRange: range,
    accuInit: builder.list(),
    loopCondition: builder.boolean(true),
    loopStep: second === undefined ? append : builder.call("_?_:_", first, append, accumulator(builder)),
    result: accumulator(builder),
  });
}

function expandFilter(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression {
  const [range, variable, predicate] = operandsOf(target, args);
  const append = builder.call("_+_", accumulator(builder), builder.list(variable));
  return builder.fold({
    iterVar: iterationVariable(variable, "argument is not an identifier"),
    iterRange: range,
    accuInit: builder.list(),
    loopCondition: builder.boolean(true),
    loopStep: builder.call("_?_:_", predicate, append, accumulator(builder)),
    result: accumulator(builder),
  });
}

function expandOptionalMap(builder: ExpressionBuilder, name: "optMap" | "optFlatMap", operands: Operands): Expression {
  const [target, variable, mapped] = operands;
  if (variable.kind !== "identifier")
    throw new MacroError(`${name}() variable name must be a simple identifier`, variable.offset);
  const bound = bind(builder, variable.name, builder.memberCall("value", builder.copy(target)), mapped);
  return builder.call(
    "_?_:_",
    builder.memberCall("hasValue", target),
    name === "optMap" ? builder.call("optional.of", bound) : bound,
    builder.call("optional.none"),
  );
}

function expandBind(
  builder: ExpressionBuilder,
  target: Expression | undefined,
  args: readonly Expression[],
): Expression | undefined {
  if (target?.kind !== "identifier" || target.name !== "cel") return undefined;
  const [, variable, value, result] = operandsOf(target, args);
  if (variable.kind !== "identifier" || result === undefined) {
    throw new MacroError("cel.bind() variable names must be simple identifiers", variable.offset);
  }
  return bind(builder, variable.name, value, result);
}

/** A fold over nothing, whose accumulator is the variable. */
function bind(builder: ExpressionBuilder, name: string, value: Expression, result: Expression): Expression {
  return builder.fold({
    iterVar: "#unused",
    iterRange: builder.list(),
    accuVar: name,
    accuInit: value,
    loopCondition: builder.boolean(false),
    loopStep: builder.identifier(name),
    result,
  });
}

type Operands = readonly [Expression, Expression, Expression, Expression | undefined];

/** The receiver and the arguments of a macro; the parser has counted them. */
function operandsOf(target: Expression | undefined, args: readonly Expression[]): Operands {
  const [first, second, third] = args;
  if (target === undefined || first === undefined || second === undefined)
    throw new Error("a macro was expanded with too few arguments");
  return [target, first, second, third];
}

function accumulator(builder: ExpressionBuilder): Expression {
  return builder.identifier(ACCUMULATOR);
}

function iterationVariable(expression: Expression, message: string): string {
  if (expression.kind !== "identifier") throw new MacroError(message, expression.offset);
  if (ACCUMULATOR_NAMES.has(expression.name))
    throw new MacroError("iteration variable overwrites accumulator variable", expression.offset);
  return expression.name;
}

const ACCUMULATOR_NAMES: ReadonlySet<string> = new Set([ACCUMULATOR, "__result__"]);
