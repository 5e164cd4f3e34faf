/**
 * What Go's decoder says about text that is not JSON (`invalid character 'n' looking for beginning of value`). Called only
 * after `JSON.parse` has failed; returns undefined when there is nothing wrong after all.
 */
export function jsonSyntaxError(bytes: Uint8Array): string | undefined {
  const scan: Scan = { bytes, at: 0 };
  try {
    scanValue(scan, "looking for beginning of value");
    skipSpace(scan);
    if (scan.at < bytes.length) fail(scan, "after top-level value");
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    // Nested deeper than the stack; Go gives up at 10000 levels.
    if (error instanceof RangeError) return "exceeded max depth";
    throw error;
  }
}

/** Go's name of the type of a JSON value. */
export function jsonTypeName(value: unknown): "null" | "string" | "number" | "bool" | "array" | "object" {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "object":
      return "object";
    default:
      return "number";
  }
}

class JsonSyntaxError extends Error {}

interface Scan {
  readonly bytes: Uint8Array;
  at: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function fail(scan: Scan, where: string): never {
  const byte = scan.bytes[scan.at];
  if (byte === undefined) throw new JsonSyntaxError("unexpected end of JSON input");
  throw new JsonSyntaxError(`invalid character ${quoted(byte)} ${where}`);
}

/** A byte as Go quotes it. */
function quoted(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === QUOTE) return "'\"'";
  const escapes: Readonly<Record<number, string>> = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    92: "\\\\",
  };
  const escape = escapes[byte];
  if (escape !== undefined) return `'${escape}'`;
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, "0")}'`;
  if (byte >= 0x80 && (byte < 0xa1 || byte === 0xad)) return `'\\u${byte.toString(16).padStart(4, "0")}'`;
  return `'${String.fromCharCode(byte)}'`;
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const byte = scan.bytes[scan.at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    scan.at++;
  }
}

function scanValue(scan: Scan, where: string): void {
  skipSpace(scan);
  const byte = scan.bytes[scan.at];
  const character = byte === undefined ? "" : String.fromCharCode(byte);
  if (character === "{") return scanObject(scan);
  if (character === "[") return scanArray(scan);
  if (character === '"') return scanString(scan);
  if (character === "-" || (character >= "0" && character <= "9")) return scanNumber(scan);
  const literal = ["true", "false", "null"].find((one) => one.startsWith(character));
  if (character === "" || literal === undefined) fail(scan, where);
  scanLiteral(scan, literal);
}

function scanObject(scan: Scan): void {
  scan.at++;
  skipSpace(scan);
  if (scan.bytes[scan.at] === 0x7d) return void scan.at++;
  for (;;) {
    skipSpace(scan);
    if (scan.bytes[scan.at] !== QUOTE) fail(scan, "looking for beginning of object key string");
    scanString(scan);
    skipSpace(scan);
    if (scan.bytes[scan.at] !== 0x3a) fail(scan, "after object key");
    scan.at++;
    scanValue(scan, "looking for beginning of value");
    skipSpace(scan);
    if (scan.bytes[scan.at] === 0x7d) return void scan.at++;
    if (scan.bytes[scan.at] !== 0x2c) fail(scan, "after object key:value pair");
    scan.at++;
  }
}

function scanArray(scan: Scan): void {
  scan.at++;
  skipSpace(scan);
  if (scan.bytes[scan.at] === 0x5d) return void scan.at++;
  for (;;) {
    scanValue(scan, "looking for beginning of value");
    skipSpace(scan);
    if (scan.bytes[scan.at] === 0x5d) return void scan.at++;
    if (scan.bytes[scan.at] !== 0x2c) fail(scan, "after array element");
    scan.at++;
  }
}

function scanString(scan: Scan): void {
  scan.at++;
  for (;;) {
    const byte = scan.bytes[scan.at];
    if (byte === undefined || byte < 0x20) fail(scan, "in string literal");
    scan.at++;
    if (byte === QUOTE) return;
    if (byte === BACKSLASH) scanEscape(scan);
  }
}

function scanEscape(scan: Scan): void {
  const byte = scan.bytes[scan.at];
  if (byte === undefined || !'"\\/bfnrtu'.includes(String.fromCharCode(byte))) fail(scan, "in string escape code");
  scan.at++;
  if (byte !== 0x75) return;
  for (let digit = 0; digit < 4; digit++) {
    const hex = scan.bytes[scan.at];
    if (hex === undefined || !/[0-9a-fA-F]/.test(String.fromCharCode(hex)))
      fail(scan, "in \\u hexadecimal character escape");
    scan.at++;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function scanNumber(scan: Scan): void {
  if (scan.bytes[scan.at] === 0x2d) scan.at++;
  if (!isDigit(scan.bytes[scan.at])) fail(scan, "in numeric literal");
  const leadingZero = scan.bytes[scan.at] === 0x30;
  scan.at++;
  if (!leadingZero) skipDigits(scan);
  if (scan.bytes[scan.at] === 0x2e) {
    scan.at++;
    if (!isDigit(scan.bytes[scan.at])) fail(scan, "after decimal point in numeric literal");
    skipDigits(scan);
  }
  const exponent = scan.bytes[scan.at];
  if (exponent !== 0x65 && exponent !== 0x45) return;
  scan.at++;
  if (scan.bytes[scan.at] === 0x2b || scan.bytes[scan.at] === 0x2d) scan.at++;
  if (!isDigit(scan.bytes[scan.at])) fail(scan, "in exponent of numeric literal");
  skipDigits(scan);
}

function skipDigits(scan: Scan): void {
  while (isDigit(scan.bytes[scan.at])) scan.at++;
}

function scanLiteral(scan: Scan, literal: string): void {
  for (const character of literal) {
    if (scan.bytes[scan.at] !== character.charCodeAt(0)) fail(scan, `in literal ${literal} (expecting '${character}')`);
    scan.at++;
  }
}
