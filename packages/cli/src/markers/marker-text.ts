import { ArgumentError } from "./argument-error.ts";
import { unquoteGoString } from "./go-string.ts";

/** A reading position in the text of a marker. */
export interface MarkerReader {
  /** The whole text; positions are indexes of it. */
  readonly text: string;
  /** Where the next character stands. */
  position: number;
}

/** Text in quotes, or bare text up to what ends it. */
export interface TextToken {
  readonly value: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export function createMarkerReader(text: string, position: number): MarkerReader {
  return { text, position };
}

/** The next character that is no space, without taking it; `""` at the end. */
export function peek(reader: MarkerReader): string {
  while (/\s/.test(reader.text[reader.position] ?? "")) reader.position++;
  return reader.text[reader.position] ?? "";
}

/** Takes the next character when it is this one, spaces before it too. */
export function take(reader: MarkerReader, character: string): boolean {
  if (peek(reader) !== character) return false;
  reader.position++;
  return true;
}

/** Reads `"…"`, `` `…` `` or bare text up to one of `ends`; quotes inside bare text protect what is between them. */
export function readText(reader: MarkerReader, ends: string): TextToken {
  const quote = peek(reader);
  const { text, position: start } = reader;
  if (quote === '"' || quote === "`") {
    const end = endOfQuotes(text, start);
    if (end === undefined) throw new ArgumentError(`the quote ${quote} is not closed`, { start, end: text.length });
    reader.position = end;
    return { value: unquote(text.slice(start, end), start), quoted: true, start, end };
  }
  while (reader.position < text.length && !ends.includes(text[reader.position] ?? "")) {
    reader.position = endOfQuotes(text, reader.position) ?? reader.position + 1;
  }
  const value = text.slice(start, reader.position).trimEnd();
  refuseSingleQuotes(value, start);
  return { value, quoted: false, start, end: start + value.length };
}

/** The text up to `end`, short enough for a message. */
export function quoted(text: string): string {
  return text.length > 60 ? JSON.stringify(`${text.slice(0, 57)}…`) : JSON.stringify(text);
}

/** Where the quoted text that begins at `start` ends, behind its quote; undefined when none begins or it is not closed. */
function endOfQuotes(text: string, start: number): number | undefined {
  const pattern = text[start] === '"' ? /"(?:[^"\\]|\\.)*"/y : text[start] === "`" ? /`[^`]*`/y : undefined;
  if (pattern === undefined) return undefined;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function unquote(raw: string, start: number): string {
  if (raw.startsWith("`")) return raw.slice(1, -1);
  const result = unquoteGoString(raw.slice(1, -1));
  if (typeof result === "string") return result;
  const at = start + 1 + result.index;
  throw new ArgumentError(
    `${quoted(result.escape)} is not an escape of a quoted text`,
    { start: at, end: at + result.escape.length },
    "Write the text between backticks, where a backslash stands for itself, or double the backslash.",
  );
}

/** A value between single quotes would keep them, which nobody wants. */
function refuseSingleQuotes(value: string, start: number): void {
  if (!/^'[^']*'$/.test(value)) return;
  throw new ArgumentError(
    "single quotes do not quote here, they would be part of the value",
    { start, end: start + value.length },
    `Write ${JSON.stringify(value.slice(1, -1))} or use backticks.`,
  );
}
