import type { Condition, CustomResource } from "homeostat/meta";

export interface DestroyerSpec {
  foo?: string;
}

export interface DestroyerStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster
export interface Destroyer extends CustomResource<DestroyerSpec, DestroyerStatus> {}
