import type { Declaration, Origin } from "#compiler/syntax.ts";
import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import type { TypeDeclaration, TypeNode } from "#model/model.ts";
import type { DocumentedPart } from "./file-markers.ts";
import type { Problem } from "./problems.ts";
import type { Closure } from "./scope.ts";

/** What the readers of types share while they read one declaration. */
export interface TypeContext {
  /** Reads a type; what has no form in a schema is reported and becomes `invalid`. */
  read(closure: Closure): TypeNode;
  /** The named type that a declaration is, with these type arguments. It is read later, so types may refer to themselves. */
  declare(declaration: Declaration, given: readonly Closure[]): TypeDeclaration;
  /** The comments above a field. */
  commentsOf(member: { readonly origin: Origin; readonly anchor: number }): DocumentedPart;
  report(position: Position, problem: Problem, more?: Partial<Pick<Diagnostic, "severity" | "related">>): void;
  /** Runs when all types are read. */
  later(check: () => void): void;
}

/** Reports a problem and gives the node that stands for it. */
export function invalid(context: TypeContext, position: Position, problem: Problem): TypeNode {
  context.report(position, problem);
  return { node: "invalid", position };
}
