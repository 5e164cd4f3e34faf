import type { Evaluate, Frame } from "./frame.ts";
import { charge } from "./frame.ts";
import { isOptional, keyText, OPTIONAL_NONE, optionalValue } from "./native-values.ts";
import { CelError } from "./value.ts";
import type { ListValue, Value } from "./value.ts";
import { typeName, typeOfValue } from "./value-type.ts";

/**
 * A variable or another value with the fields and indices that are read from it. cel-go plans and costs such a chain as one: a step costs
 * 1, and the chain 1 more unless it is part of another chain or a branch of a conditional.
 */
export type Attribute = PathAttribute | ConditionalAttribute;

interface PathAttribute {
  readonly kind: "path";
  readonly base: Evaluate;
  readonly steps: readonly Step[];
}

/** `condition ? a : b`; steps that follow belong to both branches. */
interface ConditionalAttribute {
  readonly kind: "conditional";
  readonly condition: Evaluate;
  readonly truthy: Attribute;
  readonly falsy: Attribute;
}

/** One field or index. */
export interface Step {
  /** The key, when it is known already. */
  readonly key?: Value;
  readonly keyOf?: Evaluate;
  /** `a.?b`, `a[?b]`: absence gives `optional.none()`, and so it does in every step that follows. */
  readonly optional: boolean;
  /** `has(a.b)`: the value is whether there is one. */
  readonly testOnly: boolean;
}

export function attributeOf(base: Evaluate): Attribute {
  return { kind: "path", base, steps: [] };
}

export function withStep(attribute: Attribute, step: Step): Attribute {
  if (attribute.kind === "path") return { ...attribute, steps: [...attribute.steps, step] };
  return { ...attribute, truthy: withStep(attribute.truthy, step), falsy: withStep(attribute.falsy, step) };
}

/** Evaluates the chain, without the 1 that it costs as an expression of its own. */
export function resolver(attribute: Attribute): Evaluate {
  if (attribute.kind === "conditional") {
    const { condition } = attribute;
    const truthy = resolver(attribute.truthy);
    const falsy = resolver(attribute.falsy);
    return (frame) => {
      const value = condition(frame);
      if (value === true) return truthy(frame);
      if (value === false) return falsy(frame);
      throw new CelError("no such overload");
    };
  }
  const { base, steps } = attribute;
  const [only] = steps;
  if (only === undefined) return base;
  if (steps.length === 1 && !only.optional && !only.testOnly) return (frame) => resolveOne(frame, base(frame), only);
  return (frame) => resolveSteps(frame, base(frame), steps);
}

/** Evaluates the chain as an expression. */
export function attributeEvaluator(attribute: Attribute): Evaluate {
  const resolve = resolver(attribute);
  if (attribute.kind === "conditional") return resolve;
  return (frame) => {
    charge(frame, 1);
    return resolve(frame);
  };
}

function resolveOne(frame: Frame, value: Value, step: Step): Value {
  if (isOptional(value)) return resolveSteps(frame, value, [step]);
  return readStep(frame, value, step);
}

function resolveSteps(frame: Frame, base: Value, steps: readonly Step[]): Value {
  let value = base;
  let optional = false;
  if (isOptional(value)) {
    if (value.value === undefined) return value;
    value = value.value;
    optional = true;
  }
  for (const step of steps) {
    optional ||= step.optional;
    if (!optional) {
      value = readStep(frame, value, step);
      continue;
    }
    const found = lookUp(value, keyOfStep(frame, step));
    if (found === undefined) return OPTIONAL_NONE;
    charge(frame, 1);
    value = found;
  }
  return optional ? optionalValue(value) : value;
}

function readStep(frame: Frame, value: Value, step: Step): Value {
  const key = keyOfStep(frame, step);
  charge(frame, 1);
  const found = lookUp(value, key);
  if (step.testOnly) return found !== undefined;
  return found ?? (found === null ? null : absent(value, key));
}

function keyOfStep(frame: Frame, step: Step): Value {
  const key = step.keyOf === undefined ? step.key : step.keyOf(frame);
  if (key === undefined) throw new CelError("invalid qualifier");
  return key;
}

function absent(value: Value, key: Value): never {
  const isList = typeName(typeOfValue(value)) === "list";
  throw new CelError(`${isList ? "index out of bounds" : "no such key"}: ${keyText(key)}`);
}

/** What a map, list or object has at a key; undefined: nothing. Other values have nothing. */
function lookUp(value: Value, key: Value): Value | undefined {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  switch (value.celKind) {
    case "object":
      if (typeof key !== "string") throw new CelError("no such overload");
      return value.find(key);
    case "map":
      return value.find(key);
    case "list":
      return elementOf(value, key);
    default:
      return undefined;
  }
}

function elementOf(list: ListValue, key: Value): Value | undefined {
  const index = indexOf(key);
  return index >= 0 && index < list.size ? list.at(index) : undefined;
}

/** An index may be any number that is whole. */
function indexOf(key: Value): number {
  if (typeof key === "bigint") return Number(key);
  if (typeof key === "number") {
    if (!Number.isSafeInteger(key)) throw new CelError(`unsupported index value ${key} in list`);
    return key;
  }
  const type = typeOfValue(key);
  if (type.kind === "uint") return Number(keyText(key));
  throw new CelError(`unsupported index type '${typeName(type)}' in list`);
}
