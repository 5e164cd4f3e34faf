import { expect, it } from "vitest";
import { parse } from "yaml";
import { yamlText } from "./yaml-text.ts";

it("sorts keys, leaves lists unindented, and quotes what would be read as something else", () => {
  const value = {
    metadata: { labels: { t: "1", a10: "x", a9: "y" }, annotations: {} },
    items: [{ "f:data": { ".": {}, "f:k": {} }, list: ["true", "", "a: b", "- x", "it's #1", " edge"] }, []],
    time: "2026-11-21T01:07:39Z",
    count: 3,
    none: null,
  };
  expect(yamlText(value)).toBe(
    [
      "count: 3",
      "items:",
      "- f:data:",
      "    .: {}",
      "    f:k: {}",
      "  list:",
      '  - "true"',
      '  - ""',
      "  - 'a: b'",
      "  - '- x'",
      "  - 'it''s #1'",
      "  - ' edge'",
      "- []",
      "metadata:",
      "  annotations: {}",
      "  labels:",
      '    a9: "y"',
      "    a10: x",
      '    t: "1"',
      "none: null",
      'time: "2026-11-21T01:07:39Z"',
      "",
    ].join("\n"),
  );
});

it("folds a long text at the first space behind column 80", () => {
  const message =
    "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  expect(yamlText({ message })).toBe(
    "message: 'only the following media types are accepted: application/json;stream=watch,\n  application/vnd.kubernetes.protobuf;stream=watch'\n",
  );
});

it("is read back as it was", () => {
  const texts = [
    "a\nb\n",
    "a\nb",
    "\n a\n\n",
    "tab\there",
    "\u0000\u0007\u00e9\u{1f600}",
    "x".repeat(90) + " y  z ".repeat(30),
    "0x1f",
    "1_000",
    "12:30",
    "=",
    "a #b",
    "?",
    "-",
    ":x",
    "#",
    "%",
  ];
  const value = { texts, nested: [[["deep"]], { [texts[5] ?? ""]: texts }], "12": 1, no: false };
  expect(parse(yamlText(value), { version: "1.1" })).toEqual(value);
});
