import type { MarkerDefinition } from "./definition.ts";
import { KIND_MARKERS } from "./kind-markers.ts";
import { MANIFEST_MARKERS } from "./manifest-markers.ts";
import { VALIDATION_MARKERS } from "./validation-markers.ts";

/** Every marker that some generator reads. */
export const MARKER_DEFINITIONS: readonly MarkerDefinition[] = [
  ...KIND_MARKERS,
  ...VALIDATION_MARKERS,
  ...MANIFEST_MARKERS,
];

/** Whether a marker belongs to another tool, or is a place where the scaffold inserts code. `name` is without `+`. */
export function isForeignMarker(name: string): boolean {
  return FOREIGN_MARKERS.some((pattern) => pattern.test(name));
}

/** Markers of other tools that people have in the same comments. */
const FOREIGN_MARKERS: readonly RegExp[] = [
  /^kubebuilder:(scaffold|docs-gen)(:|$)/,
  // code-generator and its relatives.
  /^(genclient|groupGoName|resourceName|lister-gen|k8s:[a-z0-9-]+-gen|k8s:conversion-fn|k8s:informers)(:|$)/,
  /^k8s:(alpha|beta)\(/,
  /^(enum|patchStrategy|patchMergeKey|union|unionDiscriminator|unionDeprecated|featureGate|protobuf|gencopy)(:|\.|$)/,
  /^(operator-sdk|openshift|crossplane|crossbuilder|upjet|kcp|kro|cert-manager|gateway|istio|cue-gen)(:|-|$)/,
  // Go's build constraints.
  /^build$/,
];
