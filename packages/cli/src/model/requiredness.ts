import type { Marker } from "#markers/marker.ts";
import type { Field } from "./model.ts";

/** Whether a field must be given: the first marker that decides wins, then the package's default, then the `?` of the field. */
export function isRequired(field: Field, optionalByDefault: boolean): boolean {
  return decidingMarker(field)?.makesRequired ?? (!optionalByDefault && !field.optional);
}

/** The marker that says whether a field must be given; undefined when none does. */
export function decidingMarker(field: Field): { readonly marker: Marker; readonly makesRequired: boolean } | undefined {
  for (const [names, makesRequired] of DECIDING) {
    const marker = field.markers.find(({ name }) => names.includes(name));
    if (marker !== undefined) return { marker, makesRequired };
  }
  return undefined;
}

/** In the order of controller-gen. */
const DECIDING: readonly (readonly [names: readonly string[], makesRequired: boolean])[] = [
  [["kubebuilder:validation:Optional"], false],
  [["kubebuilder:validation:Required"], true],
  [["optional", "k8s:optional"], false],
  [["required", "k8s:required"], true],
];
