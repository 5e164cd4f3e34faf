import type { CostEstimator } from "./cost-estimator.ts";
import type { CallExpression, Expression } from "./expression.ts";
import type { CallEstimate, EstimatedArgument, Range } from "./library.ts";
import { ONE, plus, union, UNKNOWN, ZERO } from "./range.ts";
import { unionOfEntries } from "./size-estimates.ts";

/** What a call costs with its arguments; notes the size and path of its result. */
export function estimateCall(estimator: CostEstimator, call: CallExpression): Range {
  const { sizes, cost } = estimator;
  const [first] = call.args;
  if (call.function === "dyn" && first !== undefined) {
    // It only hides the type from the checker.
    const argumentCost = cost(first);
    sizes.setSize(call, sizes.sizeOf(first));
    sizes.setEntries(call, sizes.entriesOf(first));
    return plus(ONE, argumentCost);
  }
  const argumentCosts = call.args.map(cost);
  const targetCost = call.target === undefined ? ZERO : cost(call.target);
  const ids = estimator.overloadsOf(call);
  if (ids.length === 0) return ZERO;
  let callCost: Range = { min: Infinity, max: 0 };
  let resultSize: Range | undefined;
  for (const id of ids) {
    const estimate = estimateOverload(estimator, call, { id, argumentCosts });
    callCost = union(callCost, estimate.cost);
    if (estimate.resultSize !== undefined) {
      resultSize = resultSize === undefined ? estimate.resultSize : union(resultSize, estimate.resultSize);
    }
    if (first !== undefined && INDEXED.has(id)) {
      resultSize = sizes.entriesOf(first)?.value;
      sizes.setPath(call, [...sizes.pathOf(first), INDEXED.get(id) ?? ""]);
    }
    resultSize ??= sizes.sizeOf(call);
  }
  sizes.setSize(call, resultSize);
  return plus(targetCost, callCost);
}

const INDEXED: ReadonlyMap<string, string> = new Map([
  ["index_list", "@items"],
  ["index_map", "@values"],
]);

interface OverloadCall {
  readonly id: string;
  /** Without the receiver's. */
  readonly argumentCosts: readonly Range[];
}

function estimateOverload(
  estimator: CostEstimator,
  call: CallExpression,
  { id, argumentCosts }: OverloadCall,
): CallEstimate {
  const { sizes } = estimator;
  const [first = ZERO, second = ZERO, third = ZERO] = argumentCosts;
  const [, left, right] = call.args;
  switch (id) {
    case "logical_or":
    case "logical_and":
      // The second operand may be left out.
      return { cost: { min: first.min, max: first.max + second.max } };
    case "conditional": {
      if (left === undefined || right === undefined) return { cost: plus(...argumentCosts) };
      sizes.setEntries(call, unionOfEntries(sizes.entriesOf(left), sizes.entriesOf(right)));
      const resultSize = union(sizes.sizeOf(left) ?? UNKNOWN, sizes.sizeOf(right) ?? UNKNOWN);
      return { cost: plus(first, union(second, third)), resultSize };
    }
    case "add_list":
    case "add_string":
    case "add_bytes": {
      const [a, b] = call.args;
      if (a !== undefined && b !== undefined)
        sizes.setEntries(call, unionOfEntries(sizes.entriesOf(a), sizes.entriesOf(b)));
      break;
    }
  }
  const operands = call.target === undefined ? call.args : [call.target, ...call.args];
  const estimate = estimator.overload(id)?.estimate?.(operands.map((operand) => argumentFor(estimator, operand)));
  if (estimate === undefined) return { cost: plus(ONE, ...argumentCosts) };
  return { ...estimate, cost: plus(estimate.cost, ...argumentCosts) };
}

function argumentFor({ sizes }: CostEstimator, expression: Expression): EstimatedArgument {
  const type = sizes.typeOf(expression);
  const path = sizes.sourcePathOf(expression);
  let elementSize: Range | undefined;
  if (path.length > 0 && type.kind === "list") elementSize = sizes.sizeAt([...path, "@items"], type.element);
  if (path.length > 0 && type.kind === "map") elementSize = sizes.sizeAt([...path, "@values"], type.value);
  const constant =
    expression.kind === "constant" && expression.constant.type === "int" ? expression.constant.value : undefined;
  return {
    type,
    size: sizes.sizeOf(expression) ?? UNKNOWN,
    ...(elementSize === undefined ? {} : { elementSize }),
    ...(constant === undefined ? {} : { constant }),
  };
}
