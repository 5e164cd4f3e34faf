import type { Condition, CustomResource } from "homeostat/meta";

export interface FirstMateSpec {
  foo?: string;
}

export interface FirstMateStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:ac:generate=false
// +kubebuilder:storageversion
// +kubebuilder:subresource:status
export interface FirstMate extends CustomResource<FirstMateSpec, FirstMateStatus> {}
