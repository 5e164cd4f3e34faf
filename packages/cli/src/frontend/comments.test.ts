import { describe, expect, test } from "vitest";
import type { Marker } from "#markers/marker.ts";
import { createTestProject, diagnosticText, fieldOf, packageOf, typeOf } from "./project.test-support.ts";

const project = createTestProject();

/** The comments of `Spec` and of its field `x`, and the markers of the package. */
function read(text: string): {
  readonly type: string;
  readonly field: string;
  readonly package: string;
  readonly problems: readonly string[];
} {
  const result = project.read({
    "api/v1/thing_types.ts": `import type { CustomResource } from "homeostat/meta";\n\n// +kubebuilder:object:root=true\nexport interface Thing extends CustomResource<Spec> {}\n\n${text}`,
  });
  const one = packageOf(result);
  const spec = typeOf(one, "Spec");
  const field = fieldOf(spec, "x");
  return {
    type: part(spec.doc, spec.markers),
    field: part(field.doc, field.markers),
    package: part("", one.markers),
    problems: result.diagnostics.map(diagnosticText),
  };
}

function part(doc: string, markers: readonly Marker[]): string {
  return [doc, ...markers.map((one) => `+${one.name.replace("kubebuilder:validation:", "")}`)]
    .filter((one) => one !== "")
    .join("\n");
}

const field = (comments: string): string => `interface Spec {\n${comments}\nx: string\n}`;

describe("the comments of a field", () => {
  test.each([
    [
      "JSDoc, then markers",
      "/** Text. */\n// +kubebuilder:validation:MinLength=1\n// +optional",
      "Text.\n+MinLength\n+optional",
    ],
    ["markers, then JSDoc", "// +optional\n/** Text. */", "Text.\n+optional"],
    ["markers inside of JSDoc", "/**\n * First\n * +optional\n * second.\n */", "First\nsecond.\n+optional"],
    ["an empty line between JSDoc and markers", "/** Text. */\n\n// +optional", "Text.\n+optional"],
    ["an empty line between markers and JSDoc", "// +optional\n\n/** Text. */", "Text.\n+optional"],
    ["an empty line below", "/** Text. */\n// +optional\n", "Text.\n+optional"],
    ["plain comments", "// A note for the reader.\n/* Another +optional */", ""],
    [
      "tags are kept for the description",
      "/**\n * Text, see {@link Thing}.\n * @deprecated Use y.\n */",
      "Text, see {@link Thing}.\n@deprecated Use y.",
    ],
    ["on the line of the field", "/** Text. */ readonly", "Text."],
  ])("%s", (_, comments, expected) => {
    const found = read(comments.endsWith("readonly") ? `interface Spec {\n${comments} x: string }` : field(comments));
    expect(found).toMatchObject({ field: expected, problems: [] });
  });

  test("positions of markers are exact", () => {
    const result = project.read({
      "api/v1/t_types.ts":
        "// +groupName=example.com\n\nexport interface Spec {\n  /**\n   * Text.\n   * +kubebuilder:validation:MinLength=1\n   */\n  x: string;\n  //   +kubebuilder:default=abc\n  y: string;\n}\n",
    });
    const spec = typeOf(packageOf(result), "Spec");
    const [inDoc] = fieldOf(spec, "x").markers;
    const [inLine] = fieldOf(spec, "y").markers;
    expect(inDoc?.position).toEqual({ file: "api/v1/t_types.ts", line: 6, column: 6, length: 35 });
    expect(inLine?.position).toMatchObject({ line: 9, column: 8 });
    expect(inLine?.argumentPositions[""]).toMatchObject({ line: 9, column: 29, length: 3 });
  });

  test("@deprecated is told apart", () => {
    const result = project.read({
      "api/v1/t_types.ts": "// +groupName=example.com\n\ninterface Spec {\n/** @deprecated Use y. */\nx: string\n}",
    });
    expect(fieldOf(typeOf(packageOf(result), "Spec"), "x").deprecated).toBe("Use y.");
  });

  test("only the closest separate group counts, others belong to nothing", () => {
    const found = read(field("// +kubebuilder:validation:MaxLength=9\n\n// +optional\n\n/** Text. */"));
    expect(found.field).toBe("Text.\n+optional");
    expect(found.problems).toEqual([
      'api/v1/thing_types.ts:7:4 error: marker "+kubebuilder:validation:MaxLength" belongs to nothing (Put it directly above the field or type that it is for.)',
    ]);
  });

  test.each([
    ["behind the field", "interface Spec {\nx: string // +optional\n}", "7:14", "stands behind code"],
    ["below the last field", "interface Spec {\nx: string\n// +optional\n}", "8:4", "belongs to nothing"],
    [
      "in a function",
      "interface Spec {\nx: string }\nfunction f() {\n// +optional\nreturn 1 }",
      "9:4",
      "belongs to nothing",
    ],
    [
      "at the end of the file",
      "interface Spec {\nx: string }\n// +kubebuilder:validation:Pattern=a",
      "8:4",
      "belongs to nothing",
    ],
    ["for a type", field("// +kubebuilder:object:root=true"), "7:4", "belongs to a type"],
  ])("a marker %s is an error", (_, text, place, message) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`thing_types.ts:${place} error`);
    expect(problems[0]).toContain(message);
  });

  test("markers of other tools may stand anywhere", () => {
    expect(read("interface Spec {\nx: string // +protobuf=1\n// +kubebuilder:scaffold:fields\n}").problems).toEqual([]);
  });
});

describe("the comments of a type", () => {
  test("follow the same rules, and package markers in the separate group move to the package", () => {
    const found = read(
      "// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get\n// +kubebuilder:validation:MinProperties=1\n\n/** Text. */\n// +kubebuilder:validation:MaxProperties=3\ninterface Spec { x: string }",
    );
    expect(found).toEqual({
      type: "Text.\n+MinProperties\n+MaxProperties",
      field: "",
      package: "+kubebuilder:rbac",
      problems: [],
    });
  });

  test("a package marker directly above a type is an error", () => {
    const { problems } = read("// +groupName=example.com\ninterface Spec { x: string }");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('marker "+groupName" belongs to a package, not to a type');
  });

  test("package markers stand anywhere at the top level", () => {
    const found = read(
      "// +groupName=example.com\nexport const groupVersion = 1;\n\n// +kubebuilder:rbac:groups=apps,resources=pods,verbs=get\n\n// free\n\n/** Text. */\ninterface Spec { x: string }\n\n// +versionName=v7",
    );
    expect(found).toEqual({
      type: "Text.",
      field: "",
      package: "+groupName\n+kubebuilder:rbac\n+versionName",
      problems: [],
    });
  });

  test("the licence of a file is not the text of its first type", () => {
    const result = project.read({
      "api/v1/t_types.ts":
        "/** Copyright */\n\n// +kubebuilder:validation:MinProperties=1\ninterface Spec { x: string }",
    });
    expect(typeOf(packageOf(result), "Spec").doc).toBe("");
  });

  test("the members of inline objects have their own", () => {
    const result = project.read({
      "api/v1/t_types.ts":
        "// +groupName=example.com\n\ninterface Spec {\n  x: {\n    /** Inner. */\n    // +optional\n    y: string;\n  };\n}\n",
    });
    const { type } = fieldOf(typeOf(packageOf(result), "Spec"), "x");
    expect(type.node === "object" && type.fields.map((one) => part(one.doc, one.markers))).toEqual([
      "Inner.\n+optional",
    ]);
    expect(result.diagnostics).toEqual([]);
  });

  test("chosen and mapped fields keep theirs", () => {
    const result = project.read({
      "api/v1/t_types.ts":
        "// +groupName=example.com\n\ninterface Base {\n/** Name. */\n// +kubebuilder:validation:MinLength=1\nname: string }\ntype Each<T> = { [K in keyof T]?: T[K][] };\ninterface Ref<T> {\n/** What. */\nto: T }\ninterface Spec { a: Partial<Omit<Base, 'x'>>; b: Each<Pick<Base, 'name'>>; c: Ref<string> }",
    });
    const spec = typeOf(packageOf(result), "Spec");
    const inner = ["a", "b", "c"].map((name) => {
      const { type } = fieldOf(spec, name);
      const node = type.node === "reference" ? type.target.type : type;
      return node.node === "object" ? node.fields.map((one) => part(one.doc, one.markers)) : [];
    });
    expect(inner).toEqual([["Name.\n+MinLength"], ["Name.\n+MinLength"], ["What."]]);
  });
});
