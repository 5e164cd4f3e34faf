/** A double as Go's `%g` writes it, and so `string(1000000.0)`: `1e+06`, `0.1`, `NaN`, `+Inf`. */
export function goNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = scientific(value);
  return exponent < -4 || exponent >= 6 ? goExponent(mantissa, exponent) : plain(mantissa, exponent);
}

/** Without an exponent, however long: `0.000001`. */
export function plainNumber(value: number): string {
  return plain(...scientific(value));
}

/** `1.5e+06`: at least two digits of exponent. */
function goExponent(mantissa: string, exponent: number): string {
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** The fewest digits that mean this number. */
function scientific(value: number): readonly [mantissa: string, exponent: number] {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return [mantissa, Number(exponent)];
}

function plain(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}
