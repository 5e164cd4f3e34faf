/**
 * The text of a string literal as written (`"a\n"`, `r'\d'`, `"""…"""`), without quotes and escapes. Throws `LiteralError`.
 * See https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
 */
export function readString(literal: string): string {
  const { raw, body } = withoutQuotes(literal);
  return raw ? body : body.replace(ESCAPE, (escape) => String.fromCodePoint(codePointOf(escape)));
}

/** The bytes of a bytes literal as written, with its `b`: characters are UTF-8, `\xff` and `\377` are single bytes. Throws `LiteralError`. */
export function readBytes(literal: string): Uint8Array {
  const { raw, body } = withoutQuotes(literal.slice(1));
  if (raw) return ENCODER.encode(body);
  const bytes: number[] = [];
  let end = 0;
  for (const match of body.matchAll(ESCAPE)) {
    bytes.push(...ENCODER.encode(body.slice(end, match.index)));
    if (/^\\[uU]/.test(match[0])) throw new LiteralError("unable to unescape string");
    bytes.push(codePointOf(match[0]));
    end = match.index + match[0].length;
  }
  bytes.push(...ENCODER.encode(body.slice(end)));
  return Uint8Array.from(bytes);
}

/** The value of `12`, `0x1F` or `-12`, or undefined when it does not fit into 64 bits. */
export function readInt(text: string): bigint | undefined {
  const value = text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The value of `12u` or `0x1Fu`, or undefined when it does not fit into 64 bits. */
export function readUint(text: string): bigint | undefined {
  const value = BigInt(text.slice(0, -1));
  return BigInt.asUintN(64, value) === value ? value : undefined;
}

/** A string or bytes literal holds what it may not. */
export class LiteralError extends Error {
  override readonly name = "LiteralError";
}

const ENCODER = new TextEncoder();
const ESCAPE = /\\(?:[abfnrtv"'\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/g;

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

function codePointOf(escape: string): number {
  const kind = escape.charAt(1);
  const simple = SIMPLE_ESCAPES[kind];
  if (simple !== undefined) return simple;
  if (/[xXuU]/.test(kind)) {
    const codePoint = Number.parseInt(escape.slice(2), 16);
    const isCharacter = codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    if (!isCharacter) throw new LiteralError("invalid unicode code point");
    return codePoint;
  }
  if (/[0-3]/.test(kind)) return Number.parseInt(escape.slice(1), 8);
  return kind.charCodeAt(0);
}

/** Line ends inside a literal are `\n`, however the file ends its lines. */
function withoutQuotes(literal: string): { raw: boolean; body: string } {
  const raw = /^[rR]/.test(literal);
  const quoted = raw ? literal.slice(1) : literal;
  const quotes = /^(?:"""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1;
  return { raw, body: quoted.slice(quotes, -quotes).replace(/\r\n?/g, "\n") };
}
