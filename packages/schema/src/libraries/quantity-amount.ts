import { parseQuantity } from "homeostat/internal/meta/quantity.ts";

/** An amount, and how Kubernetes keeps it: only what it keeps as one int64 with a power of ten may count as a whole number. */
export interface Amount {
  /** The amount times 10⁹. */
  readonly nano: bigint;
  /** `value` × 10^`scale`; undefined: kept as a decimal of any length. */
  readonly scaled: Scaled | undefined;
}

interface Scaled {
  readonly value: bigint;
  readonly scale: number;
}

/** Throws with the API server's message when the text is no quantity. */
export function parseAmount(text: string): Amount {
  const { nano, format } = parseQuantity(text);
  const scaled = scaledOf(text, format === "BinarySI");
  // An amount with a binary suffix is no more than an int64.
  return { nano: format === "BinarySI" && scaled === undefined && nano > MAX_NANO ? MAX_NANO : nano, scaled };
}

export function integerAmount(value: bigint): Amount {
  return { nano: value * NANO, scaled: { value, scale: 0 } };
}

export function negated({ nano, scaled }: Amount): Amount {
  return { nano: -nano, scaled: scaled && { value: -scaled.value, scale: scaled.scale } };
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return { nano: a.nano + b.nano, scaled: a.scaled && b.scaled && addScaled(a.scaled, b.scaled) };
}

export function compareAmounts(a: Amount, b: Amount): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** The amount as an int; undefined: it is none, or Kubernetes does not see it. */
export function wholeNumberOf({ scaled }: Amount): bigint | undefined {
  if (scaled === undefined || scaled.scale < 0) return undefined;
  return shifted(scaled.value, scaled.scale);
}

export function approximateNumber({ nano, scaled }: Amount): number {
  if (scaled === undefined) return Number(nano) / 1e9;
  return scaled.scale === 0 ? Number(scaled.value) : Number(scaled.value) * 10 ** scaled.scale;
}

const NANO = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;
const MAX_NANO = MAX_INT * NANO;
const MAX_DIGITS = 18;

/** Few enough digits are kept as an int64. */
function scaledOf(text: string, binary: boolean): Scaled | undefined {
  const [, sign, whole = "", fraction = "", suffix = ""] = /^([+-]?)0*(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  const digits = (whole === "" ? "0" : whole) + fraction;
  const magnitude = BigInt(digits === "" ? "0" : digits);
  const value = sign === "-" ? -magnitude : magnitude;
  if (binary) {
    const exponent = BINARY.indexOf(suffix) * 10;
    const digitsLeft = 15 - (whole === "" ? 1 : whole.length) - Math.trunc((exponent * 3) / 10) - 1;
    const result = inInt64(value << BigInt(exponent));
    return fraction === "" && digitsLeft >= 0 && result !== undefined ? { value: result, scale: 0 } : undefined;
  }
  const scale = decimalExponent(suffix) - fraction.length;
  return digits.length <= MAX_DIGITS && scale >= -9 ? { value, scale } : undefined;
}

const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

function decimalExponent(suffix: string): number {
  const index = DECIMAL.indexOf(suffix);
  return index >= 0 ? index * 3 - 9 : Number(suffix.slice(1));
}

function addScaled(a: Scaled, b: Scaled): Scaled | undefined {
  if (b.value === 0n) return a;
  if (a.value === 0n) return b;
  const scale = Math.min(a.scale, b.scale);
  const left = shifted(a.value, a.scale - scale);
  const right = shifted(b.value, b.scale - scale);
  if (left === undefined || right === undefined) return undefined;
  const value = inInt64(left + right);
  return value === undefined ? undefined : { value, scale };
}

function shifted(value: bigint, scale: number): bigint | undefined {
  return value === 0n || scale <= MAX_DIGITS ? inInt64(value * 10n ** BigInt(value === 0n ? 0 : scale)) : undefined;
}

function inInt64(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
