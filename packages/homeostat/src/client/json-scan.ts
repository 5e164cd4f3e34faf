/**
 * Finds parts of JSON text without parsing it: strings are skipped as strings, so what looks like JSON inside of them is
 * never taken for structure. Malformed text gives "not found" (-1) or the end; `JSON.parse` then says what is wrong.
 */

/** Index of the value of a member of the object that begins at `at`; -1 when there is none. Nested members do not count. */
export function memberValue(bytes: Uint8Array, at: number, end: number, name: Uint8Array): number {
  if (bytes[at] !== OPEN_BRACE) return -1;
  for (let index = skipSpace(bytes, at + 1, end); index < end && bytes[index] === QUOTE;) {
    const nameStart = index + 1;
    index = skipString(bytes, index, end);
    const found = index - 1 - nameStart === name.length && equalsAt(bytes, nameStart, name);
    index = skipSpace(bytes, index, end);
    if (bytes[index] !== COLON) return -1;
    index = skipSpace(bytes, index + 1, end);
    if (found) return index;
    index = skipSpace(bytes, skipValue(bytes, index, end), end);
    if (bytes[index] !== COMMA) return -1;
    index = skipSpace(bytes, index + 1, end);
  }
  return -1;
}

/** Index after the value that begins at `at`. */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (first === QUOTE) return skipString(bytes, at, end);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipContainer(bytes, at, end);
  let index = at;
  while (index < end && !endsScalar(bytes[index])) index++;
  return index;
}

/** Index of the next byte that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && isSpace(bytes[index])) index++;
  return index;
}

/** Index of the byte before `at` that is not white space, not before `start`. */
export function skipSpaceBack(bytes: Uint8Array, at: number, start: number): number {
  let index = at - 1;
  while (index > start && isSpace(bytes[index])) index--;
  return index;
}

/** Whether a byte is an ASCII letter. */
export function isLetter(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export const COMMA = 0x2c;
export const NEWLINE = 0x0a;
export const OPEN_BRACE = 0x7b;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACE = 0x7d;
export const CLOSE_BRACKET = 0x5d;
export const QUOTE = 0x22;

const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const RETURN = 0x0d;
const TAB = 0x09;

function skipContainer(bytes: Uint8Array, at: number, end: number): number {
  let open = 0;
  for (let index = at; index < end;) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = skipString(bytes, index, end);
      continue;
    }
    index++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --open === 0) return index;
  }
  return end;
}

function skipString(bytes: Uint8Array, at: number, end: number): number {
  let index = at + 1;
  while (index < end) {
    const byte = bytes[index];
    if (byte === QUOTE) return index + 1;
    index += byte === BACKSLASH ? 2 : 1;
  }
  return end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);
}

function equalsAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false;
  return true;
}
