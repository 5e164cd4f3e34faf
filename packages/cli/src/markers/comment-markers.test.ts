import { expect, test } from "vitest";
import { type CommentGroup, commentLines, readCommentGroup } from "./comment-markers.ts";

/** Reads a source of comments, each beginning at the start of its line or after two spaces. */
function read(source: string): CommentGroup {
  const lines = source.split("\n");
  const comments: { readonly text: string; readonly line: number; readonly column: number }[] = [];
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index] ?? "";
    const column = first.length - first.trimStart().length + 1;
    let text = first.trimStart();
    const line = index + 1;
    while (text.startsWith("/*") && !text.includes("*/")) text += `\n${lines[++index] ?? ""}`;
    if (text !== "") comments.push({ text, line, column });
  }
  return readCommentGroup(
    comments.flatMap(({ text, line, column }) => commentLines(text, { file: "a.ts", line, column })),
  );
}

test("Markers of line comments and of JSDoc are told from the text, with their places", () => {
  const { doc, markers } = read(
    ["  /**", "   * How many Pods run.", "   * +optional", "   */", "  // +kubebuilder:validation:Minimum=1  "].join(
      "\n",
    ),
  );
  expect(doc).toBe("How many Pods run.");
  expect(markers).toEqual([
    { text: "+optional", position: { file: "a.ts", line: 3, column: 6, length: 9 } },
    { text: "+kubebuilder:validation:Minimum=1", position: { file: "a.ts", line: 5, column: 6, length: 33 } },
  ]);
});

test("A marker line leaves no empty line behind", () => {
  expect(read("/**\n * normal godoc\n * +optional\n * normal godoc\n */").doc).toBe("normal godoc\nnormal godoc");
});

test("JSDoc on one line holds a text or a marker", () => {
  expect(read("/** Text of one line. */").doc).toBe("Text of one line.");
  expect(read("/** +optional */").markers).toEqual([
    { text: "+optional", position: { file: "a.ts", line: 1, column: 5, length: 9 } },
  ]);
});

test("Without asterisks, the spaces before the text do not count; with them, those behind the first do", () => {
  expect(read("/**\n     First.\n     Second.\n*/").doc).toBe("First.\nSecond.");
  expect(read("/**\n * - a list\n *   of one\n */").doc).toBe("- a list\n  of one");
});

test("Plain blocks hold neither text nor markers, and line comments no text", () => {
  expect(read("/*\n * +optional\n */\n// A note.\n// +required")).toMatchObject({
    doc: "",
    markers: [{ text: "+required" }],
  });
});

test("Of several JSDoc blocks the last one is the text, and all have markers", () => {
  const { doc, markers } = read("/** Old. */\n/** +nullable */\n/**\n * New.\n */\n// +optional");
  expect(doc).toBe("New.");
  expect(markers.map(({ text }) => text)).toEqual(["+nullable", "+optional"]);
});

test("In a fenced block a plus sign makes no marker", () => {
  const { doc, markers } = read("/**\n * ```diff\n * +added\n * ```\n * +optional\n */");
  expect(doc).toBe("```diff\n+added\n```");
  expect(markers.map(({ text }) => text)).toEqual(["+optional"]);
});

test("Empty lines inside stay, those around do not", () => {
  expect(read("/**\n *\n * One.\n *\n * Two.\n *\n */").doc).toBe("One.\n\nTwo.");
});

test.each(["/**/", "/***/", "/** */", "//", "// plus + sign", "/* +optional */", "// + spaced", "// +1"])(
  "%s has no markers",
  (comment) => {
    expect(read(comment)).toEqual({ doc: "", markers: [] });
  },
);

test("Lines may end as Windows has them", () => {
  const group = readCommentGroup(
    commentLines("/**\r\n * One.\r\n * +optional\r\n */", { file: "a.ts", line: 1, column: 1 }),
  );
  expect(group.doc).toBe("One.");
  expect(group.markers[0]?.text).toBe("+optional");
});
