import { builtinType } from "#kinds/builtin-type.ts";
import { reachableTypes } from "#kinds/reachable-types.ts";
import {
  docComment,
  GENERATED_LINE,
  importStatement,
  propertyName,
  unionStatement,
} from "#typescript/typescript-text.ts";
import { deprecationOf, descriptionOf } from "#markers/description.ts";
import type { Marker } from "#markers/marker.ts";
import type { Field, KnownType, TypeDeclaration, TypeNode } from "#model/model.ts";
import { hasDefault, listKeysOf, requiredKeys } from "./list-keys.ts";

/** A kind that can be applied. */
export interface AppliedKind {
  readonly declaration: TypeDeclaration;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** The text of the file with the apply configurations of some kinds and of all named types that they use. */
export function applyConfigurationFile(kinds: readonly AppliedKind[]): string {
  const types = reachableTypes(kinds.map(({ declaration }) => declaration)).filter(isNamed);
  const all = [...kinds.map(({ declaration }) => declaration), ...types];
  const writer = createWriter(all);
  const body = [
    ...kinds.map((kind) => kindText(kind, writer)),
    ...types.map((declaration) => declarationText(declaration, writer)),
  ];
  return `${GENERATED_LINE}\n${writer.imports()}\n${body.join("\n")}`;
}

/** Writes types, and knows what they need to have imported. */
interface Writer {
  nameOf(declaration: TypeDeclaration): string;
  text(type: TypeNode, markers: readonly Marker[], indent: string): string;
  isRequired(declaration: TypeDeclaration, field: Field): boolean;
  use(name: string, module: string): string;
  imports(): string;
}

function createWriter(types: readonly TypeDeclaration[]): Writer {
  const names = uniqueNames(types);
  const keys = requiredKeys(types);
  const used = new Map<string, Set<string>>();
  const nameOf = (declaration: TypeDeclaration): string => names.get(declaration) ?? declaration.name;
  const use = (name: string, module: string): string => {
    used.set(module, (used.get(module) ?? new Set()).add(name));
    return name;
  };
  const writer: Writer = {
    nameOf,
    use,
    text: (type, markers, indent) => {
      const text = typeText(type, { markers, indent, writer });
      return type.nullable === true ? `${text} | null` : text;
    },
    isRequired: (declaration, field) => keys.get(declaration)?.has(field.name) ?? false,
    imports: () =>
      [...used]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([module, all]) => importStatement([...all], module))
        .join(""),
  };
  return writer;
}

/** `<Name>ApplyConfiguration`, with a number where two types of different files have one name. */
function uniqueNames(types: readonly TypeDeclaration[]): ReadonlyMap<TypeDeclaration, string> {
  const seen = new Map<string, number>();
  return new Map(
    types.map((declaration) => {
      const count = (seen.get(declaration.name) ?? 0) + 1;
      seen.set(declaration.name, count);
      return [declaration, `${declaration.name}${count === 1 ? "" : count}ApplyConfiguration`];
    }),
  );
}

/** Types that get a declaration of their own; scalars and enums are written where they are used. */
function isNamed({ type }: TypeDeclaration): boolean {
  return type.node === "object" || type.node === "array" || type.node === "map";
}

function kindText(kind: AppliedKind, writer: Writer): string {
  const { declaration, apiVersion } = kind;
  const { fields, parents } = contents(declaration.type);
  const own = fields.filter(({ name }) => !["apiVersion", "kind", "metadata"].includes(name));
  const metadata = `${writer.use("DeepPartial", "homeostat/client")}<${writer.use("ObjectMeta", "homeostat/meta")}>`;
  const doc = `What a server-side apply of a ${kind.kind} sends: the fields that the applier wants to own.`;
  return `${docComment(doc)}export interface ${writer.nameOf(declaration)}${heritage(parents, writer)} {
  readonly apiVersion?: ${JSON.stringify(apiVersion)};
  readonly kind?: ${JSON.stringify(kind.kind)};
  readonly metadata: ${metadata} & { readonly name: string };
${own.map((field) => fieldText(field, { declaration, writer, indent: "  " })).join("")}}
`;
}

function declarationText(declaration: TypeDeclaration, writer: Writer): string {
  const name = writer.nameOf(declaration);
  const doc = docComment(descriptionOf(declaration.doc));
  const { type } = declaration;
  if (type.node !== "object")
    return `${doc}${unionStatement(`export type ${name} =`, [writer.text(type, declaration.markers, "")])}`;
  const { fields, parents } = contents(type);
  const body = fields.map((field) => fieldText(field, { declaration, writer, indent: "  " })).join("");
  if (parents.every(({ node }) => node === "reference"))
    return `${doc}export interface ${name}${heritage(parents, writer)} {${body === "" ? "" : `\n${body}`}}\n`;
  const embedded = parents.map((parent) => writer.text(parent, [], ""));
  return `${doc}export type ${name} = ${[...embedded, `{${body === "" ? "" : `\n${body}`}}`].join(" & ")};\n`;
}

/** An object's own fields, with those of objects that are written out in it, and the types that it embeds by name. */
function contents(type: TypeNode): { readonly fields: readonly Field[]; readonly parents: readonly TypeNode[] } {
  if (type.node !== "object") return { fields: [], parents: [] };
  const inner = type.embedded.map((one) => {
    const parent = aliased(one);
    return parent.node === "object" ? contents(parent) : { fields: [], parents: [parent] };
  });
  return {
    fields: [...type.fields, ...inner.flatMap((one) => one.fields)],
    parents: inner.flatMap((one) => one.parents),
  };
}

/** Through names that only stand for another name: those get no declaration. */
function aliased(type: TypeNode): TypeNode {
  return type.node === "reference" && type.target.type.node === "reference" ? aliased(type.target.type) : type;
}

function heritage(parents: readonly TypeNode[], writer: Writer): string {
  const names = parents.flatMap((parent) => (parent.node === "reference" ? [writer.nameOf(parent.target)] : []));
  return names.length === 0 ? "" : ` extends ${names.join(", ")}`;
}

interface FieldContext {
  readonly declaration: TypeDeclaration | undefined;
  readonly writer: Writer;
  readonly indent: string;
}

function fieldText(field: Field, { declaration, writer, indent }: FieldContext): string {
  const required = declaration !== undefined && writer.isRequired(declaration, field);
  const doc = docComment(jsDocOf(field.doc), indent);
  const name = `readonly ${propertyName(field.name)}${required ? "" : "?"}:`;
  return `${doc}${unionStatement(name, unionMembers(field, writer, indent), indent)}`;
}

/** The description, with the deprecation as editors know it. */
function jsDocOf(doc: string): string {
  const deprecation = deprecationOf(doc);
  const description = descriptionOf(doc);
  if (deprecation === undefined) return description;
  const text = description.replace(/\n*Deprecated(\.|:[^\n]*)$/, "");
  return [text, `@deprecated ${deprecation}`.trim()].filter((part) => part !== "").join("\n");
}

function unionMembers(field: Field, writer: Writer, indent: string): readonly string[] {
  const type = enumOf(field.type);
  if (type === undefined) return [writer.text(field.type, field.markers, indent)];
  return [...type.values.map((value) => JSON.stringify(value)), ...(field.type.nullable === true ? ["null"] : [])];
}

function enumOf(type: TypeNode): (TypeNode & { readonly node: "enum" }) | undefined {
  if (type.node === "enum") return type;
  return type.node === "reference" ? enumOf(type.target.type) : undefined;
}

interface TextContext {
  readonly markers: readonly Marker[];
  readonly indent: string;
  readonly writer: Writer;
}

function typeText(type: TypeNode, context: TextContext): string {
  const { writer, indent } = context;
  switch (type.node) {
    case "scalar":
      return type.scalar === "boolean" ? "boolean" : STRINGS.has(type.scalar) ? "string" : "number";
    case "known":
      return knownText(type.known, writer);
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array":
      return arrayText(type.items, context);
    case "map":
      return `Readonly<Record<string, ${writer.text(type.values, [], indent)}>>`;
    case "object":
      return objectText(type, context);
    case "reference":
      return isNamed(type.target) ? writer.nameOf(type.target) : writer.text(type.target.type, [], indent);
    case "builtin": {
      const { name, module } = builtinType(type.definition);
      const whole = writer.use(name, module);
      const part = type.field === undefined ? whole : `NonNullable<${whole}[${JSON.stringify(type.field)}]>`;
      return `${writer.use("DeepPartial", "homeostat/client")}<${part}>`;
    }
    case "invalid":
      return "unknown";
  }
}

const STRINGS: ReadonlySet<string> = new Set(["string", "base64"]);

function knownText(known: KnownType, writer: Writer): string {
  const name = writer.use(known, "homeostat/meta");
  const parts = ["ObjectMeta", "Condition", "LabelSelector", "KubernetesObject"];
  return parts.includes(known) ? `${writer.use("DeepPartial", "homeostat/client")}<${name}>` : name;
}

/** Items of a list with keys keep the keys. */
function arrayText(items: TypeNode, { markers, indent, writer }: TextContext): string {
  const text = writer.text(items, [], indent);
  const keys = listKeysOf(markers).filter((key) => !isKept(items, key, writer));
  const required = keys.map((key) => JSON.stringify(key)).join(" | ");
  const bare = /^[\w.]+(<[\w.]+>)?$/.test(text) || text.startsWith("Readonly<");
  if (keys.length === 0) return `readonly ${bare ? text : `(${text})`}[]`;
  return `readonly (${text} & Required<Pick<${keyedText(items, text, writer)}, ${required}>>)[]`;
}

/** What the keys are picked from: `DeepPartial` would make them optional again, and their values with them. */
function keyedText(items: TypeNode, text: string, writer: Writer): string {
  if (items.node === "known") return writer.use(items.known, "homeostat/meta");
  return items.node === "builtin" && items.field === undefined ? builtinType(items.definition).name : text;
}

/** Whether the item's own declaration keeps the key already, or the server fills it in. */
function isKept(items: TypeNode, key: string, writer: Writer): boolean {
  if (items.node !== "reference" || items.target.type.node !== "object") return false;
  const field = items.target.type.fields.find(({ name }) => name === key);
  return hasDefault(items.target, key) || (field !== undefined && writer.isRequired(items.target, field));
}

function objectText(type: TypeNode & { readonly node: "object" }, { writer, indent }: TextContext): string {
  const { fields, parents } = contents(type);
  const inner = `${indent}  `;
  const body = fields.map((field) => fieldText(field, { declaration: undefined, writer, indent: inner })).join("");
  const own = body === "" ? "{}" : `{\n${body}${indent}}`;
  return [...parents.map((parent) => writer.text(parent, [], indent)), own].join(" & ");
}
