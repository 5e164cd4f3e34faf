import type { CelIssue } from "./environment.ts";

/**
 * The issues of an expression as cel-go, and so the API server, prints them: `ERROR: <input>:1:5: message`, the line of the source and a
 * mark under the place, in the order of their places.
 */
export function issueText(source: string, issues: readonly CelIssue[]): string {
  const ordered = [...issues].sort((a, b) => a.offset - b.offset);
  const texts = ordered.slice(0, MAX_ISSUES).map((issue) => oneIssueText(source, issue));
  const left = issues.length - MAX_ISSUES;
  return [...texts, ...(left > 0 ? [`${String(left)} more errors were truncated`] : [])].join("\n");
}

function oneIssueText(source: string, { message, offset }: CelIssue): string {
  if (offset < 0) return `ERROR: <input>:-1:0: ${message}`;
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineNumber = before.split("\n").length;
  const lineEnd = source.indexOf("\n", offset);
  const line = Array.from(source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replaceAll("\t", " "));
  const column = Array.from(source.slice(lineStart, offset)).length;
  const dots = line.slice(0, column).map((character) => (isWide(character) ? "．" : "."));
  const mark = isWide(line[column] ?? "") ? "＾" : "^";
  return `ERROR: <input>:${String(lineNumber)}:${String(column + 1)}: ${message}\n | ${line.join("")}\n | ${dots.join("")}${mark}`;
}

/** Everything beyond ASCII is taken to be two columns wide. */
function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) > 0x7f;
}

const MAX_ISSUES = 100;
