import type { Condition, CustomResource } from "homeostat/meta";

export interface PrawnSpec {
  foo?: string;
}

export interface PrawnStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:path=prawns
export interface Prawn extends CustomResource<PrawnSpec, PrawnStatus> {}
