import type { TypeSyntax } from "#compiler/syntax.ts";
import type { TypeNode } from "#model/model.ts";
import type { LiteralValues } from "./literal-values.ts";
import { literalValues } from "./object-fields.ts";
import { UNION_PROBLEMS } from "./problems.ts";
import { type Closure, lookUp } from "./scope.ts";
import { invalid, type TypeContext } from "./type-context.ts";

type Union = Extract<TypeSyntax, { readonly kind: "union" }>;

/** Reads a union: `T | null`, literals, and `string` with suggested values; the others have no structural schema. */
export function readUnion(syntax: Union, scope: Closure["scope"], context: TypeContext): TypeNode {
  const { position } = syntax;
  const members = flattened(syntax, scope);
  const rest = members.filter((member) => !isKeyword(member, "null"));
  const nullable = rest.length < members.length;
  const [only] = rest;
  if (only !== undefined && rest.length === 1) return withNull(context.read(only), nullable);
  const values = literalValues({ syntax, scope });
  if (values !== undefined) return readLiterals(values, position, context);
  if (isTextWithSuggestions(rest)) return withNull({ node: "scalar", scalar: "string", position }, nullable);
  return refuse(rest, position, context);
}

/** The node of a set of literals. */
export function readLiterals(
  { values, nullable }: LiteralValues,
  position: TypeNode["position"],
  context: TypeContext,
): TypeNode {
  if (values.every((value) => typeof value === "boolean")) {
    if (new Set(values).size === 2) return withNull({ node: "scalar", scalar: "boolean", position }, nullable);
    return invalid(context, position, {
      message: `a field that can only be ${values.join("")} has no schema of its own`,
      hint: "Use boolean, with the marker +kubebuilder:validation:Enum if the other value must be refused.",
    });
  }
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === values.length) return withNull({ node: "enum", values: texts, position }, nullable);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return invalid(context, position, UNION_PROBLEMS.mixedLiterals);
  if (!numbers.every(Number.isSafeInteger)) {
    return invalid(context, position, {
      message: "numbers with a fraction have no place in an API",
      hint: "Use strings, or whole numbers of a smaller unit.",
    });
  }
  return withNull({ node: "enum", values: numbers, position }, nullable);
}

function withNull(node: TypeNode, nullable: boolean): TypeNode {
  return nullable ? { ...node, nullable: true } : node;
}

/** Unions inside of unions are opened; named types stay. */
function flattened(syntax: Union, scope: Closure["scope"]): readonly Closure[] {
  return syntax.members.flatMap((member): readonly Closure[] => {
    const closure = lookUp({ syntax: member, scope });
    return closure.syntax.kind === "union" ? flattened(closure.syntax, closure.scope) : [closure];
  });
}

/** `"a" | "b" | (string & {})`: editors suggest the literals, but every text is allowed. */
function isTextWithSuggestions(members: readonly Closure[]): boolean {
  const others = members.filter((member) => !isAnyText(member));
  const values = others.map((member) => literalValues(member)?.values);
  return others.length < members.length && values.every((all) => all?.every((value) => typeof value === "string"));
}

function isAnyText({ syntax }: Closure): boolean {
  if (syntax.kind === "keyword") return syntax.keyword === "string";
  if (syntax.kind !== "intersection") return false;
  const [text, brand] = syntax.members;
  return (
    text?.kind === "keyword" && text.keyword === "string" && brand?.kind === "object" && brand.members.length === 0
  );
}

function isKeyword({ syntax }: Closure, keyword: string): boolean {
  return syntax.kind === "keyword" && syntax.keyword === keyword;
}

/** Finds out what kind of union it is, for the message. The problems of its members would only distract. */
function refuse(members: readonly Closure[], position: TypeNode["position"], context: TypeContext): TypeNode {
  if (members.some((member) => isKeyword(member, "undefined"))) {
    return invalid(context, position, {
      message: "undefined has no form in JSON",
      hint: "Make the field optional with ? instead.",
    });
  }
  const silent: TypeContext = { ...context, report: () => undefined };
  const shapes = new Set(members.map((member) => shapeOf(member, silent)));
  if (shapes.size === 1 && shapes.has("object")) return invalid(context, position, UNION_PROBLEMS.objects);
  const scalarsOnly = [...shapes].every((shape) => shape === "string" || shape === "number");
  return invalid(
    context,
    position,
    scalarsOnly && shapes.size === 2 ? UNION_PROBLEMS.intOrString : UNION_PROBLEMS.mixed,
  );
}

function shapeOf(member: Closure, context: TypeContext): string {
  if (isKeyword(member, "number")) return "number";
  const literals = literalValues(member)?.values;
  if (literals !== undefined) return typeof literals[0];
  const { syntax } = member;
  if (syntax.kind === "object" || syntax.kind === "mapped" || syntax.kind === "intersection") return "object";
  if (syntax.kind === "reference") {
    const target = syntax.resolve();
    if (target.kind === "declaration" && target.declaration.body.kind === "interface") return "object";
  }
  const node = context.read(member);
  if (node.node === "scalar")
    return /^(string|base64)$/.test(node.scalar) ? "string" : node.scalar === "boolean" ? "boolean" : "number";
  return node.node;
}
