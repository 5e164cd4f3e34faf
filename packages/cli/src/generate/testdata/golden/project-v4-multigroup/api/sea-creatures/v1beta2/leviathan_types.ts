import type { Condition, CustomResource } from "homeostat/meta";

export interface LeviathanSpec {
  foo?: string;
}

export interface LeviathanStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Leviathan extends CustomResource<LeviathanSpec, LeviathanStatus> {}
