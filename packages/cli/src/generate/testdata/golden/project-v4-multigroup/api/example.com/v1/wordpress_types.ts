import type { Condition, CustomResource } from "homeostat/meta";

export interface WordpressSpec {
  foo?: string;
}

export interface WordpressStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:storageversion
// +kubebuilder:subresource:status
export interface Wordpress extends CustomResource<WordpressSpec, WordpressStatus> {}
