import type { ListExpression, MapExpression, StructExpression } from "./expression.ts";
import { charge } from "./frame.ts";
import { celList, celMap, celObject, isOptional, keyText } from "./native-values.ts";
import type { Planned, Planner } from "./planner.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";
import { valueText } from "./value-text.ts";

const LIST_COST = 10;
const MAP_COST = 30;
const STRUCT_COST = 40;

export function planList(planner: Planner, expression: ListExpression): Planned {
  const elements = expression.elements.map((element) => planner.plan(element));
  const constants = constantsOf(elements);
  const optional = new Set(expression.optionalIndices);
  if (constants !== undefined && optional.size === 0) {
    const list = celList(constants);
    return { evaluate: () => list, constant: list };
  }
  const evaluators = elements.map((element) => element.evaluate);
  if (optional.size === 0) {
    return {
      evaluate: (frame) => {
        charge(frame, LIST_COST);
        return celList(evaluators.map((evaluate) => evaluate(frame)));
      },
    };
  }
  return {
    evaluate: (frame) => {
      charge(frame, LIST_COST);
      const values: Value[] = [];
      for (const [index, evaluate] of evaluators.entries()) {
        const value = evaluate(frame);
        const element = optional.has(index) ? optionalElement(value) : value;
        if (element !== undefined) values.push(element);
      }
      return celList(values);
    },
  };
}

export function planMap(planner: Planner, expression: MapExpression): Planned {
  const entries = expression.entries.map((entry) => ({
    key: planner.plan(entry.key),
    value: planner.plan(entry.value),
    optional: entry.optional,
  }));
  const keys = constantsOf(entries.map((entry) => entry.key));
  const values = constantsOf(entries.map((entry) => entry.value));
  if (keys !== undefined && values !== undefined && entries.every((entry) => !entry.optional)) {
    const map = celMap(keys.map((key, index) => [key, values[index] ?? null] as const));
    return { evaluate: () => map, constant: map };
  }
  return {
    evaluate: (frame) => {
      charge(frame, MAP_COST);
      const pairs: (readonly [Value, Value])[] = [];
      for (const entry of entries) {
        const key = entry.key.evaluate(frame);
        const given = entry.value.evaluate(frame);
        const value = entry.optional ? optionalEntry(keyText(key), given) : given;
        if (value !== undefined) pairs.push([key, value]);
      }
      return celMap(pairs);
    },
  };
}

export function planStruct(planner: Planner, expression: StructExpression): Planned {
  const name = expression.typeName.replace(/^\./, "");
  const fields = expression.fields.map((field) => ({ ...field, value: planner.plan(field.value).evaluate }));
  return {
    evaluate: (frame) => {
      charge(frame, STRUCT_COST);
      const values = new Map<string, Value>();
      for (const field of fields) {
        const given = field.value(frame);
        const value = field.optional ? optionalEntry(field.name, given) : given;
        if (value !== undefined) values.set(field.name, value);
      }
      return celObject(name, values);
    },
  };
}

/** The values of expressions that are all constants. */
function constantsOf(planned: readonly Planned[]): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const { constant } of planned) {
    if (constant === undefined) return undefined;
    values.push(constant);
  }
  return values;
}

function optionalElement(value: Value): Value | undefined {
  if (isOptional(value)) return value.value;
  throw new CelError(`cannot initialize optional list element from non-optional value ${valueText(value)}`);
}

function optionalEntry(key: string, value: Value): Value | undefined {
  if (isOptional(value)) return value.value;
  throw new CelError(`cannot initialize optional entry '${key}' from non-optional value ${valueText(value)}`);
}
