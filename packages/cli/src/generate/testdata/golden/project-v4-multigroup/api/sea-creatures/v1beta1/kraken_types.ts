import type { Condition, CustomResource } from "homeostat/meta";

export interface KrakenSpec {
  foo?: string;
}

export interface KrakenStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Kraken extends CustomResource<KrakenSpec, KrakenStatus> {}
