import type { TypeParameter, TypeSyntax } from "#compiler/syntax.ts";

/** A type as it is written, with what the type parameters in it stand for. */
export interface Closure {
  readonly syntax: TypeSyntax;
  readonly scope: Scope;
}

/** What type parameters stand for. */
export type Scope = ReadonlyMap<TypeParameter, Closure>;

/** Outside of generics. */
const EMPTY_SCOPE: Scope = new Map();

/** The scope of a generic declaration's body: its parameters with the arguments, or their defaults. */
export function scopeOf(parameters: readonly TypeParameter[], given: readonly Closure[]): Scope {
  if (parameters.length === 0) return EMPTY_SCOPE;
  const scope = new Map<TypeParameter, Closure>();
  parameters.forEach((parameter, index) => {
    const argument = given[index];
    if (argument !== undefined) scope.set(parameter, argument);
    else if (parameter.fallback !== undefined) scope.set(parameter, { syntax: parameter.fallback, scope });
  });
  return scope;
}

/** What a parameter stands for, followed through parameters that stand for parameters. */
export function lookUp(closure: Closure): Closure {
  let current = closure;
  // Bounded: a default may not refer to its own parameter.
  for (let steps = 0; steps < 100; steps++) {
    if (current.syntax.kind !== "reference") return current;
    const target = current.syntax.resolve();
    const bound = target.kind === "parameter" ? current.scope.get(target.parameter) : undefined;
    if (bound === undefined) return current;
    current = bound;
  }
  return current;
}
