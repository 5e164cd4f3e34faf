import type { CustomResource, Int32 } from "homeostat/meta";

/** PodSetSpec defines the desired state of PodSet */
export interface PodSetSpec {
  /** Replicas is the desired number of pods for the PodSet */
  // +kubebuilder:validation:Minimum=1
  // +kubebuilder:validation:Maximum=10
  readonly replicas?: Int32;
}

/** PodSetStatus defines the observed state of PodSet */
export interface PodSetStatus {
  /** PodNames are the names of the available pods, sorted */
  readonly podNames: readonly string[];
  /** AvailableReplicas is the number of pods that are pending or running */
  readonly availableReplicas: Int32;
}

/** PodSet is the Schema for the podsets API */
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.availableReplicas
// +kubebuilder:printcolumn:name="Desired",type=integer,JSONPath=`.spec.replicas`
// +kubebuilder:printcolumn:name="Available",type=integer,JSONPath=`.status.availableReplicas`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
export interface PodSet extends CustomResource<PodSetSpec, PodSetStatus> {}
