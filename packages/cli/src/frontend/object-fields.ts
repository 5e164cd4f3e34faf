import type { Declaration, Member, Origin, TypeSyntax } from "#compiler/syntax.ts";
import type { Position } from "#diagnostics/diagnostic.ts";
import { homeostatType } from "./known-types.ts";
import { createLiteralReader, type LiteralReader } from "./literal-values.ts";
import { type Closure, lookUp, type Scope, scopeOf } from "./scope.ts";

/** One field of an object type, however it came to be there. */
export interface ObjectField {
  readonly name: string;
  readonly optional: boolean;
  readonly position: Position;
  /** Its type as it is written. */
  readonly closure: Closure;
  /** Set for a field of a built-in type: the name of its definition. */
  readonly definition: string | undefined;
  /** Where its comments are; undefined when it is not written down anywhere, as in `Record<"a" | "b", T>`. */
  readonly source: { readonly origin: Origin; readonly anchor: number } | undefined;
}

/**
 * The fields of an object type, those of the types that it extends included: for `Partial`, `Pick`, `Omit`, mapped types, `keyof` and
 * `T["name"]`. Undefined when it is not an object with named fields.
 */
export function fieldsOf(closure: Closure): readonly ObjectField[] | undefined {
  const { syntax, scope } = lookUp(closure);
  switch (syntax.kind) {
    case "object":
      return memberFields(syntax.members, scope);
    case "intersection": {
      const parts = syntax.members.map((member) => fieldsOf({ syntax: member, scope }));
      return parts.every((part) => part !== undefined) ? merged(parts) : undefined;
    }
    case "mapped":
      return mappedFields(syntax, scope);
    case "computed":
      return ofExpansion(syntax.expand(), scope);
    case "indexed": {
      const field = indexedField(syntax, scope);
      return field === undefined ? undefined : fieldsOf(field.closure);
    }
    case "reference":
      return ofReference(syntax, scope);
    default:
      return undefined;
  }
}

/** The values of a type that is made of literals only, in order of the source; undefined when something else is in it. */
export const literalValues: LiteralReader = createLiteralReader((closure) => fieldsOf(closure));

/** The field that `T["name"]` names. */
export function indexedField(
  syntax: Extract<TypeSyntax, { readonly kind: "indexed" }>,
  scope: Scope,
): ObjectField | undefined {
  const names = literalValues({ syntax: syntax.index, scope })?.values;
  if (names?.length !== 1) return undefined;
  return fieldsOf({ syntax: syntax.object, scope })?.find((field) => field.name === names[0]);
}

/** The type that `NonNullable<T>` is, when it is written down somewhere with its name: then it keeps it. */
export function withoutNull(closure: Closure): Closure | undefined {
  const { syntax, scope } = lookUp(closure);
  switch (syntax.kind) {
    case "indexed": {
      const field = indexedField(syntax, scope);
      return field === undefined || field.definition !== undefined ? undefined : withoutNull(field.closure);
    }
    case "union": {
      const [only, ...others] = syntax.members.filter((one) => !isNothing(one));
      return only === undefined || others.length > 0 ? undefined : withoutNull({ syntax: only, scope });
    }
    case "reference": {
      const target = syntax.resolve();
      if (target.kind !== "declaration") return undefined;
      const { body, parameters } = target.declaration;
      if (body.kind === "interface") return closure;
      const isAlias = body.kind === "alias" && parameters.length === 0;
      return isAlias ? withoutNull({ syntax: body.type, scope: scopeOf([], []) }) : undefined;
    }
    default:
      return undefined;
  }
}

function isNothing(syntax: TypeSyntax): boolean {
  return syntax.kind === "keyword" && (syntax.keyword === "null" || syntax.keyword === "undefined");
}

type Reference = Extract<TypeSyntax, { readonly kind: "reference" }>;

function ofReference(syntax: Reference, scope: Scope): readonly ObjectField[] | undefined {
  const target = syntax.resolve();
  const given = syntax.arguments.map((one): Closure => ({ syntax: one, scope }));
  if (target.kind === "global") return ofGlobal(target.name, given, syntax);
  if (target.kind !== "declaration") return undefined;
  const { declaration } = target;
  const inner = scopeOf(declaration.parameters, given);
  const { body } = declaration;
  if (body.kind === "alias") {
    return fieldsOf({ syntax: body.type, scope: inner }) ?? ofExpansion(syntax.expand(), scope);
  }
  if (body.kind !== "interface") return undefined;
  const own = memberFields(body.members, inner, definitionOf(declaration));
  const bases = body.bases.map((base) => fieldsOf({ syntax: base, scope: inner }) ?? []);
  return own === undefined ? undefined : merged([own, ...bases]);
}

function definitionOf(declaration: Declaration): string | undefined {
  const type = homeostatType(declaration);
  return type?.kind === "builtin" || type?.kind === "known" ? type.definition : undefined;
}

/** The types of the standard library that make objects of objects. */
function ofGlobal(name: string, given: readonly Closure[], syntax: Reference): readonly ObjectField[] | undefined {
  const [first, second] = given;
  if (first === undefined) return undefined;
  if (name === "Record") return recordFields(first, second, syntax.position);
  const fields = fieldsOf(first);
  if (fields === undefined) return undefined;
  if (name === "Readonly" || name === "NonNullable") return fields;
  if (name === "Partial") return fields.map((field) => ({ ...field, optional: true }));
  if (name === "Required") return fields.map((field) => ({ ...field, optional: false }));
  const names = second === undefined ? undefined : literalValues(second)?.values;
  if (names === undefined || (name !== "Pick" && name !== "Omit")) return undefined;
  return fields.filter((field) => names.includes(field.name) === (name === "Pick"));
}

function recordFields(
  keys: Closure,
  values: Closure | undefined,
  position: Position,
): readonly ObjectField[] | undefined {
  const names = literalValues(keys)?.values;
  if (names === undefined || values === undefined) return undefined;
  return names.map((name) => plainField(String(name), values, position));
}

function mappedFields(
  syntax: Extract<TypeSyntax, { readonly kind: "mapped" }>,
  scope: Scope,
): readonly ObjectField[] | undefined {
  const { values, position } = syntax;
  if (values === undefined || syntax.renamed) return undefined;
  const keys = lookUp({ syntax: syntax.keys, scope });
  const originals = keys.syntax.kind === "keyof" ? fieldsOf({ syntax: keys.syntax.of, scope: keys.scope }) : undefined;
  const names = originals?.map((field) => field.name) ?? literalValues(keys)?.values;
  return names?.map((name) => {
    const original = originals?.find((field) => field.name === name);
    const key: Closure = { syntax: { kind: "literal", value: name, position }, scope };
    const closure: Closure = { syntax: values, scope: new Map([...scope, [syntax.parameter, key]]) };
    const direct = values.kind === "indexed" ? indexedField(values, closure.scope) : undefined;
    const base = original ?? plainField(String(name), closure, position);
    return {
      ...base,
      closure: direct?.closure ?? closure,
      definition: direct?.definition,
      source: original?.source ?? direct?.source,
      optional: syntax.optional === "kept" ? base.optional : syntax.optional === "added",
    };
  });
}

function ofExpansion(syntax: TypeSyntax | undefined, scope: Scope): readonly ObjectField[] | undefined {
  return syntax === undefined ? undefined : fieldsOf({ syntax, scope });
}

/** Undefined when there is something beside named fields. */
function memberFields(
  members: readonly Member[],
  scope: Scope,
  definition?: string,
): readonly ObjectField[] | undefined {
  const fields: ObjectField[] = [];
  for (const member of members) {
    if (member.kind !== "property") return undefined;
    const { name, optional, position } = member;
    fields.push({ name, optional, position, closure: { syntax: member.type, scope }, definition, source: member });
  }
  return fields;
}

function plainField(name: string, closure: Closure, position: Position): ObjectField {
  return { name, optional: false, position, closure, definition: undefined, source: undefined };
}

/** The first one of each name. */
function merged(parts: readonly (readonly ObjectField[])[]): readonly ObjectField[] {
  const fields = new Map<string, ObjectField>();
  for (const field of parts.flat()) if (!fields.has(field.name)) fields.set(field.name, field);
  return [...fields.values()];
}
