import { CelError } from "#cel/value.ts";
import { countCharacters } from "#cel/value-size.ts";

/** Where a part is in a text, counted in characters from `from` on; -1: nowhere. */
export function indexOfText(value: string, part: string, from: bigint): bigint {
  if (part === "") return from;
  if (from < 0n) throw outOfRange(from);
  const start = unitOf(value, from);
  if (start === undefined) return -1n;
  return characterOf(value, value.indexOf(part, start));
}

/** The last place of a part that begins at `from` or before. */
export function lastIndexOfText(value: string, part: string, from?: bigint): bigint {
  if (part === "") return from ?? BigInt(countCharacters(value));
  if (from === undefined) return characterOf(value, value.lastIndexOf(part));
  if (from < 0n) throw outOfRange(from);
  const start = unitOf(value, from);
  return start === undefined ? -1n : characterOf(value, value.lastIndexOf(part, start));
}

export function substring(value: string, start: bigint, end?: bigint): string {
  const characters = [...value];
  const length = BigInt(characters.length);
  if (end !== undefined && start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > length) throw outOfRange(start);
  if (end !== undefined && (end < 0n || end > length)) throw outOfRange(end);
  return characters.slice(Number(start), Number(end ?? length)).join("");
}

/** The first `limit` places replaced, all of them when it is negative. */
export function replaceText(value: string, old: string, replacement: string, limit: bigint): string {
  if (limit < 0n) return old === "" ? surround(value, replacement, Infinity) : value.split(old).join(replacement);
  if (old === "") return surround(value, replacement, Number(limit));
  const parts = value.split(old);
  const count = Math.min(Number(limit), parts.length - 1);
  const changed = parts.slice(0, count + 1).join(replacement);
  return [changed, ...parts.slice(count + 1)].join(old);
}

/** In at most `limit` parts, the last of which is the rest; with an empty separator by character. */
export function splitText(value: string, separator: string, limit: bigint): readonly string[] {
  if (limit === 0n) return [];
  const parts = separator === "" ? [...value] : value.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

/** Without the white space (of Unicode) at both ends. */
export function trimSpace(value: string): string {
  return value.replace(/^[\p{White_Space}]+|[\p{White_Space}]+$/gu, "");
}

function surround(value: string, replacement: string, limit: number): string {
  const characters = [...value];
  let text = "";
  for (let index = 0; index <= characters.length; index++) {
    text += (index < limit ? replacement : "") + (characters[index] ?? "");
  }
  return text;
}

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

/** The offset, in UTF-16 units, of a character; undefined: there are not so many. */
function unitOf(value: string, character: bigint): number | undefined {
  let count = 0n;
  let unit = 0;
  for (const one of value) {
    if (count === character) return unit;
    count++;
    unit += one.length;
  }
  return undefined;
}

function characterOf(value: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(countCharacters(value.slice(0, unit)));
}
