import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { deprecationOf, descriptionOf, truncateDescription } from "./description.ts";

interface RecordedCase {
  readonly maxDescLen: number;
  readonly in: DescribedSchema;
  readonly out: DescribedSchema;
}

interface DescribedSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, DescribedSchema>>;
}

const recorded: { readonly cases: readonly RecordedCase[] } = JSON.parse(
  readFileSync(new URL("testdata/truncate-description-cases.json", import.meta.url), "utf8"),
);

test.each(recorded.cases.map((one) => [one.maxDescLen, one] as const))(
  "Descriptions are cut to %i bytes as recorded",
  (maxLength, { in: given, out }) => {
    const cut = ({ description, properties }: DescribedSchema): DescribedSchema => {
      const text = truncateDescription(description ?? "", maxLength);
      const inner = Object.entries(properties ?? {}).map(([name, schema]) => [name, cut(schema)] as const);
      return {
        ...(text !== "" && { description: text }),
        ...(properties && { properties: Object.fromEntries(inner) }),
      };
    };
    expect(cut(given)).toEqual(out);
  },
);

test.each([
  ["One. Two!three four", 12, "One. Two!"],
  ["Ein Fünfzehnzeiler", 6, "Ein..."],
  ["漢字漢字。漢字", 16, "漢字漢字。"],
  ["unbreakable", 5, "unbre..."],
])("%s, cut to %i bytes, becomes %s", (text, maxLength, result) => {
  expect(truncateDescription(text, maxLength)).toBe(result);
});

test.each([
  ["TODO lines go", "Text.\nTODO(me): more\nMore text.", "Text.\nMore text."],
  ["TODO and --- inside a line are text", "Text TODO x\n TODO y\n ---\nB", "Text TODO x\n TODO y\n ---\nB"],
  ["empty lines around what goes stay, as upstream has it", "A\n\nTODO: x\n\nB\n\n---\nC", "A\n\n\nB\n"],
  ["all below --- goes", "Text.\n---\nFor the authors.", "Text."],
  [
    "but not inside a code block",
    "Text:\n```\n---\nTODO x\n  a: b\n```\nEnd.",
    "Text:\n```\n---\nTODO x\n  a: b\n```\nEnd.",
  ],
  ["lines end without spaces", "One  \nTwo\t", "One\nTwo"],
  ["empty lines come one at a time", "\nOne\n\n\nTwo\n\n", "One\n\nTwo"],
  ["links become their text", "See {@link PodSet} or {@link https://a.b | the page}.", "See PodSet or the page."],
  ["other block tags go", "Text.\n@example\nx = 1\n@see Y", "Text."],
  [
    "a deprecation becomes a paragraph",
    "Text.\n@deprecated use\n  {@link other}\n@since 1",
    "Text.\n\nDeprecated: use other",
  ],
  ["a deprecation may say nothing", "@deprecated", "Deprecated."],
  ["an at sign alone is text", "Mail a@b.c\n@scope/package is text", "Mail a@b.c\n@scope/package is text"],
])("In descriptions, %s", (_, doc, description) => {
  expect(descriptionOf(doc)).toBe(description);
});

test("The text of a deprecation can be had alone", () => {
  expect(deprecationOf("Text.\n@deprecated Use b.")).toBe("Use b.");
  expect(deprecationOf("Text.\n@deprecated")).toBe("");
  expect(deprecationOf("Text.")).toBeUndefined();
});
