/** A text as CEL would write it, in double quotes. */
export function quoteText(value: string): string {
  let text = "";
  for (const character of value) text += ESCAPES.get(character) ?? character;
  return `"${text}"`;
}

/** A text as Go's `%q` writes it: what cannot be printed as `\x00`, `\u0000` or `\U00000000`. */
export function goQuote(value: string): string {
  let text = "";
  for (const character of value) text += ESCAPES.get(character) ?? printable(character);
  return `"${text}"`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

function printable(character: string): string {
  if (character === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}
