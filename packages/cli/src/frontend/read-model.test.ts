import { describe, expect, test } from "vitest";
import {
  createTestProject,
  diagnosticText,
  fieldOf,
  kindText,
  packageOf,
  PROJECT,
  typeOf,
  typeText,
} from "./project.test-support.ts";

const project = createTestProject();
const META = 'import type { CustomResource, Int32, KubernetesObject, ObjectMeta } from "homeostat/meta";\n';
const GROUP = "// +groupName=example.com\nexport const group = 1;\n";

function diagnostics(files: Readonly<Record<string, string>>, paths?: readonly string[]): readonly string[] {
  return project.read(files, paths).diagnostics.map(diagnosticText);
}

describe("packages", () => {
  const files = {
    "api/v1/groupversion_info.ts": GROUP,
    "api/v1/b_types.ts": `${META}interface BSpec { x: Int32 }\nexport interface B extends CustomResource<BSpec> {}`,
    "api/v1/a_types.ts": `${META}export interface A extends CustomResource<{ y: string }, { z: string }> {}`,
    "api/v1/a_types.test.ts": "// +groupName=wrong.example.com\n",
    "api/v1/zz_generated.kinds.ts": "// +groupName=wrong.example.com\n",
    "api/v1beta1/types.ts": "// +groupName=example.com\n// +versionName=v1beta2\n\nexport type Mode = 'a' | 'b';\n",
    "controllers/a_controller.ts":
      'import { nothing } from "missing";\n// +kubebuilder:rbac:groups="",resources=pods,verbs=get\nexport interface Options { retries: number }\n',
  };

  test("are the folders, with their group, version, types and kinds", () => {
    const result = project.read(files, ["./api/...", "controllers"]);
    expect(result.diagnostics.map(diagnosticText)).toEqual([
      'controllers/a_controller.ts:2:4 error: marker "+kubebuilder:rbac" belongs to a package, not to a type (Move it to the top of a file of the package, with an empty line below.)',
    ]);
    expect(result.model.packages.map(({ folder, group, version }) => [folder, group, version])).toEqual([
      ["api/v1", "example.com", "v1"],
      ["api/v1beta1", "example.com", "v1beta2"],
      ["controllers", undefined, "controllers"],
    ]);
    const v1 = packageOf(result);
    expect(v1.files).toEqual(["api/v1/a_types.ts", "api/v1/b_types.ts", "api/v1/groupversion_info.ts"]);
    expect(v1.types.map((one) => one.name)).toEqual(["A", "BSpec", "B"]);
    expect(v1.types.map((one) => one.exported)).toEqual([true, false, true]);
    expect(v1.kinds.map(kindText)).toEqual(["api/v1/a_types.ts A", "api/v1/b_types.ts B"]);
    expect(typeText(typeOf(v1, "A").type)).toBe("{spec: {y: string}, status?: {z: string}, ...KubernetesObject}");
    expect(packageOf(result, "controllers").types).toEqual([]);
  });

  test("of controllers give their package markers only", () => {
    const result = project.read({
      "controllers/x.ts":
        "// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list\nexport const x = 1;\n// +kubebuilder:rbac:groups=apps,resources=pods,verbs=get\n",
    });
    expect(result.diagnostics).toEqual([]);
    expect(result.model.packages[0]?.markers.map((one) => one.arguments["resources"])).toEqual([
      ["deployments"],
      ["pods"],
    ]);
  });

  test("a file stands for its folder", () => {
    expect(packageOf(project.read(files, ["api/v1/a_types.ts"])).kinds).toHaveLength(2);
  });

  test("fields of a package are optional by default when it says so", () => {
    const result = project.read(
      {
        "api/v1/doc.ts": "// +groupName=example.com\n// +kubebuilder:validation:Optional\n",
        "api/v1/types.ts": 'import type { Shared } from "../../shared/shared.ts";\nexport interface Spec { s: Shared }',
        "shared/shared.ts": "export interface Shared { x: string }",
      },
      ["./api/..."],
    );
    const spec = typeOf(packageOf(result), "Spec");
    const { type } = fieldOf(spec, "s");
    expect(spec.optionalByDefault).toBe(true);
    expect(type.node === "reference" && type.target.optionalByDefault).toBe(false);
    expect(result.diagnostics).toEqual([]);
  });

  test("types of one folder belong to one group", () => {
    const found = diagnostics({ "api/v1/a.ts": "// +groupName=a.com\n", "api/v1/b.ts": "// +groupName=b.com\n" });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("api/v1/b.ts:1:4 error: the types of one folder belong to one API group");
  });
});

describe("kinds", () => {
  function kinds(text: string): readonly string[] {
    return packageOf(project.read({ "api/v1/t.ts": META + GROUP + text })).kinds.map((one) => one.declaration.name);
  }

  test.each([
    ["an interface that extends CustomResource", "export interface A extends CustomResource<{ x: string }> {}", ["A"]],
    ["an alias of CustomResource", "export type A = CustomResource<{ x: string }>;", ["A"]],
    [
      "an interface that extends KubernetesObject",
      "export interface A extends KubernetesObject { spec?: string }",
      ["A"],
    ],
    [
      "fields apiVersion, kind and metadata",
      "export interface A { apiVersion: string; kind: string; metadata: ObjectMeta }",
      ["A"],
    ],
    [
      "an interface that extends a kind",
      "interface B extends CustomResource<{ x: string }> {}\nexport interface A extends B {}",
      ["A"],
    ],
    ["not a list", "export interface AList extends KubernetesObject { items: { x: string }[] }", []],
    ["not what is not exported", "interface A extends CustomResource<{ x: string }> {}", []],
    [
      "unless it is marked",
      "// +kubebuilder:object:root=true\ninterface A extends CustomResource<{ x: string }> {}",
      ["A"],
    ],
    [
      "not what is marked otherwise",
      "// +kubebuilder:object:root=false\nexport interface A extends CustomResource<{ x: string }> {}",
      [],
    ],
    ["not a generic type", "export interface A<T> extends CustomResource<T> {}", []],
    ["what is exported below", "interface A extends CustomResource<{ x: string }> {}\nexport type { A };", ["A"]],
  ])("are %s", (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test("own fields hide those of CustomResource", () => {
    const result = project.read({
      "api/v1/t.ts": `${META}${GROUP}export interface A extends CustomResource<{ x?: string }> {\n/** What is wanted. */\nspec: { x: string } }`,
    });
    const kind = typeOf(packageOf(result), "A");
    expect(typeText(kind.type)).toBe("{spec: {x: string}, ...KubernetesObject}");
    expect(fieldOf(kind, "spec").doc).toBe("What is wanted.");
  });

  test("a type that is marked as a kind must be one", () => {
    const found = diagnostics({
      "api/v1/t.ts": `// +kubebuilder:object:root=true\nexport interface Thing { spec: string }`,
    });
    expect(found).toEqual([
      "api/v1/t.ts:1:4 error: Thing is marked as a kind, but has no apiVersion, kind and metadata (Declare it as interface Thing extends CustomResource<ThingSpec, ThingStatus>, of homeostat/meta.)",
    ]);
  });

  test("types that no kind uses may hold anything", () => {
    const text = `${META}${GROUP}export interface Helper { run(): Promise<URL>; n: number }\nexport interface A extends CustomResource<{ x: string }> {}`;
    expect(diagnostics({ "api/v1/t.ts": text })).toEqual([]);
  });
});

describe("types of other files", () => {
  test("are followed, whatever they are called here", () => {
    const result = project.read(
      {
        "api/v1/t.ts": `${META}${GROUP}import type { Time as Clock } from "../common/index.ts";\nimport type { Int32 as Whole } from "homeostat";\nexport interface Spec { a: Clock; b: Whole }\nexport interface A extends CustomResource<Spec> {}`,
        "api/common/index.ts": 'export type { Time } from "./time.ts";',
        "api/common/time.ts":
          'import type { Container } from "homeostat/apis/core/v1";\n/** Our own. */\nexport interface Time { hour: string; in?: Container }',
      },
      ["./api/v1"],
    );
    expect(result.diagnostics).toEqual([]);
    const spec = typeOf(packageOf(result), "Spec");
    const { type } = fieldOf(spec, "a");
    expect(type.node === "reference" && [type.target.name, type.target.doc, typeText(type.target.type)]).toEqual([
      "Time",
      "Our own.",
      "{hour: string, in?: io.k8s.api.core.v1.Container}",
    ]);
    expect(typeText(fieldOf(spec, "b").type)).toBe("int32");
  });

  test("are reported where they are wrong", () => {
    const found = diagnostics(
      {
        "api/v1/t.ts": `${META}${GROUP}import type { Other } from "../../lib/other.ts";\nexport interface A extends CustomResource<{ x: Other }> {}`,
        "lib/other.ts": "export interface Other {\n  n: number;\n}",
      },
      ["./api/..."],
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^lib\/other\.ts:2:6 error: number says neither/);
  });
});

describe("what keeps the project from being read", () => {
  const good = { "api/v1/t.ts": GROUP };

  test.each([
    ["./missing/...", "the path ./missing/... matches nothing: there is no missing"],
    [
      "./api",
      "the path ./api matches nothing: there is no TypeScript source in api (To search the folders below too, write ./api/...)",
    ],
    ["README.md", "the path README.md is not a TypeScript source"],
  ])("the path %s", (path, message) => {
    const found = diagnostics({ ...good, "README.md": "" }, [path]);
    expect(found).toHaveLength(1);
    expect(found[0]?.replace(PROJECT, "<project>")).toContain(message);
  });

  test.each([
    ['{ "compilerOptions": { "strict": tru } }', "tsconfig.json:1:34 error: TypeScript:"],
    [
      '{ "compilerOptions": { "module": "none-such" } }',
      "tsconfig.json:1:34 error: TypeScript: Argument for '--module' option must be",
    ],
    ['{ "extends": "./missing.json" }', "tsconfig.json:1:1 error: TypeScript: Cannot read file 'missing.json'"],
  ])("the settings %s", (text, message) => {
    const found = diagnostics({ ...good, "tsconfig.json": text });
    expect(found[0]).toContain(message);
  });

  test("syntax errors, in files of controllers too", () => {
    const found = diagnostics({ ...good, "controllers/x.ts": "export const = 1;\n" });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("controllers/x.ts:1:14 error: TypeScript: Variable declaration expected (TS1134)");
  });

  test.each([
    [
      "a module that is not there",
      'import type { X } from "./x.ts";\ninterface Spec { x: X }',
      "t.ts:1:24 error: TypeScript: Cannot find module './x.ts'",
    ],
    [
      "a name that is not exported",
      'import type { Int31 } from "homeostat/meta";\ninterface Spec { x: Int31 }',
      "has no exported member named 'Int31'",
    ],
    [
      "an argument too many",
      "interface Spec { x: Record<string, string, string> }",
      "Generic type 'Record' requires 2 type argument(s)",
    ],
    [
      "a type that refers to itself",
      "type A = A[] | A;\ninterface Spec { x: A }",
      "Type alias 'A' circularly references itself",
    ],
    [
      "a field of another type in the base",
      "interface Base { x: string }\ninterface Spec extends Base { x: boolean }",
      "Interface 'Spec' incorrectly extends interface 'Base'",
    ],
  ])("%s", (_, text, message) => {
    const found = diagnostics({ "api/v1/t.ts": `${text}\n// +groupName=example.com` });
    expect(found.join("\n")).toContain(message);
    expect(found).toHaveLength(1);
  });

  test("but nothing that only code is concerned with", () => {
    const text = `${GROUP}export function now(): number { const x: string = process.hrtime(); return x.foo; }`;
    expect(diagnostics({ "api/v1/t.ts": text })).toEqual([]);
  });
});

test("a change is seen by the next read", () => {
  const files = { "api/v1/t.ts": `${GROUP}interface Spec { x: string }` };
  expect(typeText(typeOf(packageOf(project.read(files)), "Spec").type)).toBe("{x: string}");
  const changed = { "api/v1/t.ts": `${GROUP}interface Spec { x: boolean; y: string }` };
  expect(typeText(typeOf(packageOf(project.read(changed)), "Spec").type)).toBe("{x: boolean, y: string}");
});
