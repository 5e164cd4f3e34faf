import { format } from "prettier";
import { expect, test } from "vitest";
import {
  builtin,
  declare,
  field,
  int32,
  list,
  literals,
  marker,
  modelOf,
  object,
  objectFields,
  POSITION,
  ref,
  text,
} from "#kinds/model.test-support.ts";
import { apiReference, type DocumentedKind } from "./api-reference.ts";
import { generateDocs } from "./generate-docs.ts";
import { cell, code, createAnchors } from "./markdown.ts";
import { validationTexts } from "./validation-text.ts";

test("a document has each kind and type with fields, defaults and validation, and links to what it mentions", async () => {
  const size = declare(
    "Size",
    { node: "enum", values: ["Small", "Large"], position: POSITION },
    { doc: "Size of a part." },
  );
  const part = declare(
    "Part",
    object([
      field("name", text(), { markers: [marker("kubebuilder:validation:Pattern", "^(a|b)+$")] }),
      field("size?", ref(size), { markers: [marker("kubebuilder:default", "Small")] }),
    ]),
    {
      doc: "Part of a <b>widget</b>, `<c>`.",
      markers: [
        marker("kubebuilder:validation:XValidation", { rule: "self.name != 'a|b'", message: "names | differ" }),
      ],
    },
  );
  const spec = declare(
    "WidgetSpec",
    object([
      field("count?", int32(), {
        doc: "How many.\n\nAt least one.",
        markers: [marker("kubebuilder:validation:Minimum", 1), marker("kubebuilder:validation:Maximum", 10)],
      }),
      field("parts", list(ref(part)), {
        doc: "The parts.",
        markers: [
          marker("listType", "map"),
          marker("listMapKey", "name"),
          marker("kubebuilder:validation:MaxItems", 5),
        ],
      }),
      field("template?", builtin("io.k8s.api.core.v1.PodTemplateSpec")),
      field("until?", { node: "known", known: "Time", nullable: true, position: POSITION }),
      field("mode?", literals("Fast", "Slow"), { doc: "@deprecated use size" }),
      field("labels?", list(text()), { markers: [marker("kubebuilder:default", {})] }),
      field("weight?", int32(), {
        doc: "Of the whole.",
        markers: [
          marker("kubebuilder:validation:Type", "string"),
          marker("kubebuilder:example", "3kg"),
          marker("kubebuilder:externalDocs", { url: "https://example.com/weights" }),
        ],
      }),
      field("limits?", object([field("cpu", { node: "known", known: "Quantity", position: POSITION })])),
    ]),
  );
  const kind = declare("Widget", object([...objectFields(), field("spec", ref(spec))]), { doc: "Widget is a thing." });
  const { model, crds } = modelOf([kind]);
  const { files } = generateDocs(model, crds, { output: "docs/api" });
  expect(files.map(({ path }) => path)).toEqual(["docs/api/shop.example.com_v1.md"]);
  await expect(files[0]?.content).toMatchFileSnapshot("./testdata/widget.txt");
  expect(await format(files[0]?.content ?? "", { parser: "markdown", printWidth: 120 })).toBe(files[0]?.content);
});

test("a type that was documented before links to where its types are in this document", () => {
  const part = declare("Part", object([field("name", text())]));
  const other = declare("Part", object([]));
  const declaration = declare("Widget", object([...objectFields(), field("part", ref(part))]));
  const kind: DocumentedKind = {
    declaration,
    group: "shop.example.com",
    version: "v1",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets" },
    traits: {},
  };
  const linkOf = (document: string): string | undefined => /\[Part\]\(#part[^)]*\)/.exec(document)?.[0];
  const before = apiReference([kind], [part]);
  expect(linkOf(before)).toBe("[Part](#part)");
  expect(linkOf(apiReference([kind], [other, part]))).toBe("[Part](#part-1)");
  expect(apiReference([{ ...kind, version: "v2" }], [part])).toContain("`shop.example.com/v2`");
  expect(apiReference([kind], [part])).toBe(before);
});

test("anchors are those that GitHub gives to headings", () => {
  const anchor = createAnchors();
  expect(["app.example.com/v1", "Pod Set", "PodSet", "Podset"].map(anchor)).toEqual([
    "appexamplecomv1",
    "pod-set",
    "podset",
    "podset-1",
  ]);
});

test("a cell is one line, whatever is in it", () => {
  expect(cell("One of\n- a\n- b | c\n\nDone,\nsaid <he>.")).toBe(
    "One of<br />- a<br />- b \\| c<br /><br />Done, said &lt;he>.",
  );
  expect(cell(`matches ${code("^(a|b)$")} or ${code("a\\|<b")}`)).toBe(
    "matches `^(a\\|b)$` or <code>a&#92;&#124;&lt;b</code>",
  );
});

test("constraints are said in words", () => {
  const texts = validationTexts([
    marker("kubebuilder:validation:Minimum", 0),
    marker("kubebuilder:validation:ExclusiveMinimum", true),
    marker("kubebuilder:validation:Maximum", 1),
    marker("kubebuilder:validation:MinItems", 1),
    marker("kubebuilder:validation:MaxProperties", 2),
    marker("kubebuilder:validation:MinLength", 0),
    marker("kubebuilder:validation:Enum", ["a", 1]),
    marker("kubebuilder:validation:items:MinLength", 2),
    marker("kubebuilder:validation:ExactlyOneOf", ["a", "b"]),
    marker("k8s:immutable"),
    marker("listType", "set"),
    marker("kubebuilder:printcolumn", { name: "x" }),
  ]);
  expect(texts).toEqual([
    "> 0",
    "≤ 1",
    "at least 1 item",
    "at most 2 entries",
    "one of `a`, `1`",
    "each item: at least 2 characters",
    "exactly one of `a`, `b`",
    "cannot be changed",
    "items are unique",
  ]);
});
