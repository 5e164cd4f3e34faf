import { isPrintable, LINE_BREAK, styleOf } from "./scalar-style.ts";

/** Where a string is written. */
export interface ScalarPlace {
  /** Of its first character, from 0. */
  readonly column: number;
  /** Of its further lines. */
  readonly indent: number;
  /** Whether it is the key of a mapping: on one line. */
  readonly key: boolean;
}

/** The text of a string; undefined for a key that is too long to stand before a `:`. */
export function emitString(text: string, place: ScalarPlace): string | undefined {
  if (place.key && (LINE_BREAK.test(text) || new TextEncoder().encode(text).length > MAX_KEY_BYTES)) return undefined;
  switch (styleOf(text, place.key)) {
    case "plain":
      return fitsLine(text, place) ? text : foldAtSpaces([...text], place, 0);
    case "single":
      return `'${foldAtSpaces([...text.replaceAll("'", "''")], { ...place, column: place.column + 1 }, 1)}'`;
    case "double":
      return `"${escaped(text, place)}"`;
    case "literal":
      return literal(text, place.indent);
  }
}

const MAX_KEY_BYTES = 128;
/** A line ends at the first single space behind this column. */
const LINE_WIDTH = 80;

function fitsLine(text: string, { column }: ScalarPlace): boolean {
  return column + text.length <= LINE_WIDTH && !LINE_BREAK.test(text);
}

/** Breaks the line at single spaces; `margin`: characters at both ends at which it does not. */
function foldAtSpaces(characters: readonly string[], place: ScalarPlace, margin: number): string {
  let { column } = place;
  let result = "";
  characters.forEach((character, index) => {
    const inside = index >= margin && index < characters.length - margin;
    const single = characters[index - 1] !== " " && characters[index + 1] !== " ";
    if (character === " " && !place.key && inside && single && column > LINE_WIDTH) {
      result += `\n${" ".repeat(place.indent)}`;
      column = place.indent;
      return;
    }
    // Behind the line breaks that are not `\n`, the line is indented too.
    if (LINE_BREAK.test(characters[index - 1] ?? "") && !LINE_BREAK.test(character)) {
      result += " ".repeat(place.indent);
      column = place.indent;
    }
    result += character;
    column = LINE_BREAK.test(character) ? 0 : column + 1;
  });
  return result;
}

function escaped(text: string, place: ScalarPlace): string {
  const characters = [...text];
  let column = place.column + 1;
  let result = "";
  let afterSpace = false;
  characters.forEach((character, index) => {
    const inside = index > 0 && index < characters.length - 1;
    if (character === " " && !place.key && inside && !afterSpace && column > LINE_WIDTH) {
      result += `\n${" ".repeat(place.indent)}`;
      column = place.indent;
      // A line that begins with a space says so.
      if (characters[index + 1] === " ") {
        result += "\\";
        column++;
      }
      afterSpace = true;
      return;
    }
    const shown = needsEscape(character) ? escapeOf(character) : character;
    result += shown;
    column += shown.length === 2 && !shown.startsWith("\\") ? 1 : shown.length;
    afterSpace = character === " ";
  });
  return result;
}

function needsEscape(character: string): boolean {
  return !isPrintable(character) || LINE_BREAK.test(character) || character === '"' || character === "\\";
}

function escapeOf(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\u0007": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\u001B": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u00A0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

/** `|` and the lines: with the indent when the text begins with a space, and a sign for the line breaks at its end. */
function literal(text: string, indent: number): string {
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? "2" : "";
  const chomp = /^[\n\r\u0085\u2028\u2029]$|[\n\r\u0085\u2028\u2029]{2}$/.test(text)
    ? "+"
    : LINE_BREAK.test(text.slice(-1))
      ? ""
      : "-";
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const indented = body.replaceAll(/(?<=^|[\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, " ".repeat(indent));
  return `|${hint}${chomp}\n${indented}`;
}
