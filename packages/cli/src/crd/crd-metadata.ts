import type { Marker, MarkerValue } from "#markers/marker.ts";
import type { KindVersion } from "./crd-version.ts";
import type { SchemaContext } from "./schema-context.ts";

/** `metadata` without the name. */
export interface CrdMetadata {
  annotations: Record<string, string>;
  labels?: Record<string, string>;
}

/** controller-gen's release whose rules we follow: what its users have in their files. */
const RULES = { "controller-gen.kubebuilder.io/version": "v0.21.0" };

/** Annotations and labels from `+kubebuilder:metadata` of all versions. */
export function crdMetadata(versions: readonly KindVersion[], context: SchemaContext): CrdMetadata {
  const metadata: CrdMetadata = { annotations: { ...RULES } };
  for (const { kind } of versions) {
    for (const marker of kind.declaration.markers) {
      if (marker.name !== "kubebuilder:metadata") continue;
      for (const key of ["annotations", "labels"] as const) {
        const pairs = pairsOf(marker, key, context);
        if (Object.keys(pairs).length === 0) continue;
        metadata[key] = { ...metadata[key], ...pairs };
        context.sources.recordKey(metadata, key, marker.argumentPositions[key] ?? marker.position);
      }
    }
  }
  return metadata;
}

function pairsOf(marker: Marker, argument: string, context: SchemaContext): Readonly<Record<string, string>> {
  const value: MarkerValue | undefined = marker.arguments[argument];
  const pairs: Record<string, string> = {};
  for (const one of Array.isArray(value) ? value : []) {
    const text = String(one);
    const equals = text.indexOf("=");
    if (equals > 0) pairs[text.slice(0, equals)] = text.slice(equals + 1);
    else {
      context.report({
        severity: "error",
        message: `+kubebuilder:metadata has ${argument} that are not written key=value: ${JSON.stringify(text)}`,
        position: marker.argumentPositions[argument] ?? marker.position,
        hint: `Write each as "key=value", for example ${argument}="example.com/team=blue".`,
      });
    }
  }
  return pairs;
}
