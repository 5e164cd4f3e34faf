import type { Declaration, TypeSyntax } from "#compiler/syntax.ts";
import type { TypeNode } from "#model/model.ts";
import { type HomeostatType, homeostatType } from "./known-types.ts";
import { fieldsOf, literalValues, withoutNull } from "./object-fields.ts";
import { GLOBAL_PROBLEMS, type Problem, problemOf } from "./problems.ts";
import { objectOfFields, readMap } from "./read-object.ts";
import { readLiterals } from "./read-union.ts";
import type { Closure, Scope } from "./scope.ts";
import { invalid, type TypeContext } from "./type-context.ts";

type Reference = Extract<TypeSyntax, { readonly kind: "reference" }>;

/** Reads a name: a named type, one of `homeostat`, or one of the standard library. */
export function readReference(syntax: Reference, scope: Scope, context: TypeContext): TypeNode {
  const { position } = syntax;
  const target = syntax.resolve();
  const given = syntax.arguments.map((one): Closure => ({ syntax: one, scope }));
  switch (target.kind) {
    case "global":
      return readGlobal(target.name, { syntax, scope, given }, context);
    case "enum value": {
      const values = literalValues({ syntax, scope });
      return values === undefined ? { node: "invalid", position } : readLiterals(values, position, context);
    }
    case "parameter":
      return invalid(context, position, {
        message: `the type parameter ${target.parameter.name} has no value here`,
        hint: "Give it a default, or leave the generic type out of the kinds.",
      });
    case "declaration":
      return readDeclared(target.declaration, { syntax, scope, given }, context);
    case "unknown":
      return invalid(context, position, GLOBAL_PROBLEMS[syntax.name] ?? unknownName(syntax.name));
  }
}

function unknownName(name: string): Problem {
  return { message: `cannot find the type ${name}`, hint: "Declare it or import it, or correct its name." };
}

/** A reference with its arguments. */
interface Use {
  readonly syntax: Reference;
  readonly scope: Scope;
  readonly given: readonly Closure[];
}

function readDeclared(declaration: Declaration, use: Use, context: TypeContext): TypeNode {
  const { position } = use.syntax;
  const ours = homeostatType(declaration);
  if (ours !== undefined) return readHomeostat(ours, use, context);
  // Of Node.js and the like: as good as the standard library.
  const problem = declaration.origin.packageName.startsWith("@types/") ? GLOBAL_PROBLEMS[declaration.name] : undefined;
  if (problem !== undefined) return invalid(context, position, problem);
  if (declaration.body.kind === "class") return invalid(context, position, problemOf("a class"));
  const { parameters, body } = declaration;
  if (parameters.length > 0 && body.kind === "alias" && body.type.kind === "computed") {
    const expanded = use.syntax.expand();
    if (expanded === undefined) return invalid(context, position, problemOf(body.type.what));
    return context.read({ syntax: expanded, scope: use.scope });
  }
  return { node: "reference", target: context.declare(declaration, use.given), position };
}

function readHomeostat(type: HomeostatType, use: Use, context: TypeContext): TypeNode {
  const { position, name } = use.syntax;
  switch (type.kind) {
    case "scalar":
      return { node: "scalar", scalar: type.scalar, position };
    case "known":
      return { node: "known", known: type.known, position };
    case "builtin":
      return { node: "builtin", definition: type.definition, position };
    case "custom resource":
      return customResource(use, context);
    case "unusable":
      return invalid(context, position, { message: `${name} of homeostat is not a type for a field`, hint: type.hint });
  }
}

/** `CustomResource<Spec, Status>`: an object of Kubernetes with these fields; without a status when the type has none. */
function customResource({ syntax, scope }: Use, context: TypeContext): TypeNode {
  const { position } = syntax;
  const fields = (fieldsOf({ syntax, scope }) ?? []).filter(
    (field) => field.name === "spec" || field.name === "status",
  );
  const places = fields.map((field) => ({ ...field, position: field.closure.syntax.position }));
  const node = objectOfFields(places, position, context);
  if (node.node !== "object") return node;
  return { ...node, embedded: [{ node: "known", known: "KubernetesObject", position }] };
}

function readGlobal(name: string, use: Use, context: TypeContext): TypeNode {
  const { syntax, scope, given } = use;
  const { position } = syntax;
  const [first, second] = given;
  if (first !== undefined && (name === "Array" || name === "ReadonlyArray")) {
    return { node: "array", items: context.read(first), position };
  }
  if (first !== undefined && name === "Readonly") return { ...context.read(first), position };
  const values = literalValues({ syntax, scope });
  if (values !== undefined) return readLiterals(values, position, context);
  const present = first !== undefined && name === "NonNullable" ? withoutNull(first) : undefined;
  if (present !== undefined) return { ...context.read(present), position };
  if (first !== undefined && second !== undefined && name === "Record" && literalValues(first) === undefined) {
    return { ...readMap(first.syntax, { ...second }, context), position };
  }
  const problem = GLOBAL_PROBLEMS[name];
  if (problem !== undefined) return invalid(context, position, problem);
  const fields = fieldsOf({ syntax, scope });
  if (fields !== undefined) return objectOfFields(fields, position, context);
  const expanded = syntax.expand();
  if (expanded !== undefined && expanded.kind !== "reference") return context.read({ syntax: expanded, scope });
  return invalid(context, position, {
    message: `${name}${given.length === 0 ? "" : "<…>"} of the standard library has no form in a schema`,
    hint: "Write the type out, as an interface or a union of literals.",
  });
}
