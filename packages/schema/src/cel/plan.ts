import { attributeOf, resolver, withStep } from "./attribute.ts";
import type { Attribute } from "./attribute.ts";
import type { CheckedExpression, EnvironmentOptions } from "./environment.ts";
import type { Constant, Expression, IdentifierExpression, SelectExpression } from "./expression.ts";
import type { Evaluate } from "./frame.ts";
import { functionTable } from "./function-table.ts";
import { isOptional, typeValue, uint } from "./native-values.ts";
import { planCall } from "./plan-call.ts";
import { attributeFor, attributePlan, constantPlan, dottedName } from "./planner.ts";
import type { Planned, Planner } from "./planner.ts";
import { planComprehension, variableAttribute } from "./plan-comprehension.ts";
import { planList, planMap, planStruct } from "./plan-aggregate.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";

export function createPlanner(checked: CheckedExpression, environment: EnvironmentOptions): Planner {
  const planner: Planner = {
    checked,
    environment,
    functions: functionTable(environment.libraries),
    scopes: [],
    slotCount: 0,
    plan: (expression) => planExpression(planner, expression),
  };
  return planner;
}

function planExpression(planner: Planner, expression: Expression): Planned {
  switch (expression.kind) {
    case "constant":
      return constantPlan(constantValue(expression.constant));
    case "identifier":
      return planIdentifier(planner, expression);
    case "select":
      return planSelect(planner, expression);
    case "call":
      return planCall(planner, expression);
    case "list":
      return planList(planner, expression);
    case "map":
      return planMap(planner, expression);
    case "struct":
      return planStruct(planner, expression);
    case "comprehension":
      return planComprehension(planner, expression);
  }
}

function constantValue(constant: Constant): Value {
  if (constant.type === "null") return null;
  return constant.type === "uint" ? uint(constant.value) : constant.value;
}

function planIdentifier(planner: Planner, expression: IdentifierExpression): Planned {
  const local = expression.name.startsWith(".") ? undefined : variableAttribute(planner, expression.name);
  if (local !== undefined) return attributePlan(local);
  return planName(planner, expression, planner.checked.references.get(expression.id)?.name ?? expression.name);
}

/** A variable of the environment, or a type. */
function planName(planner: Planner, expression: Expression, dotted: string): Planned {
  const name = dotted.replace(/^\./, "");
  const checkedType = planner.checked.types.get(expression.id);
  if (!(name in planner.environment.variables)) {
    const type = planner.functions.types.get(name) ?? (checkedType?.kind === "type" ? checkedType.of : undefined);
    if (type !== undefined) return constantPlan(typeValue(type));
  }
  return attributePlan(
    attributeOf((frame) => {
      const value = frame.variables[name];
      if (value === undefined) throw new CelError(`no such attribute(s): ${name}`);
      return value;
    }),
  );
}

function planSelect(planner: Planner, expression: SelectExpression): Planned {
  const name = planner.checked.references.get(expression.id)?.name ?? qualifiedName(planner, expression);
  if (name !== undefined) return planName(planner, expression, name);
  const operand = attributeFor(planner.plan(expression.operand));
  const { field, testOnly } = expression;
  const attribute = withStep(operand, { key: field, optional: false, testOnly });
  if (!testOnly) return attributePlan(attribute);
  return { evaluate: presenceTest(attribute) };
}

/** In Kubernetes `has()` costs nothing beyond its steps. */
function presenceTest(attribute: Attribute): Evaluate {
  const resolve = resolver(attribute);
  return (frame) => {
    const value = resolve(frame);
    return isOptional(value) ? value.value !== undefined : value;
  };
}

/** Without a checker's references, `a.b.c` may still be the name of one variable. */
function qualifiedName(planner: Planner, expression: Expression): string | undefined {
  if (planner.checked.references.size > 0) return undefined;
  const name = dottedName(expression);
  if (name === undefined || variableAttribute(planner, name.split(".")[0] ?? "") !== undefined) return undefined;
  return name in planner.environment.variables || planner.functions.types.has(name) ? name : undefined;
}
