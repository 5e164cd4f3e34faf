import type { TypeDeclaration, TypeNode } from "#model/model.ts";

/** The named types that a kind uses, each once, in the order in which a reader meets them; without the kind itself. */
export function reachableTypes(roots: readonly TypeDeclaration[]): readonly TypeDeclaration[] {
  const found = new Set(roots);
  for (const declaration of found) for (const target of targetsOf(declaration.type)) found.add(target);
  return [...found].slice(new Set(roots).size);
}

/** The named types that a type mentions itself. */
export function targetsOf(type: TypeNode): readonly TypeDeclaration[] {
  switch (type.node) {
    case "reference":
      return [type.target];
    case "array":
      return targetsOf(type.items);
    case "map":
      return targetsOf(type.values);
    case "object":
      return [...type.embedded, ...type.fields.map((field) => field.type)].flatMap(targetsOf);
    default:
      return [];
  }
}
