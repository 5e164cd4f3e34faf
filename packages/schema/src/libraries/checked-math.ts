import { CelError } from "#cel/value.ts";

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
/** 0001-01-01T00:00:00Z and the last nanosecond of 9999. */
const MIN_MOMENT = -62_135_596_800n * 1_000_000_000n;
const MAX_MOMENT = 253_402_300_800n * 1_000_000_000n - 1n;

/** The number, when it is an int. */
export function checkedInt(value: bigint): bigint {
  return inRange(value, MIN_INT, MAX_INT, "integer overflow");
}

export function checkedUint(value: bigint): bigint {
  return inRange(value, 0n, MAX_UINT, "unsigned integer overflow");
}

/** A moment between the years 1 and 9999. */
export function checkedMoment(nanos: bigint): bigint {
  return inRange(nanos, MIN_MOMENT, MAX_MOMENT, "timestamp overflow");
}

/** A double without its fraction as an int. The bounds themselves are refused, as cel-go does. */
export function doubleToInt(value: number): bigint {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw new CelError("integer overflow");
  return BigInt(Math.trunc(value));
}

export function doubleToUint(value: number): bigint {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) throw new CelError("unsigned integer overflow");
  return BigInt(Math.trunc(value));
}

function inRange(value: bigint, min: bigint, max: bigint, message: string): bigint {
  if (value < min || value > max) throw new CelError(message);
  return value;
}
