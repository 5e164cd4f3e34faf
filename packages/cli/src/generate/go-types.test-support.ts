/** A type of a golden case as the description beside its CRD gives it: Go declarations as data. */
export interface GoType {
  readonly name: string;
  /** `struct`, or the Go type that it is defined as. */
  readonly underlying: string;
  readonly doc?: string;
  readonly markers: readonly string[];
  readonly fields?: readonly GoField[];
  /** The type has its own JSON form: only the form counts here. */
  readonly customMarshaler?: string;
}

/** A struct's field. */
export interface GoField {
  readonly field: string;
  readonly type: string;
  readonly json: string | null;
  readonly omitempty: boolean;
  readonly inline: boolean;
  readonly skipped: boolean;
  readonly markers: readonly string[];
  readonly doc?: string;
}

/** A Go package of a description. */
export interface GoPackage {
  readonly packageMarkers: readonly string[];
  readonly types: readonly GoType[];
  readonly constants?: readonly { readonly name: string; readonly type: string; readonly value: string }[];
}

/** How the TypeScript is written. */
export interface SourceOptions {
  /** With the upstream doc comments: only for what is compared with them, never for committed files. */
  readonly docs: boolean;
  /** Types of other packages: Go's name (`multiver.OuterStruct`) → name and module. */
  readonly imports?: Readonly<Record<string, { readonly name: string; readonly from: string }>>;
  /** Write `+kubebuilder:validation:Enum` on string types as a union of literals. */
  readonly unions?: boolean;
}

/** The types of a Go package as a user of TypeScript writes them. */
export function typescriptSource(source: GoPackage, options: SourceOptions): string {
  const writer = createWriter(source, options);
  const texts = source.types.filter((type) => !isList(type)).map((type) => declaration(type, writer));
  const imports = [...writer.imported].map(
    ([from, names]) => `import type { ${[...names].sort().join(", ")} } from "${from}";\n`,
  );
  return `${imports.sort().join("")}\n${texts.join("\n")}`;
}

interface Writer {
  readonly source: GoPackage;
  readonly options: SourceOptions;
  /** Names by module. */
  readonly imported: Map<string, Set<string>>;
  use(name: string, from: string): string;
}

function createWriter(source: GoPackage, options: SourceOptions): Writer {
  const imported = new Map<string, Set<string>>();
  const declared = new Set(source.types.map(({ name }) => name));
  return {
    source,
    options,
    imported,
    use(name, from) {
      const local = declared.has(name) ? `${name} as Meta${name}` : name;
      imported.set(from, (imported.get(from) ?? new Set()).add(local));
      return local.split(" as ").at(-1) ?? name;
    },
  };
}

/** Lists of kinds exist in Go only. */
function isList(type: GoType): boolean {
  return type.fields?.some((field) => field.type === "metav1.ListMeta") ?? false;
}

function declaration(type: GoType, writer: Writer): string {
  const isKind = type.fields?.some((field) => field.type === "metav1.TypeMeta") ?? false;
  const markers = type.markers.filter((marker) => isOurs(marker) && (isKind || !isOfKinds(marker)));
  const head = comment(type.doc, markers, "", writer);
  const exported = /^[A-Z]/.test(type.name) ? "export " : "";
  const form = type.customMarshaler === undefined ? undefined : jsonForm(type, writer);
  if (form !== undefined) return `${head}${exported}type ${type.name} = ${form};\n`;
  if (type.underlying !== "struct") return `${head}${exported}type ${type.name} = ${definedAs(type, writer)};\n`;
  const fields = (type.fields ?? []).filter((field) => !field.skipped);
  const embedded = fields
    .filter((field) => field.inline && field.type !== "metav1.TypeMeta")
    .map((field) => typeText(field.type, writer));
  if (isKind) return `${head}${kind(type, fields, writer)}`;
  const members = fields.filter((field) => !field.inline).map((field) => member(field, writer));
  const heritage = embedded.length === 0 ? "" : ` extends ${embedded.join(", ")}`;
  return `${head}${exported}interface ${type.name}${heritage} {${members.length === 0 ? "" : "\n"}${members.join("")}}\n`;
}

/** A kind: `CustomResource<Spec, Status>` where that says all, else the members one by one. */
function kind(type: GoType, fields: readonly GoField[], writer: Writer): string {
  const own = fields.filter((field) => !field.inline && field.type !== "metav1.ObjectMeta");
  const [spec, status] = own;
  const plain = own.every((field) => markersOf(field).length === 0 && (!writer.options.docs || !field.doc));
  if (
    plain &&
    spec?.json === "spec" &&
    !isOptional(spec) &&
    (own.length === 1 || (own.length === 2 && status?.json === "status" && isOptional(status)))
  ) {
    const names = own.map((field) => typeText(field.type, writer)).join(", ");
    return `export interface ${type.name} extends ${writer.use("CustomResource", META)}<${names}> {}\n`;
  }
  const members = own.map((field) => member(field, writer));
  return `export interface ${type.name} extends ${writer.use("KubernetesObject", META)} {${members.length === 0 ? "" : "\n"}${members.join("")}}\n`;
}

function member(field: GoField, writer: Writer): string {
  const name = field.json ?? field.field;
  return `${comment(field.doc, markersOf(field), "  ", writer)}  ${name}${isOptional(field) ? "?" : ""}: ${typeText(field.type, writer)};\n`;
}

function isOptional(field: GoField): boolean {
  return field.omitempty;
}

/** Without what `?` says already, and what upstream passes over in silence. */
function markersOf(field: GoField): readonly string[] {
  const said = isOptional(field) ? /^\+optional$/ : /^\+required$/;
  return field.markers.filter((marker) => isOurs(marker) && !said.test(marker));
}

function isOurs(marker: string): boolean {
  return !/^\+(kubebuilder:validation:(nullable|optional)$|kubebuilder:docs-gen:|genclient|versionName=)/.test(marker);
}

/** Upstream passes over markers of kinds above other types; here they are errors. */
function isOfKinds(marker: string): boolean {
  return /^\+kubebuilder:(object:root|subresource|resource)\b/.test(marker);
}

function comment(doc: string | undefined, markers: readonly string[], indent: string, writer: Writer): string {
  const lines = writer.options.docs && doc !== undefined && doc !== "" ? doc.split("\n") : [];
  if (lines.some((line) => line.includes("*/"))) throw new Error(`a doc comment cannot hold */: ${doc ?? ""}`);
  const block =
    lines.length === 0
      ? ""
      : lines.length === 1
        ? `${indent}/** ${lines[0] ?? ""} */\n`
        : `${indent}/**\n${lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("")}${indent} */\n`;
  return `${block}${markers.map((marker) => `${indent}// ${marker}\n`).join("")}`;
}

/** What a type with its own marshaler looks like in JSON; undefined: as its Go shape. */
function jsonForm(type: GoType, writer: Writer): string | undefined {
  if (type.customMarshaler?.includes("TextMarshaler") === true) return "string";
  const form = type.markers.find((marker) => marker.startsWith("+kubebuilder:validation:Type="))?.split("=")[1];
  if (form === "string") return type.underlying === "bool" ? "boolean" : "string";
  if (form === "integer") return writer.use("Integer", META);
  return form === "object" ? writer.use("RawExtension", META) : undefined;
}

function definedAs(type: GoType, writer: Writer): string {
  const literals = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(" | ");
  if (type.markers.includes("+k8s:enum")) {
    return literals((writer.source.constants ?? []).filter((one) => one.type === type.name).map((one) => one.value));
  }
  return typeText(type.underlying, writer);
}

const META = "homeostat/meta";

const SCALARS: Readonly<Record<string, string>> = { string: "string", bool: "boolean" };
const META_TYPES: Readonly<Record<string, string>> = {
  int: "Integer",
  int32: "Int32",
  int64: "Int64",
  float64: "Double",
  "[]byte": "Base64",
  "metav1.Time": "Time",
  "metav1.MicroTime": "MicroTime",
  "metav1.Condition": "Condition",
  "metav1.ObjectMeta": "ObjectMeta",
  "time.Duration": "Int64",
  "intstr.IntOrString": "IntOrString",
  "runtime.RawExtension": "RawExtension",
};
const BUILTIN_TYPES: Readonly<Record<string, string>> = {
  "corev1.ObjectReference": "homeostat/apis/core/v1",
  "batchv1.JobTemplateSpec": "homeostat/apis/batch/v1",
  "batchv1beta1.JobTemplateSpec": "homeostat/apis/batch/v1",
};
/** String types of Kubernetes without a schema of their own. */
const STRING_TYPES = new Set(["corev1.IPFamilyPolicyType", "corev1.Protocol"]);

function typeText(go: string, writer: Writer): string {
  const imported = writer.options.imports?.[go];
  if (imported !== undefined) return writer.use(imported.name, imported.from);
  const meta = META_TYPES[go];
  if (meta !== undefined) return writer.use(meta, META);
  if (STRING_TYPES.has(go)) return "string";
  const builtin = BUILTIN_TYPES[go];
  if (builtin !== undefined) return writer.use(go.slice(go.indexOf(".") + 1), builtin);
  if (go.startsWith("*")) return typeText(go.slice(1), writer);
  if (go.startsWith("[")) return `${typeText(go.slice(closing(go) + 1), writer)}[]`;
  if (go.startsWith("map[")) return `Record<string, ${typeText(go.slice(closing(go) + 1), writer)}>`;
  return SCALARS[go] ?? go;
}

/** Index of the bracket that closes the first one. */
function closing(go: string): number {
  let depth = 0;
  for (let index = go.indexOf("["); index < go.length; index++) {
    if (go[index] === "[") depth++;
    if (go[index] === "]" && --depth === 0) return index;
  }
  throw new Error(`no closing bracket in ${go}`);
}
