import type { FunctionDeclaration, Overload } from "#cel/library.ts";
import { duration, timestamp, typeOfValue, typeValue, uint } from "#cel/native-values.ts";
import { BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, UINT, parameter, typeOf } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import { typeName } from "#cel/value-type.ts";
import { formatTimestamp, offsetOfTimestamp, parseTimestamp, secondsOf } from "./calendar.ts";
import { checkedInt, checkedMoment, checkedUint, doubleToInt, doubleToUint } from "./checked-math.ts";
import { PER_CHARACTER, scaled, sizeAt, traversal } from "./cost.ts";
import { goNumber, plainNumber } from "./go-number.ts";
import { anything, any, bool, bytes, call, double, int, moment, span, text, unsigned, zoned } from "./overload.ts";
import type { Argument } from "./overload.ts";

/** `int(x)`, `string(x)`, `type(x)`…. */
export const CONVERSIONS: readonly FunctionDeclaration[] = [
  {
    name: "type",
    overloads: [
      call("type", {
        args: [any("A")],
        result: typeOf(parameter("A")),
        call: (value) => typeValue(typeOfValue(value)),
      }),
    ],
  },
  { name: "dyn", overloads: [call("to_dyn", { args: [any("A")], result: DYN, call: (value) => value })] },
  {
    name: "bool",
    overloads: [
      same("bool_to_bool", BOOL),
      call("string_to_bool", { args: [text], result: BOOL, call: (value) => booleanOf(value) }),
    ],
  },
  {
    name: "bytes",
    overloads: [
      same("bytes_to_bytes", BYTES),
      call("string_to_bytes", {
        args: [text],
        result: BYTES,
        call: (value) => encoder.encode(value),
        cost: traversal(0).cost,
        estimate: (args) => {
          const size = sizeAt(args, 0);
          return { cost: scaled(size, PER_CHARACTER), resultSize: { min: size.min, max: size.max * 4 } };
        },
      }),
    ],
  },
  {
    name: "double",
    overloads: [
      same("double_to_double", DOUBLE),
      call("int64_to_double", { args: [int], result: DOUBLE, call: (value) => Number(value) }),
      call("string_to_double", { args: [text], result: DOUBLE, call: (value) => doubleOf(value) }),
      call("uint64_to_double", { args: [unsigned], result: DOUBLE, call: (value) => Number(value) }),
    ],
  },
  {
    name: "duration",
    overloads: [
      same("duration_to_duration", DURATION),
      call("int64_to_duration", { args: [int], result: DURATION, call: (_nanos) => failed(INT, DURATION) }),
      call("string_to_duration", { args: [text], result: DURATION, call: (value) => duration(durationOf(value)) }),
    ],
  },
  { name: "int", overloads: intConversions() },
  { name: "string", overloads: stringConversions() },
  {
    name: "timestamp",
    overloads: [
      same("timestamp_to_timestamp", TIMESTAMP),
      call("int64_to_timestamp", {
        args: [int],
        result: TIMESTAMP,
        call: (seconds) => timestamp(checkedMoment(seconds * NANOS_PER_SECOND)),
      }),
      call("string_to_timestamp", {
        args: [text],
        result: TIMESTAMP,
        call: (value) => timestamp(momentOf(value), offsetOfTimestamp(value)),
      }),
    ],
  },
  {
    name: "uint",
    overloads: [
      same("uint64_to_uint64", UINT),
      call("double_to_uint64", { args: [double], result: UINT, call: (value) => uint(doubleToUint(value)) }),
      call("int64_to_uint64", { args: [int], result: UINT, call: (value) => uint(checkedUint(value)) }),
      call("string_to_uint64", { args: [text], result: UINT, call: (value) => uint(wholeNumber(value, UINT)) }),
    ],
  },
];

const NANOS_PER_SECOND = 1_000_000_000n;
const encoder = new TextEncoder();

function intConversions(): readonly Overload[] {
  return [
    same("int64_to_int64", INT),
    call("double_to_int64", { args: [double], result: INT, call: (value) => doubleToInt(value) }),
    call("duration_to_int64", { args: [span], result: INT, call: (nanos) => nanos }),
    call("string_to_int64", { args: [text], result: INT, call: (value) => wholeNumber(value, INT) }),
    call("timestamp_to_int64", { args: [moment], result: INT, call: (nanos) => BigInt(secondsOf(nanos)) }),
    call("uint64_to_int64", { args: [unsigned], result: INT, call: (value) => checkedInt(value) }),
  ];
}

function stringConversions(): readonly Overload[] {
  return [
    same("string_to_string", STRING),
    toText("bool_to_string", bool, String),
    call("bytes_to_string", {
      args: [bytes],
      result: STRING,
      call: decodeText,
      cost: traversal(0).cost,
      estimate: (args) => {
        const size = sizeAt(args, 0);
        return { cost: scaled(size, PER_CHARACTER), resultSize: { min: Math.floor(size.min / 4), max: size.max } };
      },
    }),
    toText("double_to_string", double, goNumber),
    toText("duration_to_string", span, durationText),
    toText("int64_to_string", int, String),
    toText("timestamp_to_string", zoned, ({ nanos, offsetMinutes }) => formatTimestamp(nanos, offsetMinutes)),
    toText("uint64_to_string", unsigned, String),
  ];
}

function toText<T>(id: string, from: Argument<T>, convert: (value: T) => string): Overload {
  return call(id, { args: [from], result: STRING, call: (value) => convert(value) });
}

function same(id: string, type: CelType): Overload {
  return { ...call(id, { args: [anything], result: type, call: (value) => value }), args: [type] };
}

/** `1.5s`: seconds with their fraction. */
export function durationText(nanos: bigint): string {
  return `${plainNumber(Number(nanos) / 1e9)}s`;
}

/** The nanoseconds of Go's text form: `1h30m`, `-1.5s`, `100ms`. */
export function parseGoDuration(source: string): bigint | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(source);
  if (match === null) return undefined;
  let nanos = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of source.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = NANOS_PER_UNIT[unit] ?? 0n;
    nanos += BigInt(whole === "" ? "0" : whole) * scale;
    if (fraction !== "") nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  const signed = match[1] === "-" ? -nanos : nanos;
  return signed < -(2n ** 63n) || signed >= 2n ** 63n ? undefined : signed;
}

const NANOS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3600n * NANOS_PER_SECOND,
};

function failed(from: CelType, to: CelType): never {
  throw new CelError(`type conversion error from '${typeName(from)}' to '${typeName(to)}'`);
}

function durationOf(source: string): bigint {
  return parseGoDuration(source) ?? failed(STRING, DURATION);
}

function momentOf(source: string): bigint {
  return checkedMoment(parseTimestamp(source) ?? failed(STRING, TIMESTAMP));
}

function booleanOf(source: string): boolean {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(source)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(source)) return false;
  return failed(STRING, BOOL);
}

function wholeNumber(source: string, to: CelType): bigint {
  if (!(to === UINT ? /^\d+$/ : /^[+-]?\d+$/).test(source)) return failed(STRING, to);
  const value = source.startsWith("-") ? -BigInt(source.slice(1)) : BigInt(source.replace("+", ""));
  const bits = to === UINT ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
  return bits === value ? value : failed(STRING, to);
}

function doubleOf(source: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(source)) {
    const value = Number(source);
    return Number.isFinite(value) ? value : failed(STRING, DOUBLE);
  }
  if (/^[+-]?nan$/i.test(source)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(source)) return source.startsWith("-") ? -Infinity : Infinity;
  return failed(STRING, DOUBLE);
}

/** The text that the bytes are in UTF-8. */
export function decodeText(value: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}
