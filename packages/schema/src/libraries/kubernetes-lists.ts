import { valuesEqual } from "#cel/equality.ts";
import type { CallEstimate, EstimatedArgument, FunctionDeclaration, Library, Overload } from "#cel/library.ts";
import { duration, elementsOf, uint } from "#cel/native-values.ts";
import { compareValues } from "#cel/order.ts";
import { ONE, UNKNOWN, plus, times } from "#cel/range.ts";
import { BOOL, DOUBLE, DURATION, INT, UINT, parameter } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue, Value } from "#cel/value.ts";
import { checkedInt, checkedUint } from "./checked-math.ts";
import { COMPARABLE_TYPES } from "./comparable-types.ts";
import { PER_CHARACTER, costByName, deepTraversalCost, scaled, sizeAt, valueAt } from "./cost.ts";
import { any, double, int, list, method, span, unsigned } from "./overload.ts";
import type { Argument } from "./overload.ts";

const A = parameter("A");

const costs: Required<Pick<Overload, "cost" | "estimate">> = {
  cost: (args) => deepTraversalCost(valueAt(args, 0)),
  estimate: estimateTraversal,
};

/** `isSorted`, `sum`, `min`, `max`, `indexOf`, `lastIndexOf`. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library */
export const KUBERNETES_LISTS: Library = {
  name: "kubernetes.lists",
  functions: [
    costByName(
      "isSorted",
      COMPARABLE_TYPES.map((type) =>
        method(`list_${type.kind}_is_sorted_bool`, { args: [list(type)], result: BOOL, call: isSorted, ...costs }),
      ),
    ),
    costByName("sum", [
      summing(INT, { element: int, zero: 0n, add: (a, b) => checkedInt(a + b), toValue: (sum) => sum }),
      summing(UINT, { element: unsigned, zero: 0n, add: (a, b) => checkedUint(a + b), toValue: uint }),
      summing(DOUBLE, { element: double, zero: 0, add: (a, b) => a + b, toValue: (sum) => sum }),
      summing(DURATION, { element: span, zero: 0n, add: (a, b) => checkedInt(a + b), toValue: duration }),
    ]),
    extreme("min", (order) => order > 0),
    extreme("max", (order) => order < 0),
    search("indexOf", "list_a_index_of_int", firstIndex),
    search("lastIndexOf", "list_a_last_index_of_int", lastIndex),
  ],
};

/** One for each element, and its characters when it is a text; a value that may be anything is taken for a text. */
function estimateTraversal(args: readonly EstimatedArgument[]): CallEstimate {
  const type = args[0]?.type;
  if (type?.kind !== "list") return { cost: scaled(sizeAt(args, 0), PER_CHARACTER) };
  const isText = type.element.kind === "string" || type.element.kind === "bytes";
  const perElement = isText ? plus(ONE, scaled(args[0]?.elementSize ?? UNKNOWN, PER_CHARACTER)) : ONE;
  return { cost: times(sizeAt(args, 0), perElement) };
}

interface Summation<T> {
  readonly element: Argument<T>;
  readonly zero: T;
  readonly add: (a: T, b: T) => T;
  readonly toValue: (sum: T) => Value;
}

function summing<T>(type: CelType, { element, zero, add, toValue }: Summation<T>): Overload {
  return method(`list_${type.kind}_sum_${type.kind}`, {
    args: [list(type)],
    result: type,
    call: (values) => {
      let sum = zero;
      for (const value of elementsOf(values)) sum = add(sum, element.read(value));
      return toValue(sum);
    },
    ...costs,
  });
}

function extreme(name: "min" | "max", isBetter: (order: number) => boolean): FunctionDeclaration {
  const find = (values: ListValue): Value => {
    if (values.size === 0) throw new CelError(`${name} called on empty list`);
    let best = values.at(0);
    for (let index = 1; index < values.size; index++) {
      const value = values.at(index);
      if (isBetter(compareValues(best, value))) best = value;
    }
    return best;
  };
  return costByName(
    name,
    COMPARABLE_TYPES.map((type) =>
      method(`list_${type.kind}_${name}_${type.kind}`, { args: [list(type)], result: type, call: find, ...costs }),
    ),
  );
}

function search(name: string, id: string, find: (values: ListValue, element: Value) => number): FunctionDeclaration {
  const overload = method(id, {
    args: [list(A), any("A")],
    result: INT,
    call: (values, element) => BigInt(find(values, element)),
    ...costs,
  });
  return costByName(name, [overload]);
}

function isSorted(values: ListValue): boolean {
  for (let index = 1; index < values.size; index++) {
    if (compareValues(values.at(index - 1), values.at(index)) > 0) return false;
  }
  return true;
}

function firstIndex(values: ListValue, element: Value): number {
  for (let index = 0; index < values.size; index++) if (valuesEqual(values.at(index), element)) return index;
  return -1;
}

function lastIndex(values: ListValue, element: Value): number {
  for (let index = values.size - 1; index >= 0; index--) if (valuesEqual(values.at(index), element)) return index;
  return -1;
}
