import type { Condition, CustomResource } from "homeostat/meta";

export interface BarSpec {
  foo?: string;
}

export interface BarStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Bar extends CustomResource<BarSpec, BarStatus> {}
