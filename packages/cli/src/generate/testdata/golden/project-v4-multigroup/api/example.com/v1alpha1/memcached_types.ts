import type { Condition, CustomResource, Int32 } from "homeostat/meta";

export interface MemcachedSpec {
  // +kubebuilder:default=1
  // +kubebuilder:validation:Minimum=0
  size?: Int32;
  containerPort: Int32;
}

export interface MemcachedStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Memcached extends CustomResource<MemcachedSpec, MemcachedStatus> {}
