import { patternProblem } from "#structural/pattern.ts";
import { resolver, withStep } from "./attribute.ts";
import type { Step } from "./attribute.ts";
import type { CallExpression } from "./expression.ts";
import { valuesEqual } from "./equality.ts";
import { absorbable, charge } from "./frame.ts";
import type { Evaluate, Frame } from "./frame.ts";
import { elementsOf, isList, isOptional, isUint } from "./native-values.ts";
import { planOverloads } from "./plan-overloads.ts";
import { attributeFor, attributePlan, constantPlan, dottedName } from "./planner.ts";
import type { Planned, Planner } from "./planner.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";

/** A call: of an operator that decides which operands are evaluated, or of a function. */
export function planCall(planner: Planner, expression: CallExpression): Planned {
  const args = argumentsOf(planner, expression);
  const planned = args.map((argument) => planner.plan(argument));
  const [left, right, third] = planned;
  if (left === undefined || right === undefined) return planFunction(planner, expression, planned);
  switch (expression.function) {
    case "_&&_":
      return { evaluate: logical(left.evaluate, right.evaluate, false) };
    case "_||_":
      return { evaluate: logical(left.evaluate, right.evaluate, true) };
    case "_?_:_":
      if (third === undefined) break;
      return attributePlan({
        kind: "conditional",
        condition: left.evaluate,
        truthy: attributeFor(right),
        falsy: attributeFor(third),
      });
    case "_[_]":
      return attributePlan(withStep(attributeFor(left), indexStep(right, false)));
    case "_?._":
    case "_[?_]":
      return attributePlan(withStep(attributeFor(left), indexStep(right, true)));
    case "or":
    case "orValue":
      if (expression.target === undefined) break;
      return { evaluate: expression.function === "or" ? eitherOptional(left, right) : valueOr(left, right) };
  }
  return planFunction(planner, expression, planned);
}

/** The arguments that values are for: the receiver among them unless it is the namespace of the function. */
function argumentsOf(planner: Planner, expression: CallExpression): CallExpression["args"] {
  if (expression.target === undefined) return expression.args;
  return namespacedFunction(planner, expression) === undefined
    ? [expression.target, ...expression.args]
    : expression.args;
}

/** `format.named` of the call `format.named("x")`. */
function namespacedFunction(planner: Planner, expression: CallExpression): string | undefined {
  if (expression.target === undefined) return undefined;
  const [id] = planner.checked.references.get(expression.id)?.overloads ?? [];
  if (id !== undefined) {
    const known = planner.functions.overloads.get(id);
    return known?.overload.member === false ? known.function : undefined;
  }
  const namespace = dottedName(expression.target);
  if (namespace === undefined) return undefined;
  const name = `${namespace}.${expression.function}`.replace(/^\./, "");
  return planner.functions.functions.has(name) ? name : undefined;
}

function planFunction(planner: Planner, expression: CallExpression, args: readonly Planned[]): Planned {
  if (expression.function === "@not_strictly_false" && args[0] !== undefined) {
    return { evaluate: notStrictlyFalse(args[0].evaluate) };
  }
  const name = namespacedFunction(planner, expression) ?? expression.function.replace(/^\./, "");
  const member = expression.target !== undefined && args.length > expression.args.length;
  checkConstantPattern(name, args);
  const evaluate = planOverloads(planner, { expression, name, member, args });
  return constantConversion(name, args, evaluate) ?? constantMembership(name, args) ?? { evaluate };
}

/** A constant pattern that does not compile is found when planning. */
function checkConstantPattern(name: string, args: readonly Planned[]): void {
  const pattern = args[1]?.constant;
  if (typeof pattern !== "string" || !MATCHERS.has(name)) return;
  const problem = patternProblem(pattern);
  if (problem !== undefined) throw new CelError(problem);
}

const MATCHERS = new Set(["matches", "find", "findAll"]);

/** A type conversion of a constant is done when planning, and a value that cannot be converted is found then. */
function constantConversion(name: string, args: readonly Planned[], evaluate: Evaluate): Planned | undefined {
  if (args.length !== 1 || args[0]?.constant === undefined || !CONVERSIONS.has(name)) return undefined;
  return constantPlan(evaluate({ variables: {}, slots: [], remaining: Infinity }));
}

const CONVERSIONS = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "dyn",
  "int",
  "string",
  "timestamp",
  "type",
  "uint",
]);

/** Whether something is in a list of constants costs nothing in cel-go, which makes a set of them. */
function constantMembership(name: string, args: readonly Planned[]): Planned | undefined {
  const [element, list] = args;
  if (name !== "@in" || element === undefined || !isList(list?.constant)) return undefined;
  const values = [...elementsOf(list.constant)];
  if (values.length === 0) return constantPlan(false);
  if (values.some((value) => typeof value === "object" && !isUint(value))) return undefined;
  const known = new Set(values);
  return {
    evaluate: (frame) => {
      const value = element.evaluate(frame);
      return known.has(value) || (typeof value !== "string" && values.some((other) => valuesEqual(other, value)));
    },
  };
}

function indexStep(index: Planned, optional: boolean): Step {
  if (index.constant !== undefined) return { key: index.constant, optional, testOnly: false };
  const keyOf = index.attribute === undefined ? index.evaluate : resolver(index.attribute);
  return { keyOf, optional, testOnly: false };
}

/** `&&` and `||`: a side that decides absorbs the other side's error. */
function logical(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  return (frame) => {
    let value: Value | CelError;
    try {
      value = left(frame);
    } catch (error) {
      value = absorbable(error);
    }
    if (value === decisive) return decisive;
    if (value === !decisive) return booleanOf(right(frame));
    if (decides(frame, right, decisive)) return decisive;
    throw value instanceof CelError ? value : new CelError("no such overload");
  };
}

function decides(frame: Frame, side: Evaluate, decisive: boolean): boolean {
  try {
    return side(frame) === decisive;
  } catch (error) {
    absorbable(error);
    return false;
  }
}

function booleanOf(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw new CelError("no such overload");
}

/** What ends the loop of `all` and `exists`: false, but not an error. */
function notStrictlyFalse(operand: Evaluate): Evaluate {
  return (frame) => {
    let result: Value = true;
    try {
      result = operand(frame) !== false;
    } catch (error) {
      absorbable(error);
    }
    charge(frame, 1);
    return result;
  };
}

/**
 * `or` and `orValue` of optionals evaluate their argument only when it is needed, and cost nothing. What is no optional (its type was
 * dyn) is the result itself, as in cel-go.
 */
function eitherOptional(left: Planned, right: Planned): Evaluate {
  return (frame) => {
    const value = left.evaluate(frame);
    return isOptional(value) && value.value === undefined ? right.evaluate(frame) : value;
  };
}

function valueOr(left: Planned, right: Planned): Evaluate {
  return (frame) => {
    const value = left.evaluate(frame);
    if (!isOptional(value)) return value;
    return value.value === undefined ? right.evaluate(frame) : value.value;
  };
}
