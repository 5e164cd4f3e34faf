import type { Condition, CustomResource } from "homeostat/meta";

export interface AdmiralSpec {
  foo?: string;
}

export interface AdmiralStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:ac:generate=false
// +kubebuilder:subresource:status
// +kubebuilder:resource:path=admirales,scope=Cluster
export interface Admiral extends CustomResource<AdmiralSpec, AdmiralStatus> {}
