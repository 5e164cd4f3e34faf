import { isDynOrError, mostGeneral, substitute, unify, type Substitutions } from "./assignable.ts";
import { checkCall } from "./check-call.ts";
import { checkList, checkMap, checkStruct } from "./check-aggregate.ts";
import { mismatchText, optionalContent, undeclaredText, type ExpressionChecker } from "./checker-context.ts";
import type { CelIssue, EnvironmentOptions } from "./environment.ts";
import type {
  ComprehensionExpression,
  Constant,
  Expression,
  IdentifierExpression,
  SelectExpression,
} from "./expression.ts";
import { createNames, qualifiedName } from "./names.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  INT,
  NULL,
  STRING,
  UINT,
  optionalOf,
  parameter,
  typeText,
  type CelType,
} from "./type.ts";

export function createExpressionChecker(environment: EnvironmentOptions): ExpressionChecker {
  let parameters = 0;
  const substitutions: Substitutions = new Map();
  const issues: CelIssue[] = [];
  const report = (message: string, offset: number): void => {
    issues.push({ message, offset });
  };
  const fits = (from: CelType, to: CelType): boolean => unify(substitutions, [from], [to]);
  const checker: ExpressionChecker = {
    environment,
    names: createNames(environment),
    types: new Map(),
    references: new Map(),
    issues,
    substitutions,
    report,
    fits,
    newParameter: () => parameter(`_var${String(parameters++)}`),
    check: (expression) => {
      const type = checkNode(checker, expression);
      checker.types.set(expression.id, type);
      return type;
    },
    selectField: (operand, field, options) => selectField(checker, operand, { field, ...options }),
    fieldType: (typeName, field, at) => {
      const fields = environment.fieldsOf?.(typeName);
      const type = fields?.get(field);
      if (fields === undefined) report(`unexpected failed resolution of '${typeName}'`, at);
      else if (type === undefined) report(`undefined field '${field}'`, at);
      return type;
    },
    join: (previous, next) => {
      if (previous === undefined) return next;
      return fits(previous, next) ? mostGeneral(previous, next) : DYN;
    },
  };
  return checker;
}

function checkNode(checker: ExpressionChecker, expression: Expression): CelType {
  switch (expression.kind) {
    case "constant":
      return CONSTANT_TYPES[expression.constant.type];
    case "identifier":
      return checkIdentifier(checker, expression);
    case "select":
      return checkSelect(checker, expression);
    case "call":
      return checkCall(checker, expression);
    case "list":
      return checkList(checker, expression);
    case "map":
      return checkMap(checker, expression);
    case "struct":
      return checkStruct(checker, expression);
    case "comprehension":
      return checkComprehension(checker, expression);
  }
}

const CONSTANT_TYPES: Readonly<Record<Constant["type"], CelType>> = {
  null: NULL,
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
};

function checkIdentifier(checker: ExpressionChecker, { id, name, offset }: IdentifierExpression): CelType {
  const found = checker.names.identifier(name);
  if (found === undefined) {
    checker.report(undeclaredText(checker, name), offset);
    return { kind: "error" };
  }
  checker.references.set(id, { name: found.name });
  return found.type;
}

function checkSelect(checker: ExpressionChecker, expression: SelectExpression): CelType {
  const name = qualifiedName(expression);
  const found = name === undefined ? undefined : checker.names.identifier(name);
  if (found !== undefined) {
    checker.references.set(expression.id, { name: found.name });
    return found.type;
  }
  const { operand, field, offset, testOnly } = expression;
  const type = checker.selectField(operand, field, { at: offset, optional: false });
  return testOnly ? BOOL : substitute(checker.substitutions, type);
}

function selectField(
  checker: ExpressionChecker,
  operand: Expression,
  { field, at, optional }: { readonly field: string; readonly at: number; readonly optional: boolean },
): CelType {
  const operandType = substitute(checker.substitutions, checker.check(operand));
  const content = optionalContent(operandType);
  const type = fieldOf(checker, content ?? operandType, { field, at });
  return content !== undefined || optional ? optionalOf(type) : type;
}

function fieldOf(
  checker: ExpressionChecker,
  type: CelType,
  { field, at }: { readonly field: string; readonly at: number },
): CelType {
  switch (type.kind) {
    case "map":
      return type.value;
    case "object":
      return checker.fieldType(type.name, field, at) ?? { kind: "error" };
    case "parameter":
      // Nothing is known of it yet: it may hold anything from here on.
      checker.fits(DYN, type);
      return DYN;
    default:
      if (!isDynOrError(type)) checker.report(`type '${typeText(type)}' does not support field selection`, at);
      return DYN;
  }
}

function checkComprehension(checker: ExpressionChecker, expression: ComprehensionExpression): CelType {
  const range = substitute(checker.substitutions, checker.check(expression.iterRange));
  const accumulator = checker.check(expression.accuInit);
  const [first, second] = iterationTypes(checker, expression, range);
  const iteration =
    expression.iterVar2 === undefined
      ? { [expression.iterVar]: first }
      : { [expression.iterVar]: first, [expression.iterVar2]: second };
  return checker.names.within({ [expression.accuVar]: accumulator }, () => {
    checker.names.within(iteration, () => {
      assertType(checker, expression.loopCondition, BOOL);
      assertType(checker, expression.loopStep, accumulator);
    });
    return substitute(checker.substitutions, checker.check(expression.result));
  });
}

/** The types of the variable or variables of a comprehension. */
function iterationTypes(
  checker: ExpressionChecker,
  expression: ComprehensionExpression,
  range: CelType,
): readonly [CelType, CelType] {
  const two = expression.iterVar2 !== undefined;
  switch (range.kind) {
    case "list":
      return two ? [INT, range.element] : [range.element, DYN];
    case "map":
      return [range.key, range.value];
    case "dyn":
    case "error":
    case "parameter":
      checker.fits(DYN, range);
      return [DYN, DYN];
    default: {
      const message = `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
      checker.report(message, expression.iterRange.offset);
      return [{ kind: "error" }, { kind: "error" }];
    }
  }
}

function assertType(checker: ExpressionChecker, expression: Expression, expected: CelType): void {
  const type = checker.check(expression);
  if (!checker.fits(expected, type)) checker.report(mismatchText(expected, type), expression.offset);
}
