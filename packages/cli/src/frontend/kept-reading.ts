import { dirname } from "node:path";
import type { Declaration } from "#compiler/syntax.ts";
import type { TypeDeclaration } from "#model/model.ts";
import { reachableTypes } from "./kind-shape.ts";

/** The types of a reading in which nothing was wrong, from which the next reading takes those whose files have not changed. */
export interface KeptReading {
  /** Of each API file, in order of the source. */
  readonly typesOf: ReadonlyMap<string, readonly TypeDeclaration[]>;
  /** All of them, also those of files that API files import, by where they are declared. */
  readonly declared: ReadonlyMap<string, DeclaredIn>;
}

/** A type and the folder of its file. */
interface DeclaredIn {
  readonly folder: string;
  readonly type: TypeDeclaration;
}

/** What a reading takes from an earlier one. */
export interface ReusedTypes extends KeptReading {
  typeOf(declaration: Declaration): TypeDeclaration | undefined;
}

/** What the reuse depends on. */
export interface ReuseConditions {
  /** Whether neither the file nor anything that it imports has changed. */
  isUnchanged(file: string): boolean;
  /** What the package markers of a folder say now. */
  isOptionalByDefault(folder: string): boolean;
}

/**
 * The types of the files that are unchanged, and all that they refer to: what a file refers to is in files that it imports. So every
 * type is one object in the model, as if all had been read at once.
 */
export function reuseTypes(kept: KeptReading | undefined, conditions: ReuseConditions): ReusedTypes {
  const { isUnchanged, isOptionalByDefault } = conditions;
  const all = [...(kept?.declared ?? [])];
  const isSameDefault = all.every(([, { folder, type }]) => isOptionalByDefault(folder) === type.optionalByDefault);
  const typesOf = new Map(isSameDefault ? [...(kept?.typesOf ?? [])].filter(([file]) => isUnchanged(file)) : []);
  const reachable = reachableTypes([...typesOf.values()].flat());
  const declared = new Map(all.filter(([, { type }]) => reachable.has(type)));
  return { typesOf, declared, typeOf: (declaration) => declared.get(placeOf(declaration))?.type };
}

/** What was read, to be kept; undefined when a type is generic, for its arguments may be of files that change. */
export function keepReading(
  typesOf: KeptReading["typesOf"],
  read: readonly (readonly [Declaration, TypeDeclaration])[],
  reused: ReusedTypes,
): KeptReading | undefined {
  if (read.some(([declaration]) => declaration.parameters.length > 0)) return undefined;
  const declared = new Map(reused.declared);
  for (const [declaration, type] of read)
    declared.set(placeOf(declaration), { folder: dirname(declaration.origin.path), type });
  return { typesOf, declared };
}

function placeOf({ origin, anchor }: Declaration): string {
  return `${origin.path}:${anchor}`;
}
