import type { Condition, CustomResource } from "homeostat/meta";

export interface CaptainSpec {
  foo?: string;
}

export interface CaptainStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Captain extends CustomResource<CaptainSpec, CaptainStatus> {}
