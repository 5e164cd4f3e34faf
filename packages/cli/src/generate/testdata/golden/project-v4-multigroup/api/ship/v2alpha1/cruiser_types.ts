import type { Condition, CustomResource } from "homeostat/meta";

export interface CruiserSpec {
  foo?: string;
}

export interface CruiserStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster
export interface Cruiser extends CustomResource<CruiserSpec, CruiserStatus> {}
