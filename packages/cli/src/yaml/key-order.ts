/**
 * The order of keys that yaml.v2 writes: numbers inside keys by their value, everything else before letters, then by code points.
 * Negative when `a` comes first.
 */
export function compareKeys(a: string, b: string): number {
  if (ONLY_LETTERS.test(a) && ONLY_LETTERS.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = [...a];
  const right = [...b];
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const x = left[index] ?? "";
    const y = right[index] ?? "";
    if (x !== y) return compareAt(left, right, index);
  }
  return left.length - right.length;
}

/** As most keys are: in the order of their code points. */
const ONLY_LETTERS = /^[A-Za-z]*$/;

/** Compares where the keys differ first. */
function compareAt(left: readonly string[], right: readonly string[], index: number): number {
  const x = left[index] ?? "";
  const y = right[index] ?? "";
  const byCodePoint = codePoint(x) - codePoint(y);
  if (isLetter(x) && isLetter(y)) return byCodePoint;
  if (isLetter(x) || isLetter(y)) return isLetter(x) ? 1 : -1;
  // Behind a digit other than 0 a 0 is part of a number, not a zero before one.
  const inside = (x === "0" || y === "0") && insideNumber(left, index);
  const a = numberAt(left, index, inside);
  const b = numberAt(right, index, inside);
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.end === b.end ? byCodePoint : a.end - b.end;
}

function insideNumber(characters: readonly string[], index: number): boolean {
  for (let j = index - 1; j >= 0 && isDigit(characters[j]); j--) if (characters[j] !== "0") return true;
  return false;
}

function numberAt(
  characters: readonly string[],
  start: number,
  inside: boolean,
): { readonly value: bigint; readonly end: number } {
  let end = start;
  while (isDigit(characters[end])) end++;
  const digits = characters.slice(start, end).join("");
  // Go counts in 64 bits and wraps.
  return { value: BigInt.asIntN(64, BigInt(`${inside ? "1" : ""}${digits}` || "0")), end };
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^\d$/.test(character);
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
