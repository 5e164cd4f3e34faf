import type { Constant, Expression } from "./expression.ts";

/** The parts of a `cel.expr.Expr` message that cel-spec's printer of expressions reads. */
export interface ProtoExpression {
  readonly $typeName: "cel.expr.Expr";
  readonly id: bigint;
  readonly exprKind: { readonly case: string; readonly value: unknown };
}

/** An expression in the form that `@bufbuild/cel-spec` prints. */
export function protoForm(expression: Expression): ProtoExpression {
  return { $typeName: "cel.expr.Expr", id: BigInt(expression.id), exprKind: kindOf(expression) };
}

function kindOf(expression: Expression): ProtoExpression["exprKind"] {
  switch (expression.kind) {
    case "constant":
      return { case: "constExpr", value: { constantKind: constantKindOf(expression.constant) } };
    case "identifier":
      return { case: "identExpr", value: { name: expression.name } };
    case "select":
      return {
        case: "selectExpr",
        value: { operand: protoForm(expression.operand), field: expression.field, testOnly: expression.testOnly },
      };
    case "call": {
      const target = expression.target === undefined ? undefined : protoForm(expression.target);
      return {
        case: "callExpr",
        value: { function: expression.function, target, args: expression.args.map(protoForm) },
      };
    }
    case "list":
      return { case: "listExpr", value: { elements: expression.elements.map(protoForm) } };
    case "map":
      return {
        case: "structExpr",
        value: {
          messageName: "",
          entries: expression.entries.map((entry) => ({
            ...entryOf(entry),
            keyKind: { case: "mapKey", value: protoForm(entry.key) },
          })),
        },
      };
    case "struct":
      return {
        case: "structExpr",
        value: {
          messageName: expression.typeName,
          entries: expression.fields.map((field) => ({
            ...entryOf(field),
            keyKind: { case: "fieldKey", value: field.name },
          })),
        },
      };
    case "comprehension":
      return {
        case: "comprehensionExpr",
        value: {
          iterVar: expression.iterVar,
          iterRange: protoForm(expression.iterRange),
          accuVar: expression.accuVar,
          accuInit: protoForm(expression.accuInit),
          loopCondition: protoForm(expression.loopCondition),
          loopStep: protoForm(expression.loopStep),
          result: protoForm(expression.result),
        },
      };
  }
}

function entryOf(entry: { readonly id: number; readonly value: Expression; readonly optional: boolean }): object {
  return {
    $typeName: "cel.expr.Expr.CreateStruct.Entry",
    id: BigInt(entry.id),
    value: protoForm(entry.value),
    optionalEntry: entry.optional,
  };
}

function constantKindOf(constant: Constant): { readonly case: string; readonly value: unknown } {
  switch (constant.type) {
    case "null":
      return { case: "nullValue", value: 0 };
    case "bool":
      return { case: "boolValue", value: constant.value };
    case "int":
      return { case: "int64Value", value: constant.value };
    case "uint":
      return { case: "uint64Value", value: constant.value };
    case "double":
      return { case: "doubleValue", value: constant.value };
    case "string":
      return { case: "stringValue", value: constant.value };
    case "bytes":
      return { case: "bytesValue", value: constant.value };
  }
}
