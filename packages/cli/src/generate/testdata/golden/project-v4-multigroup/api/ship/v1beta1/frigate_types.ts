import type { Condition, CustomResource } from "homeostat/meta";

export interface FrigateSpec {
  foo?: string;
}

export interface FrigateStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Frigate extends CustomResource<FrigateSpec, FrigateStatus> {}
