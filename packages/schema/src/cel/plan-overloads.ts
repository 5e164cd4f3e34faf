import type { CallExpression } from "./expression.ts";
import { absorbable, charge } from "./frame.ts";
import type { Evaluate, Frame } from "./frame.ts";
import type { Overload } from "./library.ts";
import type { Planned, Planner } from "./planner.ts";
import type { CelType } from "./type.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";
import { isOfType, typeName, typeOfValue } from "./value-type.ts";

export interface PlannedCall {
  readonly expression: CallExpression;
  /** Full name: `format.named`. */
  readonly name: string;
  readonly member: boolean;
  /** The receiver first. */
  readonly args: readonly Planned[];
}

/**
 * A call of a function: of the one overload that the checker found, else of the first that takes the values. A call that fails costs what
 * one that succeeds does, as cel-go counts: the error may be absorbed.
 */
export function planOverloads(planner: Planner, call: PlannedCall): Evaluate {
  const candidates = candidatesOf(planner, call).filter((overload) => overload.call !== undefined);
  const [only] = candidates;
  const evaluators = call.args.map((argument) => argument.evaluate);
  if (only === undefined) return caller(evaluators, { implementation: unknownFunction(call.name), cost: undefined });
  if (candidates.length === 1 && isCertain(planner, call, only)) {
    return caller(evaluators, { implementation: only.call ?? passOn, cost: only.cost });
  }
  // Whose cost counts is decided by what the checker knew.
  const known = planner.functions.functions.get(call.name);
  const cost = candidates.length === 1 ? only.cost : known?.cost;
  const dispatch: Implementation = (values: readonly Value[]): Value => {
    const overload = candidates.find((candidate) => accepts(candidate, values));
    if (overload === undefined) throw noSuchOverload(call.name, known?.overloads ?? candidates, values);
    return (overload.call ?? passOn)(values);
  };
  return caller(evaluators, { implementation: dispatch, cost });
}

/** An expression that was not checked may call what there is not. */
function unknownFunction(name: string): Implementation {
  return () => {
    throw new CelError(`no such overload: ${name}`);
  };
}

type Implementation = (values: readonly Value[]) => Value;

function passOn(values: readonly Value[]): Value {
  return values[0] ?? null;
}

function candidatesOf(planner: Planner, call: PlannedCall): readonly Overload[] {
  const ids = planner.checked.references.get(call.expression.id)?.overloads ?? [];
  const resolved = ids.flatMap((id) => planner.functions.overloads.get(id)?.overload ?? []);
  if (resolved.length > 0) return resolved;
  const overloads = planner.functions.functions.get(call.name)?.overloads ?? [];
  return overloads.filter((overload) => overload.member === call.member && overload.args.length === call.args.length);
}

/** Whether the checker knew the types of all arguments, so that the values need no look. */
function isCertain(planner: Planner, call: PlannedCall, overload: Overload): boolean {
  const { expression, member } = call;
  const nodes = member && expression.target !== undefined ? [expression.target, ...expression.args] : expression.args;
  return overload.args.every((type, index) => {
    if (type.kind === "parameter" || type.kind === "dyn") return true;
    const node = nodes[index];
    return node !== undefined && planner.checked.types.get(node.id)?.kind === type.kind;
  });
}

/** What a call does, and what it costs. */
interface Callee {
  readonly implementation: Implementation;
  readonly cost: Overload["cost"];
}

/** Most functions have one or two arguments. */
function caller(args: readonly Evaluate[], callee: Callee): Evaluate {
  const [first, second] = args;
  if (first !== undefined && second === undefined) {
    return (frame) => {
      let value: Value;
      try {
        value = first(frame);
      } catch (error) {
        throw chargeFailure(frame, callee, { values: [null], error });
      }
      return invoke(frame, callee, [value]);
    };
  }
  if (first !== undefined && second !== undefined && args.length === 2) return binaryCaller(first, second, callee);
  return (frame) =>
    invoke(
      frame,
      callee,
      args.map((evaluate) => evaluate(frame)),
    );
}

function binaryCaller(first: Evaluate, second: Evaluate, callee: Callee): Evaluate {
  return (frame) => {
    let left: Value;
    try {
      left = first(frame);
    } catch (error) {
      // What the second argument costs counts all the same.
      throw chargeFailure(frame, callee, { values: [null, valueOrNull(frame, second)], error });
    }
    let right: Value;
    try {
      right = second(frame);
    } catch (error) {
      throw chargeFailure(frame, callee, { values: [left, null], error });
    }
    return invoke(frame, callee, [left, right]);
  };
}

function invoke(frame: Frame, callee: Callee, values: readonly Value[]): Value {
  let result: Value;
  try {
    result = callee.implementation(values);
  } catch (error) {
    throw chargeFailure(frame, callee, { values, error });
  }
  charge(frame, callee.cost === undefined ? 1 : callee.cost(values, result));
  return result;
}

interface Failure {
  readonly values: readonly Value[];
  readonly error: unknown;
}

function chargeFailure(frame: Frame, { cost }: Callee, { values, error }: Failure): CelError {
  const failure = absorbable(error);
  charge(frame, cost === undefined ? 1 : cost(values, null));
  return failure;
}

function valueOrNull(frame: Frame, evaluate: Evaluate): Value {
  try {
    return evaluate(frame);
  } catch (error) {
    absorbable(error);
    return null;
  }
}

function accepts(overload: Overload, values: readonly Value[]): boolean {
  if (overload.unguarded === true) return true;
  return overload.args.every((type, index) => {
    const value = values[index];
    return value !== undefined && isOfType(value, type);
  });
}

/** Of the functions of the language itself cel-go says less: their name only when the first value has no such function at all. */
function noSuchOverload(name: string, overloads: readonly Overload[], values: readonly Value[]): CelError {
  const [left = null] = values;
  if (NAMELESS.has(name)) return new CelError("no such overload");
  if (/^[_@-]/.test(name) || name === "size" || name === "matches") {
    const isKnown = RECEIVERS.has(typeOfValue(left).kind) || overloads.some(({ args }) => isFirst(left, args[0]));
    return new CelError(isKnown ? "no such overload" : `no such overload: ${name}`);
  }
  const types = values.map((value) => typeName(typeOfValue(value))).join(", ");
  return new CelError(`no such overload: ${name}(${types})`);
}

const NAMELESS = new Set(["!_", "contains", "startsWith", "endsWith"]);
/** These answer for every function. */
const RECEIVERS = new Set(["string", "timestamp", "duration"]);

function isFirst(value: Value, type: CelType | undefined): boolean {
  return type !== undefined && isOfType(value, type);
}
