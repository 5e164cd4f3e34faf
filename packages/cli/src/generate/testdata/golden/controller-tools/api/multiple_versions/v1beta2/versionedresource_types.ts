import type { CustomResource } from "homeostat/meta";
import type { OuterStruct } from "../shared/shared_types.ts";

export interface VersionedResourceSpec {
  struct?: OuterStruct;
}

// +kubebuilder:storageversion
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=versionedresource
export interface VersionedResource extends CustomResource<VersionedResourceSpec> {}
