import { descriptionOf } from "#markers/description.ts";

/** A description as the text of a doc comment. */
export interface Documentation {
  readonly text: string;
  /** The description itself, when no comment gives it back letter by letter: a key for `+homeostat:schema`. */
  readonly rest: { readonly description?: string };
}

/** The doc comment for a description of a schema. A last paragraph `Deprecated: …` becomes `@deprecated`, which editors show. */
export function documentation(description: string | undefined): Documentation {
  if (description === undefined || description === "") return { text: "", rest: {} };
  const deprecated = withTag(description);
  if (deprecated !== undefined && descriptionOf(deprecated) === description) return { text: deprecated, rest: {} };
  const text = commentText(description);
  return { text, rest: descriptionOf(text) === description ? {} : { description } };
}

function withTag(description: string): string | undefined {
  const [whole, before = "", note] = /^(?:([\s\S]+)\n\n)?Deprecated(?:\.|: ([^\n]+))$/.exec(description) ?? [];
  if (whole === undefined) return undefined;
  const tag = note === undefined ? "@deprecated" : `@deprecated ${note}`;
  const text = commentText(before);
  return `${text}${text === "" ? "" : "\n"}${commentText(tag).replace(/^\\@/, "@")}`;
}

/** Without what ends a comment, begins a marker or a tag, or is no text of a line. */
function commentText(text: string): string {
  return text
    .replaceAll("*/", "*\\/")
    .replaceAll("{@", "{\\@")
    .split(/\r?\n/)
    .map((line) => line.replace(/^(\s*)([+@])/, "$1\\$2").trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
}
