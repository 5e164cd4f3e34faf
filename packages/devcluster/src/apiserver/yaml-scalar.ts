/** Where a text is written. */
export interface ScalarPlace {
  /** Continued lines are indented by this much. */
  readonly indent: number;
  /** Where on its line the text begins. */
  readonly column: number;
  /** A key is on one line. */
  readonly isKey: boolean;
}

/** Lines are folded at the first space behind this column. */
const WIDTH = 80;

/** A string as YAML: plain where it can be, else quoted; several lines as a literal block. */
export function scalarText(text: string, place: ScalarPlace): string {
  const hasSpecial = unprintable.test(text);
  const edgeSpace = /^ | $/.test(text);
  if (text.includes("\n")) {
    const asBlock = !place.isKey && !hasSpecial && !text.endsWith(" ");
    return asBlock ? literalBlock(text, place.indent) : doubleQuoted(text, place);
  }
  if (hasSpecial || readsAsOther(text)) return doubleQuoted(text, place);
  if (edgeSpace || !canBePlain(text))
    return `'${fold(text.replaceAll("'", "''"), { ...place, column: place.column + 1 }, true)}'`;
  return fold(text, place, false);
}

/** What is not printable in YAML 1.1; tabs are told too. */
const unprintable = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Whether a plain text would be read as a number, boolean, null, time or merge key of YAML 1.1. */
function readsAsOther(text: string): boolean {
  return words.test(text) || number.test(text) || sexagesimal.test(text) || time.test(text);
}

const words =
  /^(?:|~|<<|null|Null|NULL|y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF|\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF))$/;
const number =
  /^[-+]?(?:\.\d[\d_]*|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$|^[-+]?0(?:x[\da-fA-F_]+|o[0-7_]+|b[01_]+)$/;
const sexagesimal = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const time =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d*)?(?:Z|[-+]\d\d:\d\d))|(?: \d\d?:\d\d?:\d\d?(?:\.\d*)?))?$/;

function canBePlain(text: string): boolean {
  return !/^(?:[#,[\]{}&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)|:(?:\s|$)|\s#/.test(text);
}

/** Breaks at single spaces behind the width; where a quoted text begins or ends it is not broken. */
function fold(text: string, { indent, column, isKey }: ScalarPlace, quoted: boolean): string {
  if (isKey || column + text.length <= WIDTH) return text;
  let result = "";
  let at = column;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    const isSingleSpace = character === " " && text[index - 1] !== " " && text[index + 1] !== " ";
    const inside = !quoted || (index > 0 && index < text.length - 1);
    if (isSingleSpace && inside && at > WIDTH) {
      result += `\n${" ".repeat(indent)}`;
      at = indent;
    } else {
      result += character;
      at++;
    }
  }
  return result;
}

function literalBlock(text: string, indent: number): string {
  const lead = " ".repeat(Math.max(indent, 2));
  const keepsIndent = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : /^\n$|\n\n$/.test(text) ? "+" : "";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return `|${keepsIndent}${chomp}\n${lines.map((line) => (line === "" ? "" : lead + line)).join("\n")}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\0": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  "\ufeff": "\\uFEFF",
};

function doubleQuoted(text: string, { indent, column, isKey }: ScalarPlace): string {
  const characters = [...text];
  let result = '"';
  let at = column + 1;
  characters.forEach((character, index) => {
    const breaks = character === " " && characters[index - 1] !== " " && index > 0 && index < characters.length - 1;
    if (breaks && !isKey && at > WIDTH) {
      result += `\n${" ".repeat(indent)}${characters[index + 1] === " " ? "\\" : ""}`;
      at = indent;
      return;
    }
    const written = ESCAPES[character] ?? (unprintable.test(character) ? escapeCode(character) : character);
    result += written;
    at += written.length;
  });
  return `${result}"`;
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
