import type { Member, TypeSyntax } from "#compiler/syntax.ts";
import type { Field, TypeNode } from "#model/model.ts";
import { deprecationOf } from "#markers/description.ts";
import { checkConflicts } from "./check-conflicts.ts";
import { checkLostMarkers } from "./lost-markers.ts";
import type { ObjectField } from "./object-fields.ts";
import { problemOf } from "./problems.ts";
import { type Closure, lookUp, type Scope } from "./scope.ts";
import { invalid, type TypeContext } from "./type-context.ts";

/** Where the members of an object type stand. */
export interface ObjectPlace {
  readonly scope: Scope;
  readonly position: TypeNode["position"];
  /** What the object takes over from other types. */
  readonly embedded: readonly TypeNode[];
}

/** Reads the members of an interface or object type: an object with named fields, or a map. */
export function readMembers(members: readonly Member[], place: ObjectPlace, context: TypeContext): TypeNode {
  const { scope, position, embedded } = place;
  const fields: Field[] = [];
  let index: Extract<Member, { readonly kind: "index" }> | undefined;
  for (const member of members) {
    if (member.kind === "property") {
      const field = propertyField(member, scope, context);
      if (field !== undefined) fields.push(field);
    } else if (member.kind === "index") index = member;
    else context.report(member.position, problemOf(member.what));
  }
  if (index === undefined) return { node: "object", fields, embedded, position };
  if (fields.length > 0 || embedded.length > 0) {
    return invalid(context, index.position, {
      message: "an object has either named fields or keys of any name, not both",
      hint: "Put the keys of any name into a field of their own: Record<string, T>.",
    });
  }
  return readMap(index.key, { syntax: index.type, scope }, context);
}

/** An object of fields that were chosen from other types. */
export function objectOfFields(
  fields: readonly ObjectField[],
  position: TypeNode["position"],
  context: TypeContext,
): TypeNode {
  return {
    node: "object",
    fields: fields.flatMap((field) => chosenField(field, context) ?? []),
    embedded: [],
    position,
  };
}

/** The type of a field that was chosen from another type. */
export function fieldNode(field: ObjectField, context: TypeContext): TypeNode {
  if (field.definition === undefined) return context.read(field.closure);
  return { node: "builtin", definition: field.definition, field: field.name, position: field.position };
}

/** A map, whose keys must be text. */
export function readMap(key: TypeSyntax, values: Closure, context: TypeContext): TypeNode {
  const isNumber = key.kind === "keyword" && key.keyword === "number";
  const node: TypeNode = isNumber
    ? { node: "object", fields: [], embedded: [], position: key.position }
    : context.read({ syntax: key, scope: values.scope });
  const target = node.node === "reference" ? node.target : undefined;
  const isText = node.node === "scalar" && node.scalar === "string";
  context.later(() => {
    if (target !== undefined && (target.type.node !== "scalar" || target.type.scalar !== "string")) report();
  });
  if (!isText && target === undefined && node.node !== "invalid") report();
  return { node: "map", values: context.read(values), position: key.position };

  function report(): void {
    context.report(key.position, {
      message: "the keys of an object are text in JSON",
      hint: "Write Record<string, T>.",
    });
  }
}

/** Reads an intersection: the fields of its object types together; `string & { brand }` is `string`. */
export function readIntersection(
  syntax: Extract<TypeSyntax, { readonly kind: "intersection" }>,
  scope: Scope,
  context: TypeContext,
): TypeNode {
  const { position } = syntax;
  const nodes = syntax.members.map((member) => context.read({ syntax: member, scope }));
  const values = nodes.filter((node) => node.node === "scalar" || node.node === "enum");
  const [value] = values;
  if (value !== undefined && values.length === 1 && nodes.every((node) => node === value || node.node === "object")) {
    return { ...value, position };
  }
  if (nodes.some((node) => node.node === "invalid")) return { node: "invalid", position };
  if (!nodes.every((node) => EMBEDDABLE.has(node.node) || isObjectKnown(node))) {
    return invalid(context, position, {
      message: "an intersection has a schema only when all of its types are objects with named fields",
      hint: "Write the fields out in one interface.",
    });
  }
  const own = nodes.filter((node) => node.node === "object");
  const embedded = [...nodes.filter((node) => node.node !== "object"), ...own.flatMap((node) => node.embedded)];
  const node: TypeNode = { node: "object", fields: uniqueFields(own.flatMap((one) => one.fields)), embedded, position };
  checkConflicts(nodes, context);
  return node;
}

const EMBEDDABLE: ReadonlySet<TypeNode["node"]> = new Set(["object", "reference", "builtin"]);

function isObjectKnown(node: TypeNode): boolean {
  return node.node === "known" && /^(KubernetesObject|ObjectMeta|Condition|LabelSelector)$/.test(node.known);
}

/** One of each name; it may be left out only when all of them may be. */
function uniqueFields(fields: readonly Field[]): readonly Field[] {
  const unique = new Map<string, Field>();
  for (const field of fields) {
    const first = unique.get(field.name);
    unique.set(field.name, first === undefined ? field : { ...first, optional: first.optional && field.optional });
  }
  return [...unique.values()];
}

function propertyField(
  member: Extract<Member, { readonly kind: "property" }>,
  scope: Scope,
  context: TypeContext,
): Field | undefined {
  const { name, optional, position } = member;
  const closure: Closure = { syntax: member.type, scope };
  return chosenField({ name, optional, position, closure, definition: undefined, source: member }, context);
}

/** Undefined for a field that can have no value. */
function chosenField(field: ObjectField, context: TypeContext): Field | undefined {
  const { name, position, source } = field;
  const { closure, optional } = withoutUndefined(lookUp(field.closure));
  const isNever = closure.syntax.kind === "keyword" && closure.syntax.keyword === "never";
  if (isNever && field.optional) return undefined;
  const comments = source === undefined ? { doc: "", markers: [] } : context.commentsOf(source);
  if (field.definition === undefined) checkLostMarkers(closure, comments.markers, context);
  const node = fieldNode({ ...field, closure }, context);
  return fieldOf({ name, position, optional: field.optional || optional, ...comments }, node);
}

function fieldOf(parts: Omit<Field, "type" | "deprecated">, type: TypeNode): Field {
  const deprecated = parts.doc.includes("@deprecated") ? deprecationOf(parts.doc) : undefined;
  return deprecated === undefined ? { type, ...parts } : { type, deprecated, ...parts };
}

/** `T | undefined` is what JSON leaves out: an optional field. */
function withoutUndefined(closure: Closure): { readonly closure: Closure; readonly optional: boolean } {
  const { syntax } = closure;
  if (syntax.kind !== "union") return { closure, optional: false };
  const members = syntax.members.filter((member) => member.kind !== "keyword" || member.keyword !== "undefined");
  const [only] = members;
  if (members.length === syntax.members.length || only === undefined) return { closure, optional: false };
  return { closure: { ...closure, syntax: members.length === 1 ? only : { ...syntax, members } }, optional: true };
}
