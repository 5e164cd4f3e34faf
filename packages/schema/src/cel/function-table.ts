import type { Library, Overload, FunctionDeclaration } from "./library.ts";
import type { CelType } from "./type.ts";

/** The functions and types of several libraries as one: a function may have overloads in more than one of them. */
export interface FunctionTable {
  readonly overloads: ReadonlyMap<string, NamedOverload>;
  readonly functions: ReadonlyMap<string, MergedFunction>;
  readonly types: ReadonlyMap<string, CelType>;
}

export interface NamedOverload {
  readonly overload: Overload;
  readonly function: string;
}

export interface MergedFunction {
  readonly overloads: readonly Overload[];
  /** Of a call whose overload only the run time shows. */
  readonly cost: FunctionDeclaration["cost"] | undefined;
}

/** Made once for each list of libraries. */
export function functionTable(libraries: readonly Library[]): FunctionTable {
  let table = tables.get(libraries);
  if (table === undefined) {
    table = merge(libraries);
    tables.set(libraries, table);
  }
  return table;
}

const tables = new WeakMap<readonly Library[], FunctionTable>();

function merge(libraries: readonly Library[]): FunctionTable {
  const overloads = new Map<string, NamedOverload>();
  const functions = new Map<string, MergedFunction>();
  const types = new Map<string, CelType>();
  for (const library of libraries) {
    for (const declaration of library.functions) {
      const known = functions.get(declaration.name);
      functions.set(declaration.name, {
        overloads: [...(known?.overloads ?? []), ...declaration.overloads],
        cost: known?.cost ?? declaration.cost,
      });
      for (const overload of declaration.overloads)
        overloads.set(overload.id, { overload, function: declaration.name });
    }
    for (const [name, type] of Object.entries(library.types ?? {})) types.set(name, type);
  }
  return { overloads, functions, types };
}
