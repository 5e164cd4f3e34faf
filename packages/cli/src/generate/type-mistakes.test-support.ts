import type { Mistake } from "./mistakes.test-support.ts";

/** TypeScript that has no form in a CRD, or no meaning at all. */
export const TYPE_MISTAKES: Readonly<Record<string, Mistake>> = {
  number: { spec: "size?: number;" },
  bigint: { spec: "size?: bigint;" },
  "a float without leave": {
    spec: 'size?: import("homeostat/meta").Double;',
  },
  Date: { spec: "until?: Date;" },
  any: { spec: "extra?: any;" },
  unknown: { spec: "extra?: unknown;" },
  object: { spec: "extra?: object;" },
  Map: { spec: "labels?: Map<string, string>;" },
  Set: { spec: "names?: Set<string>;" },
  Uint8Array: { spec: "data?: Uint8Array;" },
  "a method": { spec: "resize(size: Int32): void;" },
  "a function": { spec: "onChange?: () => void;" },
  "a symbol key": { spec: "[Symbol.iterator]?: string;" },
  "a union of text and number": { spec: "port?: string | Int32;" },
  "literals of two types": { spec: 'size?: "auto" | 1;' },
  "a discriminated union": {
    spec: "source?: Source;",
    more: 'export type Source = { type: "git"; url: string } | { type: "oci"; image: string };\n',
  },
  "a tuple of two types": { spec: "pair?: [string, Int32];" },
  "fields and an index signature": { spec: "labels?: { app: string; [key: string]: string };" },
  "numbers as keys": { spec: "ports?: Record<number, string>;" },
  "a type that contains itself": {
    spec: "tree?: Tree;",
    more: "export interface Tree {\n  children?: Tree[];\n}\n",
  },
  "a numeric enum": { spec: "size?: Size;", more: "export enum Size {\n  Small,\n  Large,\n}\n" },
  "a class": { spec: "part?: Part;", more: 'export class Part {\n  name = "";\n}\n' },
  "parents that disagree": {
    spec: "part?: Part;",
    more: "interface A {\n  name: string;\n}\ninterface B {\n  name: boolean;\n}\nexport type Part = A & B;\n",
  },
  "a rule left behind by Partial": {
    spec: "part?: Partial<Part>;",
    more: '// +kubebuilder:validation:XValidation:rule="self.low < self.high"\nexport interface Part {\n  low: Int32;\n  high: Int32;\n}\n',
    allowed: true,
  },
  "a type that does not exist": { spec: "size?: Int23;" },
  "an import that leads nowhere": {
    spec: "size?: Size;",
    more: 'import type { Size } from "./sizes.ts";\n',
  },
  "a file that does not parse": { spec: "size?: ;" },
};

/** Kinds without names, with the same names, or with versions that contradict. */
export const KIND_MISTAKES: Readonly<Record<string, Mistake>> = {
  "no group": { files: { "api/v1/groupversion_info.ts": undefined } },
  "a group that is no domain": { files: { "api/v1/groupversion_info.ts": "// +groupName=Shop_Example\nexport {};\n" } },
  "two groups in a folder": {
    files: { "api/v1/a.ts": "// +groupName=other.example.com\nexport {};\n" },
  },
  "a root that is no kind": {
    more: "// +kubebuilder:object:root=true\nexport interface Gadget {\n  size: Int32;\n}\n",
  },
  "a kind that is not exported": {
    more: "// +kubebuilder:object:root=true\ninterface Gadget extends CustomResource<WidgetSpec> {}\n",
  },
  "no kind at all": { files: { "api/v1/widget_types.ts": "export {};\n" } },
  "two kinds with one plural": {
    more: [
      "// +kubebuilder:object:root=true\n// +kubebuilder:resource:path=widgets",
      "export interface Gadget extends CustomResource<WidgetSpec> {}\n",
    ].join("\n"),
  },
  "one kind twice": {
    files: {
      "api/v1/other.ts": [
        'import type { CustomResource } from "homeostat/meta";',
        "// +kubebuilder:object:root=true",
        "export interface Widget extends CustomResource<{ size: string }> {}\n",
      ].join("\n"),
    },
  },
  "two storage versions": versions("// +kubebuilder:storageversion", "// +kubebuilder:storageversion"),
  "no storage version": versions(undefined, ""),
  "the only version left out": { kind: "// +kubebuilder:skipversion" },
  "scopes that differ": versions(
    "// +kubebuilder:storageversion\n// +kubebuilder:resource:scope=Namespaced",
    "// +kubebuilder:resource:scope=Cluster",
  ),
  "an unknown scope": { kind: "// +kubebuilder:resource:scope=Global" },
  "a plural with capitals": { kind: "// +kubebuilder:resource:path=Widgets" },
  "a column of an unknown type": { kind: "// +kubebuilder:printcolumn:name=Size,type=int,JSONPath=.spec.size" },
  "a column with a broken path": { kind: "// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=`.spec[`" },
  "a scale outside of spec": {
    kind: "// +kubebuilder:subresource:scale:specpath=.size,statuspath=.status.size",
  },
  "an annotation without value": { kind: '// +kubebuilder:metadata:annotations="owner"' },
  "a selectable field that does not exist": { kind: "// +kubebuilder:selectablefield:JSONPath=`.spec.colour`" },
};

/** The same kind in a second folder. */
function versions(first: string | undefined, second: string): Mistake {
  return {
    ...(first === undefined ? {} : { kind: first }),
    files: {
      "api/v2/groupversion_info.ts": "// +groupName=shop.example.com\nexport {};\n",
      "api/v2/widget_types.ts": [
        'import type { CustomResource } from "homeostat/meta";',
        "/** Widget is a thing */",
        `// +kubebuilder:object:root=true${second === "" ? "" : `\n${second}`}`,
        "export interface Widget extends CustomResource<{ size: string }> {}\n",
      ].join("\n"),
    },
  };
}
