import { valuesEqual } from "#cel/equality.ts";
import type { CallEstimate, EstimatedArgument, FunctionDeclaration, Library, Overload, Range } from "#cel/library.ts";
import { celList, elementsOf, isList } from "#cel/native-values.ts";
import { compareValues } from "#cel/order.ts";
import { ONE, exactly, plus, times } from "#cel/range.ts";
import { DYN, INT, listOf, parameter } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue, Value } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { typeName, typeOfValue } from "#cel/value-type.ts";
import { COMPARABLE_TYPES } from "./comparable-types.ts";
import { LIST_COST, PER_CHARACTER, scaled, sizeAt, valueAt } from "./cost.ts";
import { call, int, list, method } from "./overload.ts";
import { SORT_BY } from "./sort-by-macro.ts";

const T = parameter("T");

const outputCosts: Pick<Overload, "cost"> = { cost: (_args, result) => allocationCost(1, sizeOfValue(result)) };

/** cel-go's extension of lists, version 3. See https://pkg.go.dev/github.com/google/cel-go/ext#Lists */
export const LISTS: Library = {
  name: "cel.lib.ext.lists",
  macros: [SORT_BY],
  functions: [...partFunctions(), ...orderFunctions(), distinctFunction()],
};

function partFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "slice",
      overloads: [
        method("list_slice", {
          args: [list(T), int, int],
          result: listOf(T),
          call: (values, start, end) => celList(slice(values, start, end)),
          ...outputCosts,
          estimate: (args) => {
            const end = numberOf(args[2], sizeAt(args, 0).max);
            const size = end - numberOf(args[1], 0);
            // cel-go subtracts without a sign.
            return allocation(1, exactly(size < 0 ? Infinity : size));
          },
        }),
      ],
    },
    {
      name: "flatten",
      overloads: [
        method("list_flatten", {
          args: [list(listOf(T))],
          result: listOf(T),
          unguarded: true,
          call: (values) => celList(flatten(values, 1n)),
          cost: (args) => allocationCost(1, sizeOfValue(valueAt(args, 0))),
          estimate: (args) => allocation(1, sizeAt(args, 0)),
        }),
        method("list_flatten_int", {
          args: [list(DYN), int],
          result: listOf(DYN),
          call: (values, depth) => celList(flatten(values, depth)),
          cost: (args) => allocationCost(Number(valueAt(args, 1)), sizeOfValue(valueAt(args, 0))),
          estimate: (args) => allocation(numberOf(args[1], Infinity), sizeAt(args, 0)),
        }),
      ],
    },
    {
      name: "lists.range",
      overloads: [
        call("lists_range", {
          args: [int],
          result: listOf(INT),
          call: (count) => celList(range(count)),
          ...outputCosts,
          estimate: (args) => allocation(1, exactly(numberOf(args[0], Infinity))),
        }),
      ],
    },
  ];
}

function orderFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "reverse",
      overloads: [
        method("list_reverse", {
          args: [list(T)],
          result: listOf(T),
          call: (values) => celList([...elementsOf(values)].reverse()),
          ...outputCosts,
          estimate: (args) => allocation(1, sizeAt(args, 0)),
        }),
      ],
    },
    {
      name: "sort",
      overloads: COMPARABLE_TYPES.map((type) =>
        method(`list_${typeName(type)}_sort`, {
          args: [list(type)],
          result: listOf(type),
          call: (values) => sortByKeys(values, values),
          ...sortCosts(type, 0),
        }),
      ),
    },
    {
      name: "@sortByAssociatedKeys",
      overloads: COMPARABLE_TYPES.map((type) =>
        method(`list_${typeName(type)}_sortByAssociatedKeys`, {
          args: [list(T), list(type)],
          result: listOf(T),
          call: sortByKeys,
          ...sortCosts(type, 1),
        }),
      ),
    },
  ];
}

function distinctFunction(): FunctionDeclaration {
  return {
    name: "distinct",
    overloads: [
      method("list_distinct", {
        args: [list(T)],
        result: listOf(T),
        call: (values) => celList(distinct(values)),
        cost: (args) => comparingCost(valueAt(args, 0)),
        estimate: (args) => allocation(2, times(sizeAt(args, 0), sizeAt(args, 0))),
      }),
    ],
  };
}

/** What making a list of this size costs. */
function allocationCost(factor: number, size: number): number {
  return Math.floor(size * factor) + 1 + LIST_COST;
}

function allocation(factor: number, size: Range): CallEstimate {
  return { cost: plus(scaled(size, factor), ONE, exactly(LIST_COST)), resultSize: size };
}

/** Every element is compared with every other. */
function comparingCost(values: Value): number {
  const size = sizeOfValue(values);
  const first = isList(values) && size > 0 ? values.at(0) : undefined;
  const isText = typeof first === "string" || first instanceof Uint8Array;
  return allocationCost(isText ? 2 + PER_CHARACTER : 2, size * size);
}

function sortCosts(type: CelType, keys: number): Required<Pick<Overload, "cost" | "estimate">> {
  const factor = type.kind === "string" || type.kind === "bytes" ? 2 + PER_CHARACTER : 2;
  return {
    cost: (args) => comparingCost(valueAt(args, keys)),
    estimate: (args) => allocation(factor, times(sizeAt(args, keys), sizeAt(args, keys))),
  };
}

function numberOf(argument: EstimatedArgument | undefined, otherwise: number): number {
  const constant = argument?.constant;
  if (constant === undefined) return otherwise;
  return constant < 0n ? 0 : Number(constant);
}

function slice(values: ListValue, start: bigint, end: bigint): readonly Value[] {
  const attempted = `cannot slice(${start}, ${end})`;
  if (start < 0n || end < 0n) throw new CelError(`${attempted}, negative indexes not supported`);
  if (start > end) throw new CelError(`${attempted}, start index must be less than or equal to end index`);
  if (end > BigInt(values.size)) throw new CelError(`${attempted}, list is length ${values.size}`);
  const part: Value[] = [];
  for (let index = Number(start); index < Number(end); index++) part.push(values.at(index));
  return part;
}

function flatten(values: ListValue, depth: bigint): readonly Value[] {
  if (depth < 0n) throw new CelError("level must be non-negative");
  const flat: Value[] = [];
  for (const value of elementsOf(values)) {
    if (depth > 0n && isList(value)) flat.push(...flatten(value, depth - 1n));
    else flat.push(value);
  }
  return flat;
}

/** cel-go has no bound; a list that does not fit the memory would end the program instead of the evaluation. */
const MAX_RANGE = 10_000_000n;

function range(count: bigint): readonly bigint[] {
  if (count > MAX_RANGE) throw new CelError(`lists.range(${count}): more than ${MAX_RANGE} elements`);
  return Array.from({ length: Math.max(Number(count), 0) }, (_, index) => BigInt(index));
}

function sortByKeys(values: ListValue, keys: ListValue): ListValue {
  if (values.size !== keys.size) {
    const sizes = `but got ${values.size} and ${keys.size} elements respectively`;
    throw new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, ${sizes}`,
    );
  }
  if (values.size === 0) return values;
  const sortable = [...elementsOf(keys)].map((key, index) => ({ key, value: values.at(index) }));
  const kind = typeName(typeOfValue(keys.at(0)));
  if (sortable.length > 1 && sortable.some(({ key }) => typeName(typeOfValue(key)) !== kind)) {
    throw new CelError("list elements must have the same type");
  }
  return celList(sortable.sort((a, b) => compareValues(a.key, b.key)).map(({ value }) => value));
}

function distinct(values: ListValue): readonly Value[] {
  const kept: Value[] = [];
  for (const value of elementsOf(values)) if (!kept.some((other) => valuesEqual(value, other))) kept.push(value);
  return kept;
}
