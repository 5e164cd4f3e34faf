import type { Condition, CustomResource, Int32 } from "homeostat/meta";

export interface BusyboxSpec {
  // +kubebuilder:default=1
  // +kubebuilder:validation:Minimum=0
  size?: Int32;
}

export interface BusyboxStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Busybox extends CustomResource<BusyboxSpec, BusyboxStatus> {}
