import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiModel, TypeDeclaration } from "#model/model.ts";

/** Types with markers for a kind that are no kind: nothing is generated for them, which is easily overlooked. */
export function unusedMarkers(model: ApiModel): readonly Diagnostic[] {
  return model.packages.flatMap(({ types, kinds }) => {
    const used = new Set<TypeDeclaration>(kinds.map(({ declaration }) => declaration));
    return types.filter((type) => type.exported && !used.has(type)).flatMap(warningOf);
  });
}

const KIND_MARKERS = [
  "kubebuilder:resource",
  "kubebuilder:subresource:",
  "kubebuilder:printcolumn",
  "kubebuilder:storageversion",
  "kubebuilder:unservedversion",
  "kubebuilder:skipversion",
  "kubebuilder:deprecatedversion",
  "kubebuilder:selectablefield",
  "kubebuilder:metadata",
];

/** `+kubebuilder:object:root` alone also stands on lists (`PodSetList`), which need no CRD. */
function warningOf(type: TypeDeclaration): readonly Diagnostic[] {
  const marker = type.markers.find(({ name }) => KIND_MARKERS.some((prefix) => name.startsWith(prefix)));
  if (marker === undefined) return [];
  return [
    {
      severity: "warning",
      message: `no CustomResourceDefinition is generated for ${type.name}, although it has +${marker.name}: it is not a Kubernetes object`,
      position: marker.position,
      hint: `Write it as: export interface ${type.name} extends CustomResource<${type.name}Spec, ${type.name}Status> {}`,
    },
  ];
}
