import { CelError } from "#cel/value.ts";

/** `1,234,567.89`: with a comma between thousands. */
export function fixedNumber(value: number, precision: number): string {
  const special = specialNumber(value);
  if (special !== undefined) return special;
  const [whole = "", fraction] = toFixed(value, precision).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1.052033×10⁰³`. */
export function scientificNumber(value: number): string {
  const special = specialNumber(value);
  if (special !== undefined) return special;
  const [mantissa = "", exponent = "0"] = (Object.is(value, -0) ? 0 : value).toExponential(6).split("e");
  const digits = Math.abs(Number(exponent)).toString().padStart(2, "0");
  const superscript = digits.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? "");
  return `${mantissa}×10${Number(exponent) < 0 ? "⁻" : ""}${superscript}`;
}

const SUPERSCRIPTS = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];

/** JavaScript writes at most 100 decimals, and no fraction for what is larger than 10²¹. */
function toFixed(value: number, precision: number): string {
  if (precision > 100) throw new CelError(`error during formatting: precision ${precision} is too large`);
  if (Math.abs(value) < 1e21) return roundHalfEven(value, precision);
  const whole = BigInt(value).toString();
  return precision === 0 ? whole : `${whole}.${"0".repeat(precision)}`;
}

/** Go rounds a half that a double holds exactly to the even digit, JavaScript away from zero. */
function roundHalfEven(value: number, precision: number): string {
  const text = value.toFixed(precision);
  if (precision > 20 || Number(text) === value) return text;
  const exact = value.toFixed(Math.min(precision + 30, 100));
  const rest = exact.slice(exact.indexOf(".") + 1 + precision);
  if (!/^50*$/.test(rest)) return text;
  const kept = exact.slice(0, exact.indexOf(".") + (precision === 0 ? 0 : 1 + precision));
  return Number(kept.at(-1)) % 2 === 0 ? kept : text;
}

function specialNumber(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? "∞" : "-∞";
}
