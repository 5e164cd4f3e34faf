/** Languages of generated files, by how comments look. */
export type CommentStyle = "yaml" | "typescript" | "markdown";

/**
 * The text of a header file as a comment on top of a generated file. ` YEAR` becomes the year, as controller-gen does. A header that is
 * written in the comments of the language is kept letter by letter; one in the comments of another language, or in none, is rewritten.
 */
export function headerComment(text: string, style: CommentStyle, year: string): string {
  const filled = text.replaceAll(" YEAR", ` ${year}`).trim();
  if (filled === "") return "";
  if (isComment(filled, style)) return `${filled}\n`;
  const lines = plainLines(filled);
  if (style === "yaml") return lines.map((line) => `${`# ${line}`.trimEnd()}\n`).join("");
  if (style === "markdown") return `<!--\n${lines.join("\n").replaceAll("-->", "-- >")}\n-->\n`;
  return `/*\n${lines.join("\n").replaceAll("*/", "* /")}\n*/\n`;
}

function isComment(text: string, style: CommentStyle): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (style === "yaml") return lines.every((line) => line.startsWith("#"));
  if (style === "markdown") return /^<!--[\s\S]*-->$/.test(text);
  return lines.every((line) => line.startsWith("//")) || /^\/\*(?:(?!\*\/)[\s\S])*\*\/$/.test(text);
}

/** The lines without the signs of comments of any of the languages. */
function plainLines(text: string): readonly string[] {
  const lines = text
    .replace(/^(\/\*+|<!--)/, "")
    .replace(/(\*+\/|-->)$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*(\/\/|#+|\*)? ?/, "").trimEnd());
  return lines
    .join("\n")
    .replace(/^\n+|\n+$/g, "")
    .split("\n");
}
