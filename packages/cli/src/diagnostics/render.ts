import type { Diagnostic, Position } from "./diagnostic.ts";

/** How `renderDiagnostics` writes. */
export interface RenderOptions {
  /** With the colours of a terminal. Default false. */
  readonly color?: boolean;
}

/**
 * The text that a user reads: each diagnostic as `file:line:column: error: message`, below it the source line with the place underlined
 * and the hint, and at the end how many there are. In order of their places; repeated ones once.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  readFile: (file: string) => string | undefined,
  options: RenderOptions = {},
): string {
  if (diagnostics.length === 0) return "";
  const sources = new Map<string, readonly string[] | undefined>();
  const page: Page = {
    paint: options.color === true ? (style, text) => `${STYLES[style]}${text}${RESET}` : (_, text) => text,
    lineAt(position) {
      const { file, line } = position;
      if (!sources.has(file)) sources.set(file, readFile(file)?.split(/\r\n|\n|\r/));
      return sources.get(file)?.[line - 1];
    },
  };
  const sorted = withoutRepeats([...diagnostics].sort(byPlace));
  return [...sorted.map((one) => renderDiagnostic(one, page)), summaryOf(sorted)].join("\n\n") + "\n";
}

/** What the parts of the text need to know of the whole. */
interface Page {
  paint(style: Style, text: string): string;
  lineAt(position: Position): string | undefined;
}

type Style = Diagnostic["severity"] | "note" | "place" | "gutter";

const STYLES: Readonly<Record<Style, string>> = {
  error: "\u001B[1;31m",
  warning: "\u001B[1;33m",
  info: "\u001B[1;36m",
  note: "\u001B[1;36m",
  place: "\u001B[1m",
  gutter: "\u001B[34m",
};
const RESET = "\u001B[0m";

/** Longer source lines are shown in part. */
const MAX_SOURCE_WIDTH = 120;

function renderDiagnostic(diagnostic: Diagnostic, page: Page): string {
  const { severity, message, position, hint, related = [] } = diagnostic;
  const lines = [headline(severity, message, position, page)];
  if (position !== undefined) lines.push(...sourceLines(position, severity, page));
  if (hint !== undefined) lines.push(`${page.paint("gutter", "  =")} ${page.paint("note", "hint:")} ${hint}`);
  for (const one of related) {
    lines.push(headline("note", one.message, one.position, page), ...sourceLines(one.position, "note", page));
  }
  return lines.join("\n");
}

function headline(style: Style, message: string, position: Position | undefined, page: Page): string {
  const title = `${page.paint(style, `${style}:`)} ${message}`;
  if (position === undefined) return title;
  return `${page.paint("place", `${position.file}:${position.line}:${position.column}:`)} ${title}`;
}

/** The source line with its number, and the line that underlines the place; none when the file cannot be read. */
function sourceLines(position: Position, style: Style, page: Page): readonly string[] {
  const text = page.lineAt(position);
  if (text === undefined) return [];
  const { shown, start, length } = excerpt(text, position.column - 1, position.length ?? 1);
  const number = String(position.line).padStart(5);
  // Tabs stay tabs, so that the underline stands where the text does.
  const indent = shown.slice(0, start).replaceAll(/[^\t]/g, " ");
  const underline = page.paint(style, `^${"~".repeat(length - 1)}`);
  const empty = page.paint("gutter", `${" ".repeat(number.length)} |`);
  return [`${page.paint("gutter", `${number} |`)} ${shown}`.trimEnd(), `${empty} ${indent}${underline}`];
}

interface Excerpt {
  readonly shown: string;
  readonly start: number;
  readonly length: number;
}

/** The line, or of a long line the part around the place. */
function excerpt(text: string, start: number, length: number): Excerpt {
  const from = Math.max(0, Math.min(start, text.length));
  const to = Math.max(from + 1, Math.min(from + length, text.length));
  if (text.length <= MAX_SOURCE_WIDTH) return { shown: text, start: from, length: to - from };
  const spare = Math.max(0, MAX_SOURCE_WIDTH - (to - from));
  const left = Math.max(0, Math.min(from - Math.floor(spare / 2), text.length - MAX_SOURCE_WIDTH));
  const right = Math.min(text.length, left + MAX_SOURCE_WIDTH);
  const before = left > 0 ? "…" : "";
  return {
    shown: `${before}${text.slice(left, right)}${right < text.length ? "…" : ""}`,
    start: from - left + before.length,
    length: Math.max(1, Math.min(to, right) - from),
  };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.position === undefined || b.position === undefined) {
    return Number(a.position === undefined) - Number(b.position === undefined);
  }
  if (a.position.file !== b.position.file) return a.position.file < b.position.file ? -1 : 1;
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

/** Without those that say the same of the same place: a declaration used twice is read twice. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ severity, message, position }) => {
    const key = JSON.stringify([severity, message, position?.file, position?.line, position?.column]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function summaryOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  const warnings = diagnostics.filter((one) => one.severity === "warning").length;
  const counts = [counted(errors, "error"), counted(warnings, "warning")].filter((one) => one !== undefined);
  return counts.length === 0 ? "no errors" : counts.join(", ");
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
