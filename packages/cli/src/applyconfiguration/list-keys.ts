import type { Marker } from "#markers/marker.ts";
import type { Field, TypeDeclaration, TypeNode } from "#model/model.ts";

/** By which fields the items of a list are told apart: empty for all but lists with `+listType=map`. */
export function listKeysOf(markers: readonly Marker[]): readonly string[] {
  return markers
    .filter(({ name }) => name === "listMapKey" || name === "k8s:listMapKey")
    .map(({ arguments: { "": key } }) => String(key));
}

/**
 * The fields that a type must keep when it is applied: the keys by which lists tell its objects apart, if it is only ever an item of
 * such lists. Keys with a default may be left out, as the server fills them in.
 */
export function requiredKeys(types: readonly TypeDeclaration[]): ReadonlyMap<TypeDeclaration, ReadonlySet<string>> {
  const keys = new Map<TypeDeclaration, Set<string>>();
  const elsewhere = new Set<TypeDeclaration>();
  const visit = (type: TypeNode, markers: readonly Marker[]): void => {
    if (type.node === "array") {
      const listKeys = listKeysOf(markers);
      if (type.items.node !== "reference" || listKeys.length === 0) return visit(type.items, []);
      const { target } = type.items;
      keys.set(target, new Set([...(keys.get(target) ?? []), ...listKeys]));
    } else if (type.node === "map") visit(type.values, []);
    else if (type.node === "reference" && isList(type.target))
      visit(type.target.type, [...type.target.markers, ...markers]);
    else if (type.node === "reference") elsewhere.add(type.target);
    else if (type.node === "object") {
      // What is embedded passes its fields on.
      for (const field of type.fields) visit(field.type, field.markers);
    }
  };
  for (const { type } of types) if (type.node !== "array") visit(type, []);
  return new Map(
    [...keys].map(([type, names]) => [
      type,
      new Set(elsewhere.has(type) ? [] : [...names].filter((name) => !hasDefault(type, name))),
    ]),
  );
}

/** Whether the server fills the field in. */
export function hasDefault(type: TypeDeclaration, name: string): boolean {
  const field: Field | undefined =
    type.type.node === "object" ? type.type.fields.find((one) => one.name === name) : undefined;
  return field?.markers.some((marker) => marker.name === "kubebuilder:default" || marker.name === "default") ?? false;
}

function isList(declaration: TypeDeclaration): boolean {
  return declaration.type.node === "array";
}
