/** An escape that Go does not know, and where it stands. */
export interface UnknownEscape {
  readonly index: number;
  readonly escape: string;
}

/** The text that stands between the double quotes of a Go string literal, its escapes replaced. https://go.dev/ref/spec#String_literals */
export function unquoteGoString(raw: string): string | UnknownEscape {
  let unknown: UnknownEscape | undefined;
  const bytes: number[] = [];
  let result = "";
  // Octal and hexadecimal escapes are bytes of UTF-8: neighbours make one character.
  const flush = (): void => {
    if (bytes.length > 0) result += new TextDecoder().decode(Uint8Array.from(bytes.splice(0)));
  };
  for (const match of raw.matchAll(
    /\\(?:([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))|[^\\]/gsu,
  )) {
    const [whole, octal, byte, short, long, letter] = match;
    const numeric = octal === undefined ? byte && Number.parseInt(byte, 16) : Number.parseInt(octal, 8);
    if (typeof numeric === "number" && numeric <= 0xff) {
      bytes.push(numeric);
      continue;
    }
    flush();
    const codePoint = short ?? long;
    const simple = letter === undefined ? undefined : ESCAPES[letter];
    if (!whole.startsWith("\\")) result += whole;
    else if (codePoint !== undefined && Number.parseInt(codePoint, 16) <= 0x10_ff_ff)
      result += String.fromCodePoint(Number.parseInt(codePoint, 16));
    else if (simple !== undefined) result += simple;
    else unknown ??= { index: match.index, escape: whole };
  }
  flush();
  return unknown ?? result;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};
