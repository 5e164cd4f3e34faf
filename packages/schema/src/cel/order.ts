import { numericOf } from "./equality.ts";
import { CelError } from "./value.ts";
import type { Value } from "./value.ts";

/** Negative, zero or positive, as `<` and `sort` order values. Throws when the two kinds have no order. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === "bigint" && typeof right === "bigint") return orderOf(left, right);
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  const a = numericOf(left);
  const b = numericOf(right);
  if (a !== undefined && b !== undefined) {
    if (Number.isNaN(a) || Number.isNaN(b)) throw new CelError("NaN values cannot be ordered");
    return typeof a === typeof b ? orderOf(a, b) : orderOf(Number(a), Number(b));
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) return compareBytes(left, right);
  const from = nanosOf(left);
  const to = nanosOf(right);
  if (from === undefined || to === undefined || from.celKind !== to.celKind) throw new CelError("no such overload");
  return from.nanos < to.nanos ? -1 : from.nanos > to.nanos ? 1 : 0;
}

function orderOf(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code point, as UTF-8 bytes order; JavaScript's own order differs beyond the basic plane. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function nanosOf(value: Value): Extract<Value, { nanos: bigint }> | undefined {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  return value.celKind === "timestamp" || value.celKind === "duration" ? value : undefined;
}
