/**
 * What the schema shows of a doc text: lines that begin with `TODO` and everything below a line that begins with `---` are left out, as
 * controller-gen does, code blocks apart. Of JSDoc, `{@link X}` becomes `X`, `@deprecated` becomes a paragraph `Deprecated: …`, and other
 * block tags are left out with their text.
 */
export function descriptionOf(doc: string): string {
  const { text, deprecated } = readDoc(doc);
  const note = deprecated === undefined ? [] : [deprecated === "" ? "Deprecated." : `Deprecated: ${deprecated}`];
  return [...(text === "" ? [] : [text]), ...note].join("\n\n");
}

/** The text of `@deprecated`, possibly empty; undefined when the doc text has none. */
export function deprecationOf(doc: string): string | undefined {
  return readDoc(doc).deprecated;
}

/**
 * A description of at most `maxLength` bytes: cut behind the last sentence that fits, else behind the last word, then with `...`. 0 leaves
 * nothing.
 */
export function truncateDescription(text: string, maxLength: number): string {
  if (maxLength <= 0) return "";
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxLength) return text;
  let end = maxLength;
  // Not inside a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  const fitting = new TextDecoder().decode(bytes.subarray(0, end));
  const sentences = /^.+\p{Sentence_Terminal}/su.exec(fitting)?.[0];
  if (sentences !== undefined) return sentences;
  const words = /^(.+)\s/su.exec(fitting)?.[1];
  return `${words ?? fitting}...`;
}

interface Doc {
  readonly text: string;
  readonly deprecated: string | undefined;
}

function readDoc(doc: string): Doc {
  const text: string[] = [];
  let deprecated: string[] | undefined;
  let tag: string | undefined;
  const fences = createFences();
  for (const line of doc.split("\n")) {
    const opening = fences.inside(line) ? null : /^\s*@([a-zA-Z]+)(?:\s+(.*))?$/.exec(line);
    if (opening !== null) {
      tag = opening[1];
      if (tag === "deprecated") deprecated = [opening[2] ?? ""];
    } else if (tag === "deprecated") deprecated?.push(line);
    else if (tag === undefined) text.push(line.trimEnd());
  }
  return {
    text: withLinks(forUsers(paragraphs(text)).join("\n")),
    deprecated: deprecated && withLinks(oneLine(deprecated)),
  };
}

/** One empty line at most between two others, none around all. */
function paragraphs(lines: readonly string[]): readonly string[] {
  const single = lines.filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""));
  return single.at(-1) === "" ? single.slice(0, -1) : single;
}

/** Without what is for the authors only. Empty lines around it stay, as controller-gen has it. */
function forUsers(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  const fences = createFences();
  for (const line of lines) {
    const inside = fences.inside(line);
    if (!inside && line.startsWith("---")) break;
    if (inside || !line.startsWith("TODO")) kept.push(line);
  }
  return kept;
}

/** Tells, line after line, whether the line stands in a code block or delimits one. */
function createFences(): { inside(line: string): boolean } {
  let open: string | undefined;
  return {
    inside(line) {
      const fence = /^\s*(```|~~~)/.exec(line)?.[1];
      const inside = open !== undefined || fence !== undefined;
      if (fence !== undefined && open === undefined) open = fence;
      else if (fence === open) open = undefined;
      return inside;
    },
  };
}

function oneLine(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .trim();
}

/** Inline tags as plain text: `{@link Target}` and `{@link Target|shown}`. */
function withLinks(text: string): string {
  return text.replaceAll(
    /\{@link(?:code|plain)?\s+([^}|\s]+)(?:\s*[|\s]\s*([^}]*?))?\s*\}/g,
    (_, target: string, shown?: string) => (shown === undefined || shown === "" ? target : shown),
  );
}
