import type { Quantity } from "./scalars.ts";

/**
 * The value of a `Quantity` such as `500m`, `1.5Gi` or `3e2`: exact, in units of 10⁻⁹, with the notation it came in.
 * See https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export interface ParsedQuantity {
  /** The amount times 10⁹. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** `BinarySI`: Ki, Mi, Gi…; `DecimalSI`: m, k, M…; `DecimalExponent`: e3, e6…. */
export type QuantityFormat = "BinarySI" | "DecimalSI" | "DecimalExponent";

/** The value of a quantity; finer parts than 10⁻⁹ round away from zero. Throws with the API server's message when it is not a quantity. */
export function parseQuantity(quantity: Quantity): ParsedQuantity {
  const text = String(quantity);
  let value = known.get(text);
  if (value === undefined) {
    value = parsed(text);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, value);
  }
  return value;
}

/** Containers have the same few amounts, and whole numbers of any size are slow. */
const known = new Map<string, ParsedQuantity>();
const MAX_KNOWN = 1000;

function parsed(text: string): ParsedQuantity {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match ?? [];
  if (match === null || (whole === "" && fraction === "")) {
    throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
  const scale = scaleOf(suffix);
  if (scale === undefined) throw new Error("unable to parse quantity's suffix");
  const digits = BigInt(whole + fraction) * scale.numerator * NANO;
  const divisor = 10n ** BigInt(fraction.length) * scale.denominator;
  const nano = (digits + divisor - 1n) / divisor;
  return { nano: sign === "-" ? -nano : nano, format: scale.format };
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity(quantity: ParsedQuantity): string {
  const { nano, format } = quantity;
  if (nano === 0n) return "0";
  const magnitude = nano < 0n ? -nano : nano;
  const sign = nano < 0n ? "-" : "";
  if (format === "BinarySI" && magnitude % NANO === 0n && magnitude >= 1024n * NANO) {
    return sign + withSuffix(magnitude / NANO, 1024n, binarySuffixes);
  }
  if (format === "DecimalExponent") {
    const [count, steps] = reduce(magnitude, 1000n, 21);
    const exponent = steps * 3 - 9;
    return `${sign}${count}${exponent === 0 ? "" : `e${exponent}`}`;
  }
  return sign + withSuffix(magnitude, 1000n, decimalSuffixes);
}

/** Negative when `a` is less than `b`. Texts are parsed. */
export function compareQuantities(a: ParsedQuantity | Quantity, b: ParsedQuantity | Quantity): number {
  const left = quantityOf(a).nano;
  const right = quantityOf(b).nano;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum, in the notation of the first one that is not zero. */
export function addQuantities(...quantities: readonly (ParsedQuantity | Quantity)[]): ParsedQuantity {
  let nano = 0n;
  let format: QuantityFormat | undefined;
  for (const quantity of quantities.map(quantityOf)) {
    nano += quantity.nano;
    if (quantity.nano !== 0n) format ??= quantity.format;
  }
  return { nano, format: format ?? "DecimalSI" };
}

/** The amount as a whole number, rounded up: bytes, cores, pieces. */
export function quantityValue(quantity: ParsedQuantity | Quantity): number {
  return Number(divideUp(quantityOf(quantity).nano, NANO));
}

/** The amount in thousandths, rounded up: millicores. */
export function quantityMilliValue(quantity: ParsedQuantity | Quantity): number {
  return Number(divideUp(quantityOf(quantity).nano, NANO / 1000n));
}

const NANO = 1_000_000_000n;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] as const;
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

interface Scale {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale | undefined {
  const decimal = decimalSuffixes.findIndex((known) => known === suffix);
  if (decimal >= 0) return powerOfTen(decimal * 3 - 9, "DecimalSI");
  const binary = binarySuffixes.findIndex((known) => known === suffix);
  if (binary > 0) return { numerator: 1024n ** BigInt(binary), denominator: 1n, format: "BinarySI" };
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)?.[1];
  if (exponent === undefined || Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
  return powerOfTen(Number(exponent), "DecimalExponent");
}

/** Beyond this an amount fits no real thing, and the digits would fill the memory. */
const MAX_EXPONENT = 100;

function powerOfTen(exponent: number, format: QuantityFormat): Scale {
  return exponent >= 0
    ? { numerator: 10n ** BigInt(exponent), denominator: 1n, format }
    : { numerator: 1n, denominator: 10n ** BigInt(-exponent), format };
}

function withSuffix(magnitude: bigint, base: bigint, suffixes: readonly string[]): string {
  const [count, steps] = reduce(magnitude, base, suffixes.length - 1);
  return `${count}${suffixes[steps] ?? ""}`;
}

function reduce(magnitude: bigint, base: bigint, maxSteps: number): readonly [bigint, number] {
  let count = magnitude;
  let steps = 0;
  for (; steps < maxSteps && count % base === 0n; steps++) count /= base;
  return [count, steps];
}

function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value > 0n && value % divisor !== 0n ? quotient + 1n : quotient;
}

function quantityOf(quantity: ParsedQuantity | Quantity): ParsedQuantity {
  return typeof quantity === "object" ? quantity : parseQuantity(quantity);
}
