import { valuesEqual } from "#cel/equality.ts";
import type { CallEstimate, EstimatedArgument, FunctionDeclaration, Overload } from "#cel/library.ts";
import { compareValues } from "#cel/order.ts";
import { ONE } from "#cel/range.ts";
import { BOOL, BYTES, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT, mapOf, parameter } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue, Value } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { PER_CHARACTER, scaled, sizeAt, valueAt } from "./cost.ts";
import { any, call, list } from "./overload.ts";

const A = parameter("A");
const B = parameter("B");
const ORDERED: readonly (readonly [suffix: string, left: CelType, right: CelType])[] = [
  ["bool", BOOL, BOOL],
  ["int64", INT, INT],
  ["int64_double", INT, DOUBLE],
  ["int64_uint64", INT, UINT],
  ["uint64", UINT, UINT],
  ["uint64_double", UINT, DOUBLE],
  ["uint64_int64", UINT, INT],
  ["double", DOUBLE, DOUBLE],
  ["double_int64", DOUBLE, INT],
  ["double_uint64", DOUBLE, UINT],
  ["string", STRING, STRING],
  ["bytes", BYTES, BYTES],
  ["timestamp", TIMESTAMP, TIMESTAMP],
  ["duration", DURATION, DURATION],
];

/** The operators that compare: equality, order and `in`. */
export const COMPARISONS: readonly FunctionDeclaration[] = [
  { name: "_==_", overloads: [equality("equals", true)] },
  { name: "_!=_", overloads: [equality("not_equals", false)] },
  { name: "_<_", overloads: comparisons("less", (order) => order < 0) },
  { name: "_<=_", overloads: comparisons("less_equals", (order) => order <= 0) },
  { name: "_>_", overloads: comparisons("greater", (order) => order > 0) },
  { name: "_>=_", overloads: comparisons("greater_equals", (order) => order >= 0) },
  {
    name: "@in",
    overloads: [
      call("in_list", {
        args: [any("A"), list(A)],
        result: BOOL,
        call: (element, values) => contains(values, element),
        cost: (args) => sizeOfValue(valueAt(args, 1)),
        estimate: (args) => ({ cost: sizeAt(args, 1) }),
      }),
      {
        ...call("in_map", { args: [any("A"), any("B")], result: BOOL, call: hasKey }),
        args: [A, mapOf(A, B)],
      },
    ],
  },
];

/** Whether an element of the list equals the value. */
export function contains(values: ListValue, element: Value): boolean {
  for (let index = 0; index < values.size; index++) if (valuesEqual(element, values.at(index))) return true;
  return false;
}

function hasKey(key: Value, container: Value): boolean {
  if (typeof container === "object" && container !== null && "celKind" in container) {
    if (container.celKind === "map") return container.find(key) !== undefined;
    if (container.celKind === "object" && typeof key === "string") return container.find(key) !== undefined;
  }
  throw new CelError("no such overload");
}

function equality(id: string, equal: boolean): Overload {
  return call(id, {
    args: [any("A"), any("A")],
    result: BOOL,
    call: (left, right) => valuesEqual(left, right) === equal,
    cost: (args) => (equal && isOwnType(valueAt(args, 0)) ? 1 : shorterCost(args)),
    estimate: (args) => estimateEquality(args, equal),
  });
}

function isOwnType(value: Value): boolean {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "opaque";
}

function shorterCost(args: readonly Value[]): number {
  return Math.ceil(Math.min(sizeOfValue(valueAt(args, 0)), sizeOfValue(valueAt(args, 1))) * PER_CHARACTER);
}

/** Kubernetes knows that values of its own types are short; a format's name has at most 64 characters. */
function estimateEquality(args: readonly EstimatedArgument[], equal: boolean): CallEstimate {
  const left = args[0]?.type;
  const right = args[1]?.type;
  if (equal && left?.kind === "opaque" && right?.kind === "opaque" && left.name === right.name) {
    if (left.name === "kubernetes.NamedFormat") return { cost: scaled({ min: 1, max: 64 }, PER_CHARACTER) };
    if (left.name === "kubernetes.URL") return { cost: scaled({ min: 1, max: sizeAt(args, 1).max }, PER_CHARACTER) };
    if (left.name !== "optional_type") return { cost: ONE };
  }
  return estimateShorter(args);
}

function estimateShorter(args: readonly EstimatedArgument[]): CallEstimate {
  const max = Math.min(sizeAt(args, 0).max, sizeAt(args, 1).max);
  return { cost: scaled({ min: max > 0 ? 1 : 0, max }, PER_CHARACTER) };
}

function comparisons(prefix: string, holds: (order: number) => boolean): readonly Overload[] {
  return ORDERED.map(([suffix, left, right]) => ({
    id: `${prefix}_${suffix}`,
    member: false,
    args: [left, right],
    result: BOOL,
    call: (values): boolean => holds(compareValues(valueAt(values, 0), valueAt(values, 1))),
    ...(suffix === "string" || suffix === "bytes" ? { cost: shorterCost, estimate: estimateShorter } : {}),
  }));
}
