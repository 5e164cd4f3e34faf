import type { Int32, KubernetesObject } from "homeostat/meta";

export interface CronJobSpec {
  // +kubebuilder:validation:MinLength=4
  twoOfAKindPart0: string;
  // +kubebuilder:validation:Minimum=-2
  // +kubebuilder:validation:Maximum=2
  // +kubebuilder:validation:MultipleOf=2
  int32WithValidations: Int32;
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=mycronjob
// +kubebuilder:unservedversion
export interface CronJob extends KubernetesObject {
  spec?: CronJobSpec;
}
