import type { Condition, CustomResource } from "homeostat/meta";

export interface NavigatorSpec {
  foo?: string;
}

export interface NavigatorStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:path=navigators
export interface Navigator extends CustomResource<NavigatorSpec, NavigatorStatus> {}
