/**
 * A number as Kubernetes' tools write it: whole numbers of 64 bits in full, others as Go's `%g`, with an exponent from a million on and
 * below 0.0001. Throws TypeError for NaN and infinities.
 */
export function emitNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`cannot write ${value} as YAML`);
  if (value === 0) return "0";
  if (Number.isInteger(value) && value > -(2 ** 63) && value < 2 ** 64) return value.toString();
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return value.toString();
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
