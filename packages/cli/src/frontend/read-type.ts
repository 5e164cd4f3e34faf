import type { TypeSyntax } from "#compiler/syntax.ts";
import type { TypeNode } from "#model/model.ts";
import { fieldsOf, indexedField, literalValues } from "./object-fields.ts";
import { KEYWORD_PROBLEMS, problemOf } from "./problems.ts";
import { fieldNode, objectOfFields, readIntersection, readMembers } from "./read-object.ts";
import { readReference } from "./read-reference.ts";
import { readLiterals, readUnion } from "./read-union.ts";
import { type Closure, lookUp, type Scope } from "./scope.ts";
import { invalid, type TypeContext } from "./type-context.ts";

/** From a type as it is written to what a value may be. */
export function readType(closure: Closure, context: TypeContext): TypeNode {
  const { syntax, scope } = lookUp(closure);
  const { position } = syntax;
  switch (syntax.kind) {
    case "keyword":
      return readKeyword(syntax.keyword, position, context);
    case "literal":
      return readLiterals({ values: [syntax.value], nullable: false }, position, context);
    case "array":
      return { node: "array", items: context.read({ syntax: syntax.items, scope }), position };
    case "union":
      return readUnion(syntax, scope, context);
    case "intersection":
      return readIntersection(syntax, scope, context);
    case "object":
      return readMembers(syntax.members, { scope, position, embedded: [] }, context);
    case "reference":
      return readReference(syntax, scope, context);
    case "mapped":
      return readMapped(syntax, scope, context);
    case "indexed":
      return readIndexed(syntax, scope, context);
    case "keyof": {
      const names = literalValues({ syntax, scope });
      return names === undefined
        ? invalid(context, position, problemOf("keyof of this type"))
        : readLiterals(names, position, context);
    }
    case "typeof":
      return invalid(context, position, {
        message: `typeof ${syntax.name} has no schema`,
        hint: "Write the type out; for one of the elements of a constant list (typeof LIST)[number].",
      });
    case "computed": {
      const expanded = syntax.expand();
      return expanded === undefined || isOpen(expanded)
        ? invalid(context, position, problemOf(syntax.what))
        : context.read({ syntax: expanded, scope });
    }
    case "other":
      return invalid(context, position, problemOf(syntax.what));
  }
}

function readKeyword(keyword: string, position: TypeNode["position"], context: TypeContext): TypeNode {
  if (keyword === "string" || keyword === "boolean") return { node: "scalar", scalar: keyword, position };
  return invalid(context, position, KEYWORD_PROBLEMS[keyword] ?? problemOf(keyword));
}

/** A template that is any text comes back from the checker as `string`, which would allow more than the template. */
function isOpen(syntax: TypeSyntax): boolean {
  return syntax.kind === "keyword" && (syntax.keyword === "string" || syntax.keyword === "never");
}

function readMapped(
  syntax: Extract<TypeSyntax, { readonly kind: "mapped" }>,
  scope: Scope,
  context: TypeContext,
): TypeNode {
  const { position, values } = syntax;
  const keys = lookUp({ syntax: syntax.keys, scope });
  if (keys.syntax.kind === "keyword" && keys.syntax.keyword === "string" && values !== undefined && !syntax.renamed) {
    return { node: "map", values: context.read({ syntax: values, scope }), position };
  }
  const fields = fieldsOf({ syntax, scope });
  if (fields !== undefined) return objectOfFields(fields, position, context);
  return invalid(context, position, {
    message: syntax.renamed
      ? "a mapped type that renames its keys cannot be read"
      : "the keys of this mapped type cannot be told",
    hint: "Write the fields out.",
  });
}

function readIndexed(
  syntax: Extract<TypeSyntax, { readonly kind: "indexed" }>,
  scope: Scope,
  context: TypeContext,
): TypeNode {
  const { position } = syntax;
  const field = indexedField(syntax, scope);
  if (field !== undefined) return { ...fieldNode(field, context), position };
  const values = literalValues({ syntax, scope });
  if (values !== undefined) return readLiterals(values, position, context);
  const items = itemsOf({ syntax: syntax.object, scope });
  const index = lookUp({ syntax: syntax.index, scope });
  if (items !== undefined && index.syntax.kind === "keyword") return { ...context.read(items), position };
  return invalid(context, position, {
    message: "this member of a type cannot be told",
    hint: 'Write Type["field"] with the name of one field, List[number] for the elements of a list, or the type itself.',
  });
}

/** What an array type is made of, or a map's values. */
function itemsOf(closure: Closure): Closure | undefined {
  const { syntax, scope } = lookUp(closure);
  if (syntax.kind === "array") return { syntax: syntax.items, scope };
  if (syntax.kind === "indexed") {
    const field = indexedField(syntax, scope);
    return field === undefined ? undefined : itemsOf(field.closure);
  }
  if (syntax.kind !== "reference") return undefined;
  const target = syntax.resolve();
  const isList = target.kind === "global" && /^(Readonly)?Array$/.test(target.name);
  const argument = isList
    ? syntax.arguments[0]
    : target.kind === "global" && target.name === "Record"
      ? syntax.arguments[1]
      : undefined;
  if (argument !== undefined) return { syntax: argument, scope };
  if (target.kind !== "declaration" || target.declaration.body.kind !== "alias") return undefined;
  return target.declaration.parameters.length > 0
    ? undefined
    : itemsOf({ syntax: target.declaration.body.type, scope });
}
