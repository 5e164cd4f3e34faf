import type { FunctionDeclaration, Overload } from "#cel/library.ts";
import { celList, duration, elementsOf, timestamp, uint } from "#cel/native-values.ts";
import { ONE, plus } from "#cel/range.ts";
import { BOOL, BYTES, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT, listOf, parameter } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { checkedInt, checkedMoment, checkedUint } from "./checked-math.ts";
import { COMPARISONS } from "./comparisons.ts";
import { PER_CHARACTER, scaled, sizeAt, valueAt } from "./cost.ts";
import { INTERPRETER_OPERATORS } from "./interpreter-operators.ts";
import { bool, bytes, call, double, int, list, moment, span, text, unsigned, zoned } from "./overload.ts";

const A = parameter("A");

/** The operators of the language. */
export const OPERATORS: readonly FunctionDeclaration[] = [
  ...INTERPRETER_OPERATORS,
  { name: "!_", overloads: [call("logical_not", { args: [bool], result: BOOL, call: (value) => !value })] },
  { name: "_+_", overloads: additions() },
  { name: "_-_", overloads: subtractions() },
  {
    name: "_*_",
    overloads: [
      call("multiply_double", { args: [double, double], result: DOUBLE, call: (a, b) => a * b }),
      call("multiply_int64", { args: [int, int], result: INT, call: (a, b) => checkedInt(a * b) }),
      call("multiply_uint64", { args: [unsigned, unsigned], result: UINT, call: (a, b) => uint(checkedUint(a * b)) }),
    ],
  },
  {
    name: "_/_",
    overloads: [
      call("divide_double", { args: [double, double], result: DOUBLE, call: (a, b) => a / b }),
      call("divide_int64", { args: [int, int], result: INT, call: (a, b) => checkedInt(a / divisor(b)) }),
      call("divide_uint64", { args: [unsigned, unsigned], result: UINT, call: (a, b) => uint(a / divisor(b)) }),
    ],
  },
  {
    name: "_%_",
    overloads: [
      call("modulo_int64", { args: [int, int], result: INT, call: (a, b) => modulo(a, b) }),
      call("modulo_uint64", { args: [unsigned, unsigned], result: UINT, call: (a, b) => uint(a % modulus(b)) }),
    ],
  },
  {
    name: "-_",
    overloads: [
      call("negate_double", { args: [double], result: DOUBLE, call: (value) => -value }),
      call("negate_int64", { args: [int], result: INT, call: (value) => checkedInt(-value) }),
    ],
  },
  ...COMPARISONS,
];

function additions(): readonly Overload[] {
  return [
    call("add_bytes", { args: [bytes, bytes], result: BYTES, call: joinBytes, ...joining() }),
    call("add_double", { args: [double, double], result: DOUBLE, call: (a, b) => a + b }),
    call("add_duration_duration", {
      args: [span, span],
      result: DURATION,
      call: (a, b) => duration(checkedInt(a + b)),
    }),
    call("add_duration_timestamp", {
      args: [span, zoned],
      result: TIMESTAMP,
      call: (a, b) => timestamp(checkedMoment(a + b.nanos), b.offsetMinutes),
    }),
    call("add_timestamp_duration", {
      args: [zoned, span],
      result: TIMESTAMP,
      call: (a, b) => timestamp(checkedMoment(a.nanos + b), a.offsetMinutes),
    }),
    call("add_int64", { args: [int, int], result: INT, call: (a, b) => checkedInt(a + b) }),
    call("add_list", {
      args: [list(A), list(A)],
      result: listOf(A),
      call: joinLists,
      estimate: (args) => ({ cost: ONE, resultSize: plus(sizeAt(args, 0), sizeAt(args, 1)) }),
    }),
    call("add_string", { args: [text, text], result: STRING, call: (a, b) => a + b, ...joining() }),
    call("add_uint64", { args: [unsigned, unsigned], result: UINT, call: (a, b) => uint(checkedUint(a + b)) }),
  ];
}

function joining(): Required<Pick<Overload, "cost" | "estimate">> {
  return {
    cost: (args) => Math.ceil((sizeOfValue(valueAt(args, 0)) + sizeOfValue(valueAt(args, 1))) * PER_CHARACTER),
    estimate: (args) => {
      const resultSize = plus(sizeAt(args, 0), sizeAt(args, 1));
      return { cost: scaled(resultSize, PER_CHARACTER), resultSize };
    },
  };
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function joinLists(a: ListValue, b: ListValue): ListValue {
  return a.concat === undefined ? celList([...elementsOf(a), ...elementsOf(b)]) : a.concat(b);
}

function subtractions(): readonly Overload[] {
  return [
    call("subtract_double", { args: [double, double], result: DOUBLE, call: (a, b) => a - b }),
    call("subtract_duration_duration", {
      args: [span, span],
      result: DURATION,
      call: (a, b) => duration(checkedInt(a - b)),
    }),
    call("subtract_int64", { args: [int, int], result: INT, call: (a, b) => checkedInt(a - b) }),
    call("subtract_timestamp_duration", {
      args: [zoned, span],
      result: TIMESTAMP,
      call: (a, b) => timestamp(checkedMoment(a.nanos - b), a.offsetMinutes),
    }),
    call("subtract_timestamp_timestamp", {
      args: [moment, moment],
      result: DURATION,
      call: (a, b) => duration(checkedInt(a - b)),
    }),
    call("subtract_uint64", { args: [unsigned, unsigned], result: UINT, call: (a, b) => uint(checkedUint(a - b)) }),
  ];
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new CelError("division by zero");
  return value;
}

function modulus(value: bigint): bigint {
  if (value === 0n) throw new CelError("modulus by zero");
  return value;
}

/** The one quotient that is no int makes its remainder an overflow too. */
function modulo(a: bigint, b: bigint): bigint {
  const by = modulus(b);
  checkedInt(a / by);
  return a % by;
}
