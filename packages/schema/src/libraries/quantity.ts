import type { FunctionDeclaration, Library, Overload } from "#cel/library.ts";
import { BOOL, DOUBLE, INT, opaque } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { OpaqueValue } from "#cel/value.ts";
import { costByName, traversal } from "./cost.ts";
import { call, int, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import {
  addAmounts,
  approximateNumber,
  compareAmounts,
  integerAmount,
  negated,
  parseAmount,
  wholeNumberOf,
} from "./quantity-amount.ts";
import type { Amount } from "./quantity-amount.ts";

const NAME = "kubernetes.Quantity";
const QUANTITY = opaque(NAME);
const quantityArgument: Argument<Amount> = ownType(NAME);

/** Amounts such as `500Mi`. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
export const QUANTITY_LIBRARY: Library = {
  name: "kubernetes.quantity",
  functions: [
    costByName("quantity", [
      call("string_to_quantity", {
        args: [text],
        result: QUANTITY,
        call: (value) => quantityValue(parsed(value)),
        ...traversal(0),
      }),
    ]),
    costByName("isQuantity", [
      call("is_quantity_string", { args: [text], result: BOOL, call: isQuantity, ...traversal(0) }),
    ]),
    {
      name: "sign",
      overloads: [call("quantity_sign", { args: [quantityArgument], result: INT, call: (amount) => signOf(amount) })],
    },
    comparison("isGreaterThan", "quantity_is_greater_than", (order) => order > 0),
    comparison("isLessThan", "quantity_is_less_than", (order) => order < 0),
    {
      name: "compareTo",
      overloads: [
        method("quantity_compare_to", {
          args: [quantityArgument, quantityArgument],
          result: INT,
          call: (a, b) => BigInt(compareAmounts(a, b)),
        }),
      ],
    },
    {
      name: "asApproximateFloat",
      overloads: [method("quantity_get_float", { args: [quantityArgument], result: DOUBLE, call: approximateNumber })],
    },
    {
      name: "asInteger",
      overloads: [method("quantity_get_int", { args: [quantityArgument], result: INT, call: wholeNumber })],
    },
    {
      name: "isInteger",
      overloads: [
        method("quantity_is_integer", {
          args: [quantityArgument],
          result: BOOL,
          call: (amount) => wholeNumberOf(amount) !== undefined,
        }),
      ],
    },
    { name: "add", overloads: sums("add", (amount) => amount) },
    { name: "sub", overloads: sums("sub", negated) },
  ],
};

function comparison(name: string, id: string, holds: (order: number) => boolean): FunctionDeclaration {
  const overload = method(id, {
    args: [quantityArgument, quantityArgument],
    result: BOOL,
    call: (a, b) => holds(compareAmounts(a, b)),
  });
  return { name, overloads: [overload] };
}

function sums(name: "add" | "sub", change: (amount: Amount) => Amount): readonly Overload[] {
  return [
    method(`quantity_${name}`, {
      args: [quantityArgument, quantityArgument],
      result: QUANTITY,
      call: (a, b) => quantityValue(addAmounts(a, change(b))),
    }),
    method(`quantity_${name}_int`, {
      args: [quantityArgument, int],
      result: QUANTITY,
      call: (a, b) => quantityValue(addAmounts(a, change(integerAmount(b)))),
    }),
  ];
}

function quantityValue(amount: Amount): OpaqueValue {
  return ownValue({
    typeName: NAME,
    content: amount,
    equals: (other) => compareAmounts(amount, quantityArgument.read(other)) === 0,
  });
}

function parsed(source: string): Amount {
  try {
    return parseAmount(source);
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
}

function isQuantity(source: string): boolean {
  try {
    parseAmount(source);
    return true;
  } catch {
    return false;
  }
}

function signOf({ nano }: Amount): bigint {
  return nano > 0n ? 1n : nano < 0n ? -1n : 0n;
}

function wholeNumber(amount: Amount): bigint {
  const value = wholeNumberOf(amount);
  if (value === undefined) throw new CelError("cannot convert value to integer");
  return value;
}
