import type { Field } from "#model/model.ts";

/** Whether a field must be given: the first marker that decides wins, then the package's default, then the `?` of the field. */
export function isRequired(field: Field, optionalByDefault: boolean): boolean {
  for (const [names, required] of DECIDING) if (field.markers.some(({ name }) => names.includes(name))) return required;
  return !optionalByDefault && !field.optional;
}

/** In the order of controller-gen. */
const DECIDING: readonly (readonly [readonly string[], boolean])[] = [
  [["kubebuilder:validation:Optional"], false],
  [["kubebuilder:validation:Required"], true],
  [["optional", "k8s:optional"], false],
  [["required", "k8s:required"], true],
];
