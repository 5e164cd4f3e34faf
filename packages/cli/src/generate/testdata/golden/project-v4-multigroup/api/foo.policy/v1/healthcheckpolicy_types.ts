import type { Condition, CustomResource } from "homeostat/meta";

export interface HealthCheckPolicySpec {
  foo?: string;
}

export interface HealthCheckPolicyStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface HealthCheckPolicy extends CustomResource<HealthCheckPolicySpec, HealthCheckPolicyStatus> {}
