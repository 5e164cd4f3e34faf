import type { SourceFile } from "./imports.ts";

/** Limits of the house. */
export const LIMITS = {
  medianLines: 110,
  p90Lines: 250,
  maxLines: 400,
  maxTestLines: 800,
  maxFunctionLines: 70,
} as const;

/** Number of lines of a file. */
export function linesOf(file: SourceFile): number {
  return file.text.split("\n").length - 1;
}

/** The value below which `share` of the numbers are. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Functions longer than the limit. A function begins at a line that opens it and ends at the closing line of the same indent. */
export function longFunctions(file: SourceFile): readonly string[] {
  const lines = file.text.split("\n");
  const errors: string[] = [];
  lines.forEach((line, index) => {
    const indent =
      /^(\s*)(?:export )?(?:async )?(?:function\b|(?:const|let) \w+[^=]*= (?:async )?\([^)]*\)[^=]*=>|(?:async )?\w+\([^)]*\)[^;]*\{$)/.exec(
        line,
      )?.[1];
    if (indent === undefined || !line.trimEnd().endsWith("{") || /^\s*(if|for|while|switch|catch)\b/.test(line)) return;
    const length = lines.slice(index + 1).findIndex((one) => one.startsWith(`${indent}}`));
    if (length + 2 > LIMITS.maxFunctionLines)
      errors.push(`${file.path}:${index + 1}: function of ${length + 2} lines (at most ${LIMITS.maxFunctionLines})`);
  });
  return errors;
}
