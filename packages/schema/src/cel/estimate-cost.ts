import type { CheckedExpression, EnvironmentOptions, SizeOf } from "./environment.ts";
import { LIST_COST, type CostEstimator } from "./cost-estimator.ts";
import { estimateCall } from "./estimate-call.ts";
import { estimateComprehension } from "./estimate-comprehension.ts";
import type { Expression, SelectExpression } from "./expression.ts";
import { functionTable } from "./function-table.ts";
import type { Range } from "./library.ts";
import { exactly, ONE, plus, ZERO } from "./range.ts";
import { createSizeEstimates, unionOfSizes } from "./size-estimates.ts";

/**
 * What evaluating an expression costs at least and at most, before there are values; `sizeOf` tells how long the strings, lists and maps of
 * the schema may be. As cel-go estimates and Kubernetes configures it (`has()` is free).
 * See https://kubernetes.io/docs/reference/using-api/cel/#resource-constraints
 */
export function estimateCost(checked: CheckedExpression, environment: EnvironmentOptions, sizeOf: SizeOf): Range {
  const { overloads } = functionTable(environment.libraries);
  const sizes = createSizeEstimates(checked, sizeOf);
  const estimator: CostEstimator = {
    sizes,
    cost: (expression) => costOf(estimator, expression),
    overloadsOf: (expression) => checked.references.get(expression.id)?.overloads ?? [],
    overload: (id) => overloads.get(id)?.overload,
  };
  return estimator.cost(checked.expression);
}

const MAP_COST = 30;
const OBJECT_COST = 40;

function costOf(estimator: CostEstimator, expression: Expression): Range {
  const { sizes, cost } = estimator;
  switch (expression.kind) {
    case "constant":
      return ZERO;
    case "identifier":
      sizes.setPath(expression, sizes.local(expression.name)?.path ?? [expression.name]);
      return ONE;
    case "select":
      return selectCost(estimator, expression);
    case "call":
      return estimateCall(estimator, expression);
    case "list": {
      const costs = expression.elements.map(cost);
      const value = unionOfSizes(expression.elements.map(sizes.sizeOf));
      sizes.setEntries(expression, { container: "list", key: ONE, value });
      return plus(...costs, exactly(LIST_COST));
    }
    case "map": {
      const costs = expression.entries.flatMap((entry) => [cost(entry.key), cost(entry.value)]);
      const key = unionOfSizes(expression.entries.map((entry) => sizes.sizeOf(entry.key)));
      const value = unionOfSizes(expression.entries.map((entry) => sizes.sizeOf(entry.value)));
      sizes.setEntries(expression, { container: "map", key, value });
      return plus(...costs, exactly(MAP_COST));
    }
    case "struct":
      return plus(...expression.fields.map((field) => cost(field.value)), exactly(OBJECT_COST));
    case "comprehension":
      return estimateComprehension(estimator, expression);
  }
}

function selectCost({ sizes, cost }: CostEstimator, expression: SelectExpression): Range {
  const { operand, field, testOnly } = expression;
  const operandCost = cost(operand);
  if (testOnly) return operandCost;
  sizes.setPath(expression, [...sizes.pathOf(operand), field]);
  return ["map", "object", "parameter"].includes(sizes.typeOf(operand).kind) ? plus(operandCost, ONE) : operandCost;
}
