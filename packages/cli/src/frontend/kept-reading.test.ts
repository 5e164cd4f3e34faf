import { expect, test } from "vitest";
import type { TypeDeclaration } from "#model/model.ts";
import { createTestProject, diagnosticText, packageOf, typeOf } from "./project.test-support.ts";
import type { ReadModelResult } from "./read-model.ts";

type Files = Readonly<Record<string, string>>;

const META = 'import type { CustomResource, Int32 } from "homeostat/meta";\n';

function kind(name: string, field: string, imports = ""): string {
  return `${META}${imports}export interface ${name}Spec { ${field} }\nexport interface ${name} extends CustomResource<${name}Spec> {}\n`;
}

const SHARED = 'import type { Shared } from "../../shared/shared.ts";\n';
const BASE: Files = {
  "api/v1/doc.ts": "// +groupName=example.com\nexport {};\n",
  "api/v1/a.ts": kind("A", "s: Shared; x: Int32", SHARED),
  "api/v1/b.ts": kind("B", "s: Shared[]", SHARED),
  "api/v1/c.ts": kind("C", "x: Int32"),
  "shared/shared.ts":
    'import type { Deep } from "./deep.ts";\nexport interface Shared { deep: Deep; /** text */ y?: string }\n',
  "shared/deep.ts": 'export interface Deep { mode: "a" | "b" }\n',
};

/** Each change on top of those before it; undefined deletes the file. */
const CHANGES: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ["nothing", {}],
  ["a field of one kind", { "api/v1/c.ts": kind("C", "x: Int32; y?: string") }],
  ["lines above a kind", { "api/v1/c.ts": `// moved\n\n${kind("C", "x: Int32; y?: string")}` }],
  [
    "a type that two kinds use",
    {
      "shared/shared.ts":
        'import type { Deep } from "./deep.ts";\nexport interface Shared { deep?: Deep; z: boolean }\n',
    },
  ],
  ["a type that an imported file imports", { "shared/deep.ts": 'export interface Deep { mode: "b" | "c" }\n' }],
  ["a kind that begins to use the type of others", { "api/v1/c.ts": kind("C", "s: Shared", SHARED) }],
  ["a new file", { "api/v1/d.ts": kind("D", "c: CSpec", 'import type { CSpec } from "./c.ts";\n') }],
  ["what a new file imports", { "api/v1/c.ts": kind("C", "s?: Shared", SHARED) }],
  ["a mistake", { "api/v1/b.ts": kind("B", "s: Missing") }],
  ["another mistake beside it", { "api/v1/a.ts": kind("A", "x: () => void") }],
  ["one of them corrected", { "api/v1/b.ts": kind("B", "s: Shared", SHARED) }],
  ["both corrected", { "api/v1/a.ts": kind("A", "s: Shared", SHARED) }],
  ["a file deleted", { "api/v1/d.ts": undefined }],
  [
    "fields that are optional in the whole folder",
    { "api/v1/doc.ts": "// +groupName=example.com\n// +kubebuilder:validation:Optional\n" },
  ],
  [
    "fields that are optional in a folder beside the paths",
    { "shared/doc.ts": "// +kubebuilder:validation:Optional\n" },
  ],
  ["an imported file deleted", { "shared/deep.ts": undefined }],
  ["and made again", { "shared/deep.ts": "export interface Deep { mode: string }\n" }],
  [
    "a generic type",
    { "shared/deep.ts": "export interface Box<T> { of: T }\nexport interface Deep { box: Box<string> }\n" },
  ],
  [
    "another use of a generic type",
    { "api/v1/c.ts": kind("C", "n: Box<Int32>", 'import type { Box } from "../../shared/deep.ts";\n') },
  ],
  ["a kind beside a generic type", { "api/v1/c.ts": kind("C", "n: Int32") }],
  ["no generic type any more", { "shared/deep.ts": "export interface Deep { mode: string }\n" }],
  ["a type of all files", { "api/v1/d.ts": "declare global { interface Everywhere { x: string } }\nexport {};\n" }],
  ["which a kind uses", { "api/v1/c.ts": kind("C", "e: Everywhere") }],
  ["and which changes", { "api/v1/d.ts": "declare global { interface Everywhere { y: string } }\nexport {};\n" }],
  ["and goes", { "api/v1/d.ts": undefined, "api/v1/c.ts": kind("C", "x: Int32") }],
  [
    "a name for another file",
    {
      "api/v1/c.ts": kind("C", "s: Shared", 'import type { Shared } from "#it";\n'),
      "tsconfig.json": settings("one"),
      "shared/one.ts": "export interface Shared { one: string }\n",
      "shared/two.ts": "export interface Shared { two: string }\n",
    },
  ],
  ["the settings", { "tsconfig.json": settings("two") }],
  [
    "a file that is found before another",
    { "shared/two.d.ts": "export interface Shared { three: string }\n", "shared/two.ts": undefined },
  ],
  ["which comes back", { "shared/two.ts": "export interface Shared { two: string }\n" }],
];

function settings(target: string): string {
  return JSON.stringify({
    compilerOptions: {
      module: "NodeNext",
      customConditions: ["homeostat-source"],
      paths: { "#it": [`./shared/${target}`, `./shared/${target}.ts`] },
    },
  });
}

test("the model is the same whether all is read, or only what has changed since", () => {
  const watched = createTestProject({ reuse: true });
  const whole = createTestProject();
  let files = BASE;
  for (const [what, change] of [["the beginning", {}] as const, ...CHANGES]) {
    const entries = Object.entries({ ...files, ...change }).flatMap(([path, text]) =>
      text === undefined ? [] : [[path, text] as const],
    );
    files = Object.fromEntries(entries);
    expect([what, textOf(watched.read(files, ["./api/..."]))]).toEqual([
      what,
      textOf(whole.read(files, ["./api/..."])),
    ]);
  }
});

test("types stay the same objects while neither their file nor what it imports changes", () => {
  const project = createTestProject({ reuse: true });
  const typesOf = (files: Files): Readonly<Record<string, TypeDeclaration>> => {
    const read = packageOf(project.read(files, ["./api/..."]));
    return { a: typeOf(read, "A"), b: typeOf(read, "BSpec"), c: typeOf(read, "C") };
  };
  const first = typesOf(BASE);
  const second = typesOf({ ...BASE, "api/v1/c.ts": kind("C", "y: string") });
  expect(second["a"]).toBe(first["a"]);
  expect(second["b"]).toBe(first["b"]);
  expect(second["c"]).not.toBe(first["c"]);
  const third = typesOf({
    ...BASE,
    "api/v1/c.ts": kind("C", "y: string"),
    "shared/deep.ts": "export interface Deep { x: string }\n",
  });
  expect(third["a"]).not.toBe(second["a"]);
  expect(third["b"]).not.toBe(second["b"]);
  expect(third["c"]).toBe(second["c"]);
});

/** All of it, with a number for each named type, so that one type in two places is told from two types that are equal. */
function textOf({ model, diagnostics }: ReadModelResult): string {
  const numbers = new Map<object, number>();
  const shown = (_: string, value: unknown): unknown => {
    if (typeof value !== "object" || value === null || !("exported" in value)) return value;
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, numbers.size);
    return value;
  };
  return `${JSON.stringify(model, shown, 1)}\n${diagnostics.map(diagnosticText).join("\n")}`;
}
