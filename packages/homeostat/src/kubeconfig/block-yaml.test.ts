import { expect, test } from "vitest";
import { parse } from "yaml";
import { blockYaml } from "./block-yaml.ts";

test("a kubeconfig reads as people write it", () => {
  const text = blockYaml({
    kind: "Config",
    clusters: [{ name: "dev", cluster: { server: "https://127.0.0.1:6443", data: "LS0tLS1C+/==" } }],
    users: [],
    "current-context": "dev",
  });
  expect(text).toBe(
    `kind: Config
clusters:
  - name: dev
    cluster:
      server: https://127.0.0.1:6443
      data: LS0tLS1C+/==
users: []
current-context: dev
`,
  );
});

test("any data reads back as it was", () => {
  const texts = [
    "",
    "yes",
    "1",
    "1e3",
    "a: b",
    "a #b",
    "- a",
    "é\u2028\u0085\n\t",
    '"',
    "\\",
    "~",
    "null",
    "a:",
    "[x]",
  ];
  const value = {
    texts,
    map: Object.fromEntries(texts.map((text) => [text, text])),
    nested: [[1, [true, null]], [], {}, { a: [{ b: { c: 1.5 } }] }],
    empty: { list: [], map: {} },
  };
  expect(parse(blockYaml(value), { uniqueKeys: false })).toEqual(value);
  expect(parse(blockYaml(value), { version: "1.1" })).toEqual(value);
});
