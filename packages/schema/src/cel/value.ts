import type { CelType } from "./type.ts";

/**
 * A value of the Common Expression Language. `int` is a bigint, `double` a number, `uint` a `Uint`; null, booleans and strings are
 * JavaScript's own, bytes a `Uint8Array`. Lists, maps and objects are interfaces, so that JSON is adapted lazily, by its schema.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | ListValue
  | MapValue
  | ObjectValue
  | OptionalValue
  | TypeValue
  | OpaqueValue;

/** An unsigned 64-bit integer. */
export interface Uint {
  readonly celKind: "uint";
  readonly value: bigint;
}

/** A moment: nanoseconds since 1970. */
export interface Timestamp {
  readonly celKind: "timestamp";
  readonly nanos: bigint;
  /** Of the zone that it was written in, ahead of UTC; only `string(…)` shows it. Default 0. */
  readonly offsetMinutes?: number;
}

/** A length of time. */
export interface Duration {
  readonly celKind: "duration";
  readonly nanos: bigint;
}

/** A list; `listType` decides how lists of a schema compare (`x-kubernetes-list-type`) and concatenate. */
export interface ListValue {
  readonly celKind: "list";
  readonly size: number;
  at(index: number): Value;
  /** Own equality, for lists that are sets or maps of a schema; absent: element by element. */
  equals?(other: ListValue): boolean;
  /** Own `+`, for lists that are sets or maps of a schema. */
  concat?(other: ListValue): ListValue;
}

/** A map. Keys are strings, bools, ints or uints; `find` compares numbers across kinds. */
export interface MapValue {
  readonly celKind: "map";
  readonly size: number;
  find(key: Value): Value | undefined;
  keys(): Iterable<Value>;
}

/** A value with named fields (an object of a schema). `find` answers undefined for a field that is not set. */
export interface ObjectValue {
  readonly celKind: "object";
  readonly typeName: string;
  find(field: string): Value | undefined;
  /** The names of the fields that are set. */
  fields(): Iterable<string>;
}

/** `optional.of(value)`, or `optional.none()` when `value` is undefined. */
export interface OptionalValue {
  readonly celKind: "optional";
  readonly value: Value | undefined;
}

/** A type as a value: `type(1) == int`. */
export interface TypeValue {
  readonly celKind: "type";
  readonly type: CelType;
}

/** A value of a library's own type. */
export interface OpaqueValue {
  readonly celKind: "opaque";
  readonly type: CelType;
  readonly content: unknown;
  /** What costs count it as; default 1. */
  readonly size?: number;
  equals(other: OpaqueValue): boolean;
}

/** What an evaluation throws: `no such key: x`, `division by zero`, `index out of bounds: 3`…. */
export class CelError extends Error {
  override readonly name: string = "CelError";
}

/** An evaluation cost more than its budget. */
export class CelCostError extends CelError {
  override readonly name = "CelCostError";
}
