import type TS from "@typescript/typescript6";
import type { Position } from "#diagnostics/diagnostic.ts";

/** A stretch of a file, cut at the end of its first line. `file` is the path as messages show it. */
export function positionIn(
  source: TS.SourceFile,
  stretch: { readonly file: string; readonly start: number; readonly end: number },
): Position {
  const { line, character } = source.getLineAndCharacterOfPosition(stretch.start);
  const lineEnd = source.getLineEndOfPosition(stretch.start);
  return {
    file: stretch.file,
    line: line + 1,
    column: character + 1,
    length: Math.max(1, Math.min(stretch.end, lineEnd) - stretch.start),
  };
}
