import type { Condition, CustomResource } from "homeostat/meta";

export interface SailorSpec {
  foo?: string;
}

export interface SailorStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:ac:generate=false
// +kubebuilder:subresource:status
export interface Sailor extends CustomResource<SailorSpec, SailorStatus> {}
