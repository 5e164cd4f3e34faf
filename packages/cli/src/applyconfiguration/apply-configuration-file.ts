import { reachableTypes } from "#kinds/reachable-types.ts";
import { docComment, GENERATED_LINE, propertyName, unionStatement } from "#typescript/typescript-text.ts";
import { deprecationOf, descriptionOf } from "#markers/description.ts";
import type { Marker } from "#markers/marker.ts";
import type { Field, KnownType, TypeDeclaration, TypeNode } from "#model/model.ts";
import {
  type BuiltinConfigurations,
  createBuiltinConfigurations,
  definitionOfKnown,
} from "./builtin-configurations.ts";
import type { BuiltinLists } from "./builtin-lists.ts";
import { createFileScope } from "./file-scope.ts";
import { hasDefault, listKeysOf, requiredKeys } from "./list-keys.ts";

/** A kind that can be applied. */
export interface AppliedKind {
  readonly declaration: TypeDeclaration;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/**
 * The text of the file with the apply configurations of some kinds, of all named types that they use, and of the built-in types among
 * these that have lists with keys: only what is reached, so that nobody's compiler reads the other hundreds.
 */
export function applyConfigurationFile(kinds: readonly AppliedKind[], lists: BuiltinLists): string {
  const types = reachableTypes(kinds.map(({ declaration }) => declaration)).filter(isNamed);
  const all = [...kinds.map(({ declaration }) => declaration), ...types];
  const writer = createWriter(all, lists);
  const body = [
    ...kinds.map((kind) => kindText(kind, writer)),
    ...types.map((declaration) => declarationText(declaration, writer)),
    ...writer.builtins.declarations(),
  ];
  return `${GENERATED_LINE}\n${writer.imports()}\n${body.join("\n")}`;
}

/** Writes types, and knows what they need to have imported. */
interface Writer {
  readonly builtins: BuiltinConfigurations;
  nameOf(declaration: TypeDeclaration): string;
  text(type: TypeNode, markers: readonly Marker[], indent: string): string;
  isRequired(declaration: TypeDeclaration, field: Field): boolean;
  use(name: string, module: string): string;
  imports(): string;
}

function createWriter(types: readonly TypeDeclaration[], lists: BuiltinLists): Writer {
  const { declare, use, imports } = createFileScope();
  const names = new Map(types.map((declaration) => [declaration, declare(declaration.name)]));
  const keys = requiredKeys(types);
  const writer: Writer = {
    builtins: createBuiltinConfigurations(lists, { declare, use, imports }),
    nameOf: (declaration) => names.get(declaration) ?? declaration.name,
    use,
    imports,
    text: (type, markers, indent) => orNull(type, typeText(type, { markers, indent, writer })),
    isRequired: (declaration, field) => keys.get(declaration)?.has(field.name) ?? false,
  };
  return writer;
}

function orNull(type: TypeNode, text: string): string {
  return type.nullable === true ? `${text} | null` : text;
}

/** Types that get a declaration of their own; scalars and enums are written where they are used. */
function isNamed({ type }: TypeDeclaration): boolean {
  return type.node === "object" || type.node === "array" || type.node === "map";
}

function kindText(kind: AppliedKind, writer: Writer): string {
  const { declaration, apiVersion } = kind;
  const { fields, parents } = contents(declaration.type);
  const own = fields.filter(({ name }) => !["apiVersion", "kind", "metadata"].includes(name));
  const metadata = writer.builtins.typeOf(definitionOfKnown("ObjectMeta"));
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
    case "builtin":
      return type.field === undefined
        ? writer.builtins.typeOf(type.definition)
        : writer.builtins.typeOfField(type.definition, type.field);
    case "invalid":
      return "unknown";
  }
}

const STRINGS: ReadonlySet<string> = new Set(["string", "base64"]);

function knownText(known: KnownType, writer: Writer): string {
  if (known === "ObjectMeta" || known === "Condition") return writer.builtins.typeOf(definitionOfKnown(known));
  const name = writer.use(known, "homeostat/meta");
  const isObject = known === "LabelSelector" || known === "KubernetesObject";
  return isObject ? `${writer.use("DeepPartial", "homeostat/client")}<${name}>` : name;
}

/** Items of a list with keys keep the keys. */
function arrayText(items: TypeNode, { markers, indent, writer }: TextContext): string {
  const keys = listKeysOf(markers);
  const definition = definitionOf(items);
  if (definition !== undefined) return listText(orNull(items, writer.builtins.typeOf(definition, keys)));
  const text = writer.text(items, [], indent);
  const required = keys.filter((key) => !isKept(items, key, writer)).map((key) => JSON.stringify(key));
  return listText(required.length === 0 ? text : `${text} & Required<Pick<${text}, ${required.join(" | ")}>>`);
}

function listText(item: string): string {
  const bare = /^[\w.]+(<[\w.]+>)?$/.test(item) || /^Readonly<[^|&]*>$/.test(item);
  return `readonly ${bare ? item : `(${item})`}[]`;
}

/** What a type is called among the definitions of Kubernetes, if it is one. */
function definitionOf(type: TypeNode): string | undefined {
  if (type.node === "builtin") return type.field === undefined ? type.definition : undefined;
  if (type.node !== "known") return undefined;
  return type.known === "ObjectMeta" || type.known === "Condition" ? definitionOfKnown(type.known) : undefined;
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
