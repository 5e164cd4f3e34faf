import type { FunctionDeclaration, Library, Overload } from "#cel/library.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  NULL,
  STRING,
  TIMESTAMP,
  UINT,
  listOf,
  mapOf,
  parameter,
  typeOf,
} from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { STANDARD_MACROS } from "#cel/standard-macros.ts";
import { CelError } from "#cel/value.ts";
import type { Value } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { CONVERSIONS } from "./conversions.ts";
import { times } from "#cel/range.ts";
import { PER_CHARACTER, scaled, sizeAt, traversal, matching, valueAt } from "./cost.ts";
import { OPERATORS } from "./operators.ts";
import { call, method, text } from "./overload.ts";
import { matchesRegex } from "./regex-match.ts";
import { TIME_FIELDS } from "./time-fields.ts";

const A = parameter("A");
const B = parameter("B");

/** What every CEL environment has. See https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions */
export const STANDARD: Library = {
  name: "cel.lib.standard",
  macros: STANDARD_MACROS,
  functions: [...OPERATORS, sizeFunction(), ...textFunctions(), ...CONVERSIONS, ...TIME_FIELDS],
  types: {
    bool: BOOL,
    bytes: BYTES,
    double: DOUBLE,
    "google.protobuf.Duration": DURATION,
    "google.protobuf.Timestamp": TIMESTAMP,
    int: INT,
    list: listOf(DYN),
    map: mapOf(DYN, DYN),
    null_type: NULL,
    string: STRING,
    type: typeOf(DYN),
    uint: UINT,
  },
};

function sizeFunction(): FunctionDeclaration {
  const kinds: readonly (readonly [name: string, type: CelType])[] = [
    ["bytes", BYTES],
    ["list", listOf(A)],
    ["map", mapOf(A, B)],
    ["string", STRING],
  ];
  return {
    name: "size",
    overloads: kinds.flatMap(([name, type]) => [
      sizeOverload(`size_${name}`, false, type),
      sizeOverload(`${name}_size`, true, type),
    ]),
  };
}

function sizeOverload(id: string, member: boolean, type: CelType): Overload {
  return { id, member, args: [type], result: INT, call: (args) => BigInt(sizeOf(valueAt(args, 0))) };
}

function sizeOf(value: Value): number {
  const isSized =
    typeof value === "string" ||
    value instanceof Uint8Array ||
    (typeof value === "object" && value !== null && ["list", "map", "object"].includes(value.celKind));
  if (!isSized) throw new CelError("no such overload: size");
  return sizeOfValue(value);
}

function textFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "contains",
      overloads: [
        method("contains_string", {
          args: [text, text],
          result: BOOL,
          call: (value, part) => value.includes(part),
          cost: (args) => characterCost(args, 0) * characterCost(args, 1),
          estimate: (args) => ({
            cost: times(scaled(sizeAt(args, 0), PER_CHARACTER), scaled(sizeAt(args, 1), PER_CHARACTER)),
          }),
        }),
      ],
    },
    {
      name: "endsWith",
      overloads: [affix("ends_with_string", (value, end) => value.endsWith(end))],
    },
    {
      name: "startsWith",
      overloads: [affix("starts_with_string", (value, start) => value.startsWith(start))],
    },
    {
      name: "matches",
      overloads: [
        call("matches", { args: [text, text], result: BOOL, call: (value, pattern) => matchesRegex(pattern, value) }),
        method("matches_string", {
          args: [text, text],
          result: BOOL,
          call: (value, pattern) => matchesRegex(pattern, value),
          ...matching(),
        }),
      ],
    },
  ];
}

/** The run time counts the text, the estimate the part that is looked for. */
function affix(id: string, holds: (value: string, part: string) => boolean): Overload {
  return method(id, {
    args: [text, text],
    result: BOOL,
    call: holds,
    cost: traversal(0).cost,
    estimate: traversal(1).estimate,
  });
}

function characterCost(args: readonly Value[], index: number): number {
  return Math.ceil(sizeOfValue(valueAt(args, index)) * PER_CHARACTER);
}
