import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { celList, elementsOf, isOptional, isUint, OPTIONAL_NONE, optionalValue } from "#cel/native-values.ts";
import { OPTIONAL_MACROS } from "#cel/standard-macros.ts";
import { BOOL, DYN, listOf, optionalOf, parameter } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue, Value } from "#cel/value.ts";
import { any, call, list, method, optional } from "./overload.ts";
import { OPTIONAL_OPERATORS } from "./interpreter-operators.ts";

const V = parameter("V");
const OPTIONAL_V = optionalOf(V);

/** `optional.of`, `orValue`, `first`…; the syntax (`a.?b`, `a[?b]`) is the parser's. See https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes */
export const OPTIONALS: Library = {
  name: "cel.lib.optional",
  macros: OPTIONAL_MACROS,
  functions: [...OPTIONAL_OPERATORS, ...optionalFunctions(), ...listFunctions()],
  types: { optional_type: optionalOf(DYN) },
};

function optionalFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "optional.of",
      overloads: [call("optional_of", { args: [any("V")], result: OPTIONAL_V, call: (value) => optionalValue(value) })],
    },
    {
      name: "optional.ofNonZeroValue",
      overloads: [
        call("optional_ofNonZeroValue", {
          args: [any("V")],
          result: OPTIONAL_V,
          call: (value) => (isZero(value) ? OPTIONAL_NONE : optionalValue(value)),
        }),
      ],
    },
    {
      name: "optional.none",
      overloads: [call("optional_none", { args: [], result: OPTIONAL_V, call: () => OPTIONAL_NONE })],
    },
    {
      name: "value",
      overloads: [
        method("optional_value", { args: [optional(V)], result: V, call: ({ value }) => value ?? missing(value) }),
      ],
    },
    {
      name: "hasValue",
      overloads: [
        method("optional_hasValue", { args: [optional(V)], result: BOOL, call: ({ value }) => value !== undefined }),
      ],
    },
    {
      name: "or",
      overloads: [
        method("optional_or_optional", {
          args: [optional(V), optional(V)],
          result: OPTIONAL_V,
          call: (first, second) => (first.value === undefined ? second : first),
        }),
      ],
    },
    {
      name: "orValue",
      overloads: [
        method("optional_orValue_value", {
          args: [optional(V), any("V")],
          result: V,
          call: (first, second) => (first.value === undefined ? second : first.value),
        }),
      ],
    },
  ];
}

function listFunctions(): readonly FunctionDeclaration[] {
  const unwrap = { args: [list(OPTIONAL_V)], result: listOf(V), call: presentOf } as const;
  return [
    {
      name: "first",
      overloads: [
        method("list_first", { args: [list(V)], result: OPTIONAL_V, call: (values) => elementAt(values, 0) }),
      ],
    },
    {
      name: "last",
      overloads: [
        method("list_last", {
          args: [list(V)],
          result: OPTIONAL_V,
          call: (values) => elementAt(values, values.size - 1),
        }),
      ],
    },
    { name: "optional.unwrap", overloads: [call("optional_unwrap", unwrap)] },
    { name: "unwrapOpt", overloads: [method("optional_unwrapOpt", unwrap)] },
  ];
}

function missing(value: null | undefined): null {
  if (value === undefined) throw new CelError("optional.none() dereference");
  return value;
}

function elementAt(values: ListValue, index: number): Value {
  return values.size === 0 ? OPTIONAL_NONE : optionalValue(values.at(index));
}

function presentOf(values: ListValue): ListValue {
  const present: Value[] = [];
  for (const element of elementsOf(values)) {
    if (!isOptional(element)) throw new CelError("no such overload");
    if (element.value !== undefined) present.push(element.value);
  }
  return celList(present);
}

/** Whether the value is what its type begins with: zero, empty, false. */
function isZero(value: Value): boolean {
  if (typeof value === "bigint" || typeof value === "number") return value === 0n || value === 0;
  if (typeof value === "string") return value === "";
  if (typeof value === "boolean") return !value;
  if (value === null) return true;
  if (value instanceof Uint8Array) return value.length === 0;
  if (isUint(value)) return value.value === 0n;
  switch (value.celKind) {
    case "list":
    case "map":
      return value.size === 0;
    case "object":
      return [...value.fields()].length === 0;
    case "duration":
      return value.nanos === 0n;
    case "timestamp":
      return value.nanos === YEAR_ONE;
    case "optional":
      return value.value === undefined || isZero(value.value);
    default:
      return false;
  }
}

/** Go's zero time. */
const YEAR_ONE = -62_135_596_800_000_000_000n;
