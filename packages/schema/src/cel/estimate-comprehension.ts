import { LIST_COST, type CostEstimator } from "./cost-estimator.ts";
import type { ComprehensionExpression } from "./expression.ts";
import type { Range } from "./library.ts";
import { ACCUMULATOR } from "./macro.ts";
import { exactly, plus, times, UNKNOWN } from "./range.ts";
import type { LocalVariable, SizeEstimates } from "./size-estimates.ts";

/** What a fold costs: its loop as often as its range has elements. Notes the size of its result. */
export function estimateComprehension(estimator: CostEstimator, fold: ComprehensionExpression): Range {
  const { sizes, cost } = estimator;
  if (isBinding(fold)) return bindingCost(estimator, fold);
  const rangeCost = cost(fold.iterRange);
  const initCost = cost(fold.accuInit);
  return sizes.within([accumulatorOf(sizes, fold)], () => {
    const roundCost = sizes.within(iterationVariables(sizes, fold), () =>
      plus(cost(fold.loopCondition), cost(fold.loopStep)),
    );
    const resultCost = cost(fold.result);
    const rounds = sizes.sizeOf(fold.iterRange) ?? UNKNOWN;
    noteResultSize(sizes, fold, rounds);
    return plus(rangeCost, initCost, resultCost, times(rounds, roundCost));
  });
}

function noteResultSize(sizes: SizeEstimates, fold: ComprehensionExpression, rounds: Range): void {
  const { kind } = fold.accuInit;
  if (kind === "constant") sizes.setSize(fold, sizes.sizeOf(fold.accuInit));
  if (kind !== "list" && kind !== "map") return;
  sizes.setSize(fold, rounds);
  sizes.setEntries(fold, sizes.entriesOf(fold.loopStep));
}

/** `cel.bind` and what `optMap` makes: a fold over nothing, whose accumulator is a variable. */
function isBinding({ iterRange, loopCondition, accuVar }: ComprehensionExpression): boolean {
  const isEmpty = iterRange.kind === "list" && iterRange.elements.length === 0;
  const isNever =
    loopCondition.kind === "constant" && loopCondition.constant.type === "bool" && !loopCondition.constant.value;
  return isEmpty && isNever && accuVar !== ACCUMULATOR;
}

function bindingCost({ sizes, cost }: CostEstimator, fold: ComprehensionExpression): Range {
  const initCost = cost(fold.accuInit);
  return sizes.within([accumulatorOf(sizes, fold)], () => {
    const resultCost = cost(fold.result);
    sizes.setSize(fold, sizes.sizeOf(fold.result));
    sizes.setEntries(fold, sizes.entriesOf(fold.result));
    return plus(exactly(LIST_COST), initCost, resultCost);
  });
}

function accumulatorOf(sizes: SizeEstimates, { accuVar, accuInit }: ComprehensionExpression): LocalVariable {
  return {
    name: accuVar,
    path: sizes.pathOf(accuInit),
    size: sizes.sizeOf(accuInit),
    entries: sizes.entriesOf(accuInit),
  };
}

function iterationVariables(
  sizes: SizeEstimates,
  { iterRange, iterVar, iterVar2 }: ComprehensionExpression,
): readonly LocalVariable[] {
  const entries = sizes.entriesOf(iterRange);
  const path = sizes.pathOf(iterRange);
  const isList = (entries?.container ?? sizes.typeOf(iterRange).kind) === "list";
  const keys: LocalVariable = { name: iterVar, path: [...path, isList ? "@indices" : "@keys"], size: entries?.key };
  const values: LocalVariable = {
    name: iterVar2 ?? iterVar,
    path: [...path, isList ? "@items" : "@values"],
    size: entries?.value,
  };
  if (iterVar2 !== undefined) return [keys, values];
  return [isList ? values : keys];
}
