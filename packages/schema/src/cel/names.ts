import type { EnvironmentOptions } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { functionTable } from "./function-table.ts";
import type { Overload } from "./library.ts";
import { typeOf, type CelType } from "./type.ts";

/** What names mean in an environment, with the variables of the comprehensions around. */
export interface Names {
  /** The full name and type of a variable or type. */
  identifier(name: string): { readonly name: string; readonly type: CelType } | undefined;
  /** The full name and the overloads of a function. */
  function(name: string): NamedFunction | undefined;
  /** Runs with these variables in scope. */
  within<T>(variables: Readonly<Record<string, CelType>>, run: () => T): T;
}

export interface NamedFunction {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

export function createNames(environment: EnvironmentOptions): Names {
  const { types, functions } = functionTable(environment.libraries);
  const scopes: Map<string, CelType>[] = [];
  const variables = new Map(Object.entries(environment.variables));
  const candidates = (name: string): readonly string[] => candidateNames(environment.container ?? "", name);
  return {
    identifier: (name) => {
      for (let i = scopes.length - 1; i >= 0; i--) {
        const local = scopes[i]?.get(name);
        if (local !== undefined) return { name, type: local };
      }
      for (const candidate of candidates(name)) {
        const variable = variables.get(candidate);
        if (variable !== undefined) return { name: candidate, type: variable };
        const type = types.get(candidate);
        if (type !== undefined) return { name: candidate, type: typeOf(type) };
        if (environment.fieldsOf?.(candidate) !== undefined)
          return { name: candidate, type: typeOf({ kind: "object", name: candidate }) };
      }
      return undefined;
    },
    function: (name) => {
      for (const candidate of candidates(name)) {
        const found = functions.get(candidate);
        if (found !== undefined) return { name: candidate, overloads: found.overloads };
      }
      return undefined;
    },
    within: (local, run) => {
      scopes.push(new Map(Object.entries(local)));
      try {
        return run();
      } finally {
        scopes.pop();
      }
    },
  };
}

/** `a.b.c` for a chain of selections that may be a name; undefined for anything else. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.testOnly) return undefined;
  const operand = qualifiedName(expression.operand);
  return operand === undefined ? undefined : `${operand}.${expression.field}`;
}

/** In a container `a.b` the name `c` is `a.b.c`, `a.c` or `c`; with a leading dot it is meant in full. */
function candidateNames(container: string, name: string): readonly string[] {
  if (name.startsWith(".")) return [name.slice(1)];
  const parts = container === "" ? [] : container.split(".");
  const names: string[] = [];
  for (let length = parts.length; length > 0; length--) names.push(`${parts.slice(0, length).join(".")}.${name}`);
  return [...names, name];
}
