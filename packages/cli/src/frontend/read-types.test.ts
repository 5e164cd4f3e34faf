import { describe, expect, test } from "vitest";
import { createTestProject, diagnosticText, fieldOf, packageOf, typeOf, typeText } from "./project.test-support.ts";

const project = createTestProject();

/** A kind whose spec has the field `x: type`, with other declarations beside it. */
function source(type: string, others = ""): string {
  return `
import type * as meta from "homeostat/meta";
import type { CustomResource, Int32, Time } from "homeostat/meta";
import type { Container, PodSpec, PodTemplateSpec } from "homeostat/apis/core/v1";
import type { LabelSelector } from "homeostat/apis/meta/v1";
import type { PolicyRule } from "homeostat/apis/rbac/v1";
${others}
interface Base { /** Base name. */ readonly name: string; count?: Int32 }
type Mode = "Slow" | "Fast";
type Name = string;
export interface Spec { x: ${type} }
// +kubebuilder:object:root=true
export interface Thing extends CustomResource<Spec> {}
`;
}

function read(type: string, others?: string): { text: string; problems: readonly string[] } {
  const result = project.read({ "api/v1/thing_types.ts": source(type, others) });
  const { type: node, optional } = fieldOf(typeOf(packageOf(result), "Spec"), "x");
  return { text: (optional ? "?" : "") + typeText(node), problems: result.diagnostics.map(diagnosticText) };
}

function problems(type: string, others?: string): readonly string[] {
  return project.read({ "api/v1/thing_types.ts": source(type, others) }).diagnostics.map(diagnosticText);
}

describe("a field of the type", () => {
  test.each([
    ["string", "string"],
    ["boolean", "boolean"],
    ["true | false", "boolean"],
    ["Int32", "int32"],
    ["meta.Int64", "int64"],
    ["meta.Integer", "integer"],
    ["meta.Double", "double"],
    ["meta.Base64", "base64"],
    ["meta.Quantity", "Quantity"],
    ["meta.Duration", "Duration"],
    ["Time", "Time"],
    ["meta.MicroTime", "MicroTime"],
    ["meta.IntOrString", "IntOrString"],
    ["meta.RawExtension", "RawExtension"],
    ["meta.JSONValue", "JSONValue"],
    ["meta.Fields", "Fields"],
    ["meta.ObjectMeta", "ObjectMeta"],
    ["meta.Condition[]", "[Condition]"],
    ["meta.LabelSelector", "LabelSelector"],
    ["LabelSelector", "LabelSelector"],
    ["meta.KubernetesObject", "KubernetesObject"],
    ["import('homeostat/meta').Int32", "int32"],
    ["string | null", "string | null"],
    ["Mode | null", "Mode | null"],
    ["string | undefined", "?string"],
    ["null | string | undefined", "?string | null"],
    ["string[]", "[string]"],
    ["readonly string[]", "[string]"],
    ["ReadonlyArray<Array<Int32>>", "[[int32]]"],
    ["(string | null)[]", "[string | null]"],
    ["Record<string, Int32>", "map<int32>"],
    ["Readonly<Record<Name, string[]>>", "map<[string]>"],
    ["{ readonly [key: string]: Mode }", "map<Mode>"],
    ["{ [K in string]: Int32 }", "map<int32>"],
    ["Record<Mode, Int32>", "{Slow: int32, Fast: int32}"],
    ["{ a: string; b?: { c: Int32 } }", "{a: string, b?: {c: int32}}"],
    ["{ 'foo-bar': string; 5: string }", "{foo-bar: string, 5: string}"],
    ["Base", "Base"],
    ["Mode", "Mode"],
    ["Name", "Name"],
    ["'b' | 'a'", '"b" | "a"'],
    ["'only'", '"only"'],
    ["2 | 1", "2 | 1"],
    ["-1 | 0", "-1 | 0"],
    ["'Other' | Mode | 'Slow'", '"Other" | "Slow" | "Fast"'],
    ["'a' | 'b' | (string & {})", "string"],
    ["string & { readonly __brand?: 'id' }", "string"],
    ["Exclude<Mode, 'Fast'>", '"Slow"'],
    ["NonNullable<Mode | null>", '"Slow" | "Fast"'],
    ["NonNullable<Base | null>", "Base"],
    ["keyof Base", '"name" | "count"'],
    ["Partial<Base>", "{name?: string, count?: int32}"],
    ["Required<Base>", "{name: string, count: int32}"],
    ["Readonly<Base>", "Base"],
    ["Pick<Base, 'count'>", "{count?: int32}"],
    ["Omit<Base, 'count'>", "{name: string}"],
    ["Partial<Omit<Base, 'count'>> & { other: Mode }", "{name?: string, other: Mode}"],
    ["Base & { other: Mode }", "{other: Mode, ...Base}"],
    ["{ a?: string } & { a: string }", "{a: string}"],
    ["Base['name']", "string"],
    ["Base['count'][]", "[int32]"],
    ["{ [K in keyof Base]?: Base[K] }", "{name?: string, count?: int32}"],
    ["{ [K in keyof Base]-?: Base[K][] }", "{name: [string], count: [int32]}"],
    ["{ [K in 'a' | 'b']: Int32 }", "{a: int32, b: int32}"],
    ["PodTemplateSpec", "io.k8s.api.core.v1.PodTemplateSpec"],
    ["PolicyRule[]", "[io.k8s.api.rbac.v1.PolicyRule]"],
    ["meta.OwnerReference", "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference"],
    ["PodSpec['containers']", "io.k8s.api.core.v1.PodSpec#containers"],
    ["PodSpec['containers'][number]", "io.k8s.api.core.v1.Container"],
    [
      "Pick<PodSpec, 'containers' | 'nodeName'>",
      "{containers: io.k8s.api.core.v1.PodSpec#containers, nodeName?: io.k8s.api.core.v1.PodSpec#nodeName}",
    ],
    ["Partial<Pick<Container, 'name'>>", "{name?: io.k8s.api.core.v1.Container#name}"],
    ["`${Mode}-${'a' | 'b'}`", '"Slow-a" | "Slow-b" | "Fast-a" | "Fast-b"'],
    ["Mode extends string ? Base : never", "Base"],
  ])("%s is %s", (type, expected) => {
    expect(read(type)).toEqual({ text: expected, problems: [] });
  });

  test.each([
    ["enum Level { High = 'high', Low = 'low' }", "Level", "Level"],
    ["enum Level { High = 'high', Low = 'low' }", "Level.Low | 'other'", '"low" | "other"'],
    ["const LEVELS = ['high', 'low'] as const;", "(typeof LEVELS)[number]", '"high" | "low"'],
    ["const CODES = { a: 2, b: 1 } as const;", "(typeof CODES)[keyof typeof CODES]", "2 | 1"],
    ["const CODES = { a: 2, b: 1 } as const;", "keyof typeof CODES", '"a" | "b"'],
    ["interface Ref<T extends string> { kind: T; name: string }", "Ref<'Secret' | 'ConfigMap'>", "RefVariant1"],
    ["type Nullable<T> = T | null;", "Nullable<string>", "NullableString"],
    ["type Text<T> = T extends string ? T : never;", "Text<Mode | 1>", "Mode"],
    ["type Each<T> = { [K in keyof T]: T[K][] };", "Each<Base>", "EachBase"],
    [
      "interface A { x: string }\ninterface B { x: string | null }\ninterface C extends A, B { x: string }",
      "Pick<C, 'x'>",
      "{x: string}",
    ],
    ["interface Node { children?: Node[] }", "Node", "Node"],
  ])("with %s: %s is %s", (others, type, expected) => {
    expect(read(type, others)).toEqual({ text: expected, problems: [] });
  });
});

describe("what has no schema", () => {
  test.each([
    "number",
    "any",
    "unknown",
    "object",
    "bigint",
    "symbol",
    "never[]",
    "null",
    "undefined[]",
    "true",
    "1.5 | 2",
    "'a' | 1",
    "string | number",
    "string | Int32",
    "string | boolean",
    "{ type: 'a'; a: Base } | { type: 'b'; b: Base }",
    "Base | string[]",
    "[string, string]",
    "() => void",
    "{ run(): void; get a(): string }",
    "{ [Symbol.iterator]: string }",
    "{ a: string; [key: string]: string }",
    "Record<number, string>",
    "{ [index: number]: string }",
    "Set<string>",
    "Map<string, string>",
    "Date",
    "Uint8Array",
    "Buffer",
    "Promise<string>",
    "Partial<string[]>",
    "string[] & { a: string }",
    "Base & { name: Int32 }",
    "`${string}.example.com`",
    "typeof globalThis",
    "meta.ParsedLabelSelector",
    "meta.Persisted<Thing>",
    "Missing",
    "{ [K in keyof Base as `x${K}`]: string }",
  ])("%s is refused with its cure", (type) => {
    const found = problems(type);
    expect(found.length).toBe(type.includes("run()") ? 2 : 1);
    expect(found.join("\n")).toMatchSnapshot();
  });

  test.each([
    ["class Model { a = 1 }", "Model"],
    ["enum Level { High, Low }", "Level"],
    ["interface Tree<T> { child?: Tree<T[]> }", "Tree<string>"],
    ["interface A { x: string }\ninterface B { x: Int32 }", "A & B"],
    ["interface Free<T> { x: T }", "Free"],
  ])("with %s: %s is refused with its cure", (others, type) => {
    expect(problems(type, others).join("\n")).toMatchSnapshot();
  });
});

describe("what markers say of a whole type", () => {
  const part = `
// +kubebuilder:title=Part
// +kubebuilder:validation:XValidation:rule="self.low < self.high"
interface Part { low: Int32; high: Int32 }
interface Holder { part?: Part }
type MaybePart = Part | null;
interface Larger extends Part { more?: Int32 }
type Renamed = Larger;
type Loose<T> = { [K in keyof T]?: T[K] };
type Some<T, K extends keyof T> = Partial<Pick<T, K>> & Omit<T, K>;
`;

  test.each([
    ["Partial<Part>", "Partial<…>"],
    ["Omit<Renamed, 'more'>[] | null", "Omit<…>"],
    ["Readonly<Record<string, Pick<Part, 'low'>>>", "Pick<…>"],
    ["{ [K in keyof Part]: Part[K] }", "this mapped type"],
    ["Loose<Part>", "Loose<…>"],
    ["Some<Part, 'low'>", "Some<…>"],
    ["Partial<Holder['part']>", "Partial<…>"],
  ])("is lost by %s, with a warning", (type, name) => {
    expect(problems(type, part)).toEqual([
      expect.stringContaining(
        `warning: ${name} takes over the fields of Part, but not +kubebuilder:validation:XValidation of the type itself`,
      ),
    ]);
  });

  test.each([
    ["Part", part],
    ["Readonly<Part>", part],
    ["NonNullable<Holder['part'] | null>", part],
    ["NonNullable<MaybePart>", part],
    ["Larger[]", part],
    ["Partial<Base>", part],
    ["Partial<Titled>", "// +kubebuilder:title=Part\ninterface Titled { low: Int32 }"],
    ["Partial<PodSpec>", ""],
    ["Named", `${part}// +kubebuilder:validation:Type=object\ntype Named = Partial<Part>;`],
    [
      "Named",
      `${part}// +kubebuilder:validation:XValidation:rule="self.low > 1"\ninterface Named extends Pick<Part, "low"> {}`,
    ],
  ])("is not missed in %s", (type, others) => {
    expect(problems(type, others)).toEqual([]);
  });
});
