import type { Condition, CustomResource, Int32 } from "homeostat/meta";

export interface MemcachedSpec {
  // +kubebuilder:validation:Minimum=1
  // +kubebuilder:validation:Maximum=3
  // +kubebuilder:validation:ExclusiveMaximum=false
  size?: Int32;
}

export interface MemcachedStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Memcached extends CustomResource<MemcachedSpec, MemcachedStatus> {}
