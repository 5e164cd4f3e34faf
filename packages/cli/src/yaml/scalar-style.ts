import { readsAsOtherType } from "./resolved-type.ts";

/** The ways in which YAML writes a string. */
export type ScalarStyle = "plain" | "single" | "double" | "literal";

/** The way in which yaml.v2 writes a string; `key`: as the key of a mapping. */
export function styleOf(text: string, key: boolean): ScalarStyle {
  const found = findings(text);
  const multiline = LINE_BREAK.test(text);
  if (text.includes("\n")) return key || found.has("no literal") ? "double" : "literal";
  if (readsAsOtherType(text) || (key && multiline)) return "double";
  if (!found.has("no plain")) return "plain";
  return found.has("no single quotes") ? "double" : "single";
}

/** A line break as YAML counts them. */
export const LINE_BREAK: RegExp = /[\n\r\u0085\u2028\u2029]/;

/** Whether a character may be written as it is; those beyond 16 bits may not. */
export function isPrintable(character: string): boolean {
  return /^[\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]$/.test(character);
}

type Finding = "no plain" | "no single quotes" | "no literal";

function findings(text: string): ReadonlySet<Finding> {
  const found = new Set<Finding>();
  if (LINE_BREAK.test(text) || beginsAsSyntax(text) || /:(?=[ \t]|$)|[ \t\n\r\u0085\u2028\u2029]#/.test(text)) {
    found.add("no plain");
  }
  if (/^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text)) found.add("no plain");
  if (text.endsWith(" ")) found.add("no literal");
  if (/[\n\r\u0085\u2028\u2029] /.test(text)) found.add("no plain").add("no single quotes");
  if (/ [\n\r\u0085\u2028\u2029]/.test(text) || ![...text].every(isPrintable)) {
    found.add("no plain").add("no single quotes").add("no literal");
  }
  return found;
}

/** Whether the first characters mean something else than the beginning of plain text. */
function beginsAsSyntax(text: string): boolean {
  return /^(---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?=[ \t]|$))/.test(text);
}
