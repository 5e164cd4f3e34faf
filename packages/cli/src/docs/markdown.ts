/** A text of the user inside a paragraph: what Markdown would take for HTML is escaped, code is left alone. */
export function paragraph(text: string): string {
  return text.includes("<") ? outsideOfCode(text, (part) => part.replaceAll("<", "&lt;")) : text;
}

/** A text inside a cell of a table: one line, with breaks for paragraphs and lists. */
export function cell(text: string): string {
  return paragraph(text)
    .replace(/\s*\n\s*\n\s*/g, "<br /><br />")
    .replace(/\s*\n\s*(?=([-*+]|\d+[.)]) )/g, "<br />")
    .replace(/\s*\n\s*/g, " ")
    .replace(/`[^`]*\\\|[^`]*`/g, (span) => htmlCode(span.slice(1, -1)))
    .replaceAll("|", "\\|");
}

/** In a cell no Markdown means a backslash that stands before a `|`. */
function htmlCode(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<code>${escaped.replaceAll("|", "&#124;").replaceAll("\\", "&#92;")}</code>`;
}

/** A value as code; in a cell of a table a `|` is escaped by `cell`. */
export function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${space}${text.replaceAll("\n", " ")}${space}${fence}`;
}

/** A table that is as wide as its widest cells, as prettier aligns them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}

/** Anchors as GitHub makes them from headings: unique within one document. */
export function createAnchors(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

function outsideOfCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}
