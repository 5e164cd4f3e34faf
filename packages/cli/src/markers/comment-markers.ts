import type { Position } from "#diagnostics/diagnostic.ts";

/** One line of a comment, without the characters that make it a comment. */
export interface CommentLine {
  /** Behind `//`, or behind the `*` of a block: with the spaces before the text, but for one. */
  readonly text: string;
  /** Of the first character of `text`. */
  readonly position: Position;
  /** `//`, or inside a block that begins with two asterisks (JSDoc) or with one. */
  readonly kind: "line" | "jsdoc" | "block";
  /** Number of the first line of the comment in the file: lines of one comment have the same. */
  readonly comment: number;
}

/** A marker as it is written, from `+` to the end of its line. */
export interface MarkerText {
  readonly text: string;
  /** Of the `+`, with the length of the text. */
  readonly position: Position;
}

/** What the comments of a declaration say. */
export interface CommentGroup {
  /** The text of the last JSDoc block, marker lines removed. `//` lines and plain blocks are notes for those who read the source. */
  readonly doc: string;
  /** Those of `//` lines and of JSDoc, in order. */
  readonly markers: readonly MarkerText[];
}

/** Tells the description from the markers in the comment lines that stand together above a declaration. */
export function readCommentGroup(lines: readonly CommentLine[]): CommentGroup {
  const markers: MarkerText[] = [];
  let doc: string[] = [];
  let fence: string | undefined;
  lines.forEach((line, index) => {
    if (line.kind === "block") return;
    if (line.kind === "jsdoc" && line.comment !== lines[index - 1]?.comment) {
      doc = [];
      fence = undefined;
    }
    if (line.kind === "jsdoc") fence = fenceAfter(line.text, fence);
    const marker = fence === undefined ? markerOf(line) : undefined;
    if (marker !== undefined) markers.push(marker);
    else if (line.kind === "jsdoc") doc.push(line.text.trimEnd());
  });
  return { doc: withoutOuterBlankLines(doc).join("\n"), markers };
}

/** The lines of one comment as it stands in the source, from its `//`, or its opening to its closing asterisk. */
export function commentLines(comment: string, position: Position): readonly CommentLine[] {
  if (comment.startsWith("//")) return [lineComment(comment, position)];
  const kind = /^\/\*\*(?!\/)/.test(comment) ? "jsdoc" : "block";
  const opening = kind === "jsdoc" ? 3 : 2;
  const body = comment.slice(0, comment.endsWith("*/") && comment.length >= opening + 2 ? -2 : undefined);
  const lines = body.split(/\r\n|\n|\r/);
  return lines.flatMap((raw, index) => {
    const last = index === lines.length - 1;
    const prefix = index === 0 ? opening + spacesAt(raw, opening, 1) : prefixOf(raw);
    const text = raw.slice(prefix).trimEnd();
    // The lines of the opening and of the closing are lines of text only when they hold some.
    if (text === "" && (index === 0 || last)) return [];
    const { line, column } = position;
    const place = index === 0 ? { line, column: column + prefix } : { line: line + index, column: prefix + 1 };
    return [
      { text, position: { file: position.file, ...place, length: Math.max(1, text.length) }, kind, comment: line },
    ];
  });
}

function lineComment(comment: string, position: Position): CommentLine {
  const prefix = 2 + spacesAt(comment, 2, 1);
  const text = comment.slice(prefix).trimEnd();
  return {
    text,
    position: { ...position, column: position.column + prefix, length: Math.max(1, text.length) },
    kind: "line",
    comment: position.line,
  };
}

/** Characters of a line of a block before its text: spaces, `*` and one more space; without `*` all spaces. */
function prefixOf(raw: string): number {
  const star = /^\s*\*/.exec(raw);
  if (star === null) return raw.length - raw.trimStart().length;
  return star[0].length + spacesAt(raw, star[0].length, 1);
}

function spacesAt(text: string, index: number, atMost: number): number {
  let count = 0;
  while (count < atMost && text[index + count] === " ") count++;
  return count;
}

function markerOf(line: CommentLine): MarkerText | undefined {
  const text = line.text.trim();
  if (!/^\+[A-Za-z]/.test(text)) return undefined;
  const { position } = line;
  const column = position.column + line.text.length - line.text.trimStart().length;
  return { text, position: { ...position, column, length: text.length } };
}

/** The fence of a code block that is open behind this line of JSDoc; undefined: none. */
function fenceAfter(text: string, fence: string | undefined): string | undefined {
  const found = /^\s*(```|~~~)/.exec(text)?.[1];
  if (found === undefined) return fence;
  if (fence === undefined) return found;
  return found === fence ? undefined : fence;
}

function withoutOuterBlankLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== "");
  if (first < 0) return [];
  return lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}
