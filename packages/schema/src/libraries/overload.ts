import { isList, isMap, isOpaque, isOptional, isUint } from "#cel/native-values.ts";
import type { Overload } from "#cel/library.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  UINT,
  listOf,
  mapOf,
  opaque,
  optionalOf,
  parameter,
} from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue, MapValue, OpaqueValue, OptionalValue, Timestamp, Value } from "#cel/value.ts";

/** What an argument must be, and how it is read. */
export interface Argument<T> {
  readonly type: CelType;
  readonly read: (value: Value) => T;
}

export const anything: Argument<Value> = { type: DYN, read: (value) => value };
export const bool: Argument<boolean> = argument(BOOL, (value) => (typeof value === "boolean" ? value : undefined));
export const int: Argument<bigint> = argument(INT, (value) => (typeof value === "bigint" ? value : undefined));
export const double: Argument<number> = argument(DOUBLE, (value) => (typeof value === "number" ? value : undefined));
export const text: Argument<string> = argument(STRING, (value) => (typeof value === "string" ? value : undefined));
export const bytes: Argument<Uint8Array> = argument(BYTES, (value) =>
  value instanceof Uint8Array ? value : undefined,
);
export const unsigned: Argument<bigint> = argument(UINT, (value) => (isUint(value) ? value.value : undefined));
export const moment: Argument<bigint> = argument(TIMESTAMP, (value) => nanosOf(value, "timestamp"));
/** A moment with the zone that it was written in. */
export const zoned: Argument<Timestamp> = argument(TIMESTAMP, (value) =>
  nanosOf(value, "timestamp") === undefined ? undefined : (value as Timestamp),
);
export const span: Argument<bigint> = argument(DURATION, (value) => nanosOf(value, "duration"));

/** The value of a type parameter. */
export function any(name: string): Argument<Value> {
  return { type: parameter(name), read: (value) => value };
}

export function list(element: CelType): Argument<ListValue> {
  return argument(listOf(element), (value) => (isList(value) ? value : undefined));
}

export function map(key: CelType, value: CelType): Argument<MapValue> {
  return argument(mapOf(key, value), (candidate) => (isMap(candidate) ? candidate : undefined));
}

export function optional(type: CelType): Argument<OptionalValue> {
  return argument(optionalOf(type), (value) => (isOptional(value) ? value : undefined));
}

/** A value of a library's own type: what its library made, so that the name says what the content is. */
export function ownType<T>(name: string): Argument<T> {
  return argument(opaque(name), (value) => {
    if (!isOpaque(value) || value.type.kind !== "opaque" || value.type.name !== name) return undefined;
    return value.content as T;
  });
}

/** Makes a value of a library's own type. */
export function ownValue(parts: Omit<OpaqueValue, "celKind" | "type"> & { readonly typeName: string }): OpaqueValue {
  const { typeName, ...rest } = parts;
  return { celKind: "opaque", type: opaque(typeName), ...rest };
}

function argument<T>(type: CelType, read: (value: Value) => T | undefined): Argument<T> {
  return {
    type,
    read: (value) => {
      const content = read(value);
      if (content === undefined) throw new CelError("no such overload");
      return content;
    },
  };
}

function nanosOf(value: Value, kind: "timestamp" | "duration"): bigint | undefined {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  return value.celKind === kind ? value.nanos : undefined;
}

type Details = Pick<Overload, "cost" | "estimate" | "unguarded">;

interface Signature<A extends readonly unknown[]> extends Details {
  readonly args: { readonly [I in keyof A]: Argument<A[I]> };
  readonly result: CelType;
  readonly call: (...args: A) => Value;
}

/** An overload that is called as `receiver.name(…)`. */
export function method<A extends readonly unknown[]>(id: string, signature: Signature<A>): Overload {
  return overload(id, true, signature);
}

/** An overload that is called as `name(…)`. */
export function call<A extends readonly unknown[]>(id: string, signature: Signature<A>): Overload {
  return overload(id, false, signature);
}

function overload<A extends readonly unknown[]>(id: string, member: boolean, signature: Signature<A>): Overload {
  const { args, result, call: implementation, ...details } = signature;
  const readers: readonly Argument<unknown>[] = args;
  // The readers give each argument the type that the signature says.
  const run = implementation as unknown as (...args: readonly unknown[]) => Value;
  return { id, member, args: readers.map((reader) => reader.type), result, call: reading(readers, run), ...details };
}

/** Most functions have one or two arguments: no list of them is made. */
function reading(
  readers: readonly Argument<unknown>[],
  run: (...args: readonly unknown[]) => Value,
): (values: readonly Value[]) => Value {
  const [first, second] = readers;
  if (first === undefined) return () => run();
  if (second === undefined) return (values) => run(first.read(values[0] ?? null));
  if (readers.length === 2) return (values) => run(first.read(values[0] ?? null), second.read(values[1] ?? null));
  return (values) => run(...readers.map((reader, index) => reader.read(values[index] ?? null)));
}
