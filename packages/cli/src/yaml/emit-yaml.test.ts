import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { emitYaml, type KnownMappings } from "./emit-yaml.ts";

interface RecordedCases {
  readonly cases: readonly { readonly value: unknown; readonly yaml: string }[];
}

const recorded: RecordedCases = JSON.parse(readFileSync(new URL("testdata/emit-cases.json", import.meta.url), "utf8"));

test.each(recorded.cases.map(({ value, yaml }) => [JSON.stringify(value).slice(0, 60), value, yaml] as const))(
  "%s is written as Kubernetes' tools write it",
  (_, value, yaml) => {
    expect(emitYaml(value)).toBe(yaml);
  },
);

test("Every JSON value is read back as it was", () => {
  // A key of merges is read as one, whatever it is written like.
  const json = fc
    .jsonValue({ maxDepth: 2, stringUnit: "binary" })
    .filter((value) => !/"(<<|__proto__)":/.test(JSON.stringify(value)));
  fc.assert(
    fc.property(json, (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(parse(emitYaml(plain), { version: "1.1" })).toEqual(plain);
    }),
    { numRuns: 50, seed: 20260101 },
  );
});

test("Members that are undefined are left out, anything but JSON is refused", () => {
  expect(emitYaml({ a: undefined, b: 1 })).toBe("b: 1\n");
  expect(() => emitYaml({ a: Number.NaN })).toThrow("cannot write NaN as YAML");
  expect(() => emitYaml([1n])).toThrow("cannot write a bigint as YAML");
});

// The recorded files have upstream's descriptions and are not part of the project.
const GOLDEN = new URL("../../../../../shared/golden/", import.meta.url).pathname;
/** Kustomizations, samples and manager manifests are written by hand. */
const WRITTEN_BY_TOOL =
  /^controller-tools\/pkg\/(crd|rbac|webhook)\/|config\/(crd\/bases|webhook\/manifests|rbac\/role\.yaml)|bundle\/manifests/;
/** Other order of keys, other indents or another end than the tool's. */
const HAND_EDITED = /webhook\/testdata\/valid(-crosspkg-stable|-custom-name|-custom-service|-url)?\/|io_enums\.yaml$/;

describe("Files that controller-gen and kubebuilder wrote", () => {
  if (!existsSync(GOLDEN)) return test.skip("are read and written again (../shared is absent)");
  const files = readdirSync(GOLDEN, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml") && WRITTEN_BY_TOOL.test(path) && !HAND_EDITED.test(path))
    .sort();

  test("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(54);
  });

  test.each(files)("%s is read and written again without a change", (path) => {
    const text = readFileSync(join(GOLDEN, path), "utf8");
    const written = parseAllDocuments(text).map((one) => emitYaml(one.toJS()));
    const separator = text.startsWith("---\n") ? "---\n" : "";
    expect(written.map((one) => separator + one).join("")).toBe(text);
  });
});

test("what documents share is written as if each had its own", () => {
  const part = {
    "b: c": "it's",
    a: { deep: [{ x: "line\nline" }, 1.5], none: {}, [`${"long ".repeat(40)}key`]: "word ".repeat(30) },
  };
  const document = {
    first: part,
    list: [part, { again: part, at: { another: { depth: part } } }],
    last: [part.a, part.a],
  };
  const known: KnownMappings = new Map();
  for (const shared of [document, { other: document }, document]) {
    expect(emitYaml(shared, known)).toBe(emitYaml(JSON.parse(JSON.stringify(shared))));
  }
});
