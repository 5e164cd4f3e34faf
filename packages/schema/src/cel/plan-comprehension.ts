import { attributeOf } from "./attribute.ts";
import type { ComprehensionExpression, Expression } from "./expression.ts";
import { absorbable } from "./frame.ts";
import type { Evaluate, Frame } from "./frame.ts";
import { GrowingList, GrowingMap, isList, isMap, isObject } from "./native-values.ts";
import type { Planned, Planner } from "./planner.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";
import { typeOfValue } from "./value-type.ts";

/**
 * A fold. The accumulator's first value is evaluated when it is first read, once. A step that fails leaves its error in the
 * accumulator, and the fold goes on: `[0, 1].exists(x, 1 / x > 0)` may still find an element.
 */
export function planComprehension(planner: Planner, expression: ComprehensionExpression): Planned {
  const range = planner.plan(expression.iterRange).evaluate;
  const init = planner.plan(expression.accuInit);
  const accumulator = planner.slotCount++;
  const first = planner.slotCount++;
  const second = planner.slotCount++;
  const { accuVar, iterVar, iterVar2 } = expression;

  planner.scopes.push(new Map([[accuVar, accumulatorReader(accumulator, init.evaluate)]]));
  const result = planner.plan(expression.result).evaluate;
  const variables = new Map([[iterVar, slotReader(first)]]);
  if (iterVar2 !== undefined) variables.set(iterVar2, slotReader(second));
  planner.scopes.push(variables);
  const condition = planner.plan(expression.loopCondition).evaluate;
  const step = planner.plan(expression.loopStep).evaluate;
  planner.scopes.splice(-2);

  const grow = growth(init.constant, expression.iterRange);
  const fold = iterVar2 === undefined ? foldElements : foldEntries;
  return {
    evaluate: (frame) => {
      const { slots } = frame;
      const values = range(frame);
      slots[accumulator] = grow?.() ?? init.constant;
      fold(values, (key, value) => {
        slots[first] = key;
        slots[second] = value;
        if (!continues(frame, condition)) return false;
        slots[accumulator] = stepValue(frame, step);
        return true;
      });
      return sealed(result(frame));
    },
  };
}

function slotReader(slot: number): Evaluate {
  return (frame) => readSlot(frame, slot);
}

function readSlot(frame: Frame, slot: number): Value {
  const value = frame.slots[slot];
  if (value instanceof CelError) throw value;
  if (value === undefined) throw new CelError("no such attribute(s)");
  return value;
}

function accumulatorReader(slot: number, init: Evaluate): Evaluate {
  return (frame) => {
    if (frame.slots[slot] === undefined) frame.slots[slot] = stepValue(frame, init);
    return readSlot(frame, slot);
  };
}

function stepValue(frame: Frame, step: Evaluate): Value | CelError {
  try {
    return step(frame);
  } catch (error) {
    return absorbable(error);
  }
}

/** Only a plain false ends the fold. */
function continues(frame: Frame, condition: Evaluate): boolean {
  try {
    return condition(frame) === true;
  } catch (error) {
    absorbable(error);
    return true;
  }
}

type Visit = (first: Value, second?: Value) => boolean;

/** Elements of a list, keys of a map. */
function foldElements(range: Value, visit: Visit): void {
  if (isList(range)) {
    for (let index = 0; index < range.size; index++) if (!visit(range.at(index))) return;
    return;
  }
  for (const key of keysOf(range)) if (!visit(key)) return;
}

/** Indices and elements, keys and values. */
function foldEntries(range: Value, visit: Visit): void {
  if (isList(range)) {
    for (let index = 0; index < range.size; index++) if (!visit(BigInt(index), range.at(index))) return;
    return;
  }
  for (const key of keysOf(range)) if (!visit(key, entryOf(range, key))) return;
}

function keysOf(range: Value): Iterable<Value> {
  if (isMap(range)) return range.keys();
  if (isObject(range)) return range.fields();
  throw new CelError(`got '${goTypeName(range)}', expected iterable type`);
}

/** cel-go shows its own types here. */
function goTypeName(value: Value): string {
  const kind = typeOfValue(value).kind;
  return `types.${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

function entryOf(range: Value, key: Value): Value {
  if (isMap(range)) return range.find(key) ?? null;
  return isObject(range) && typeof key === "string" ? (range.find(key) ?? null) : null;
}

/**
 * An accumulator that starts empty may grow in place: nothing but the step sees it. `cel.bind` is a fold over nothing, and its variable
 * may be read many times.
 */
function growth(init: Value | undefined, range: Expression): (() => GrowingList | GrowingMap) | undefined {
  if (range.kind === "list" && range.elements.length === 0) return undefined;
  if (isList(init) && init.size === 0) return () => new GrowingList();
  return isMap(init) && init.size === 0 ? () => new GrowingMap() : undefined;
}

function sealed(value: Value): Value {
  if (value instanceof GrowingList || value instanceof GrowingMap) value.seal();
  return value;
}

/** The chain that begins with a variable of a comprehension. */
export function variableAttribute(planner: Planner, name: string): ReturnType<typeof attributeOf> | undefined {
  const reader = planner.scopes.findLast((scope) => scope.has(name))?.get(name);
  return reader === undefined ? undefined : attributeOf(reader);
}
