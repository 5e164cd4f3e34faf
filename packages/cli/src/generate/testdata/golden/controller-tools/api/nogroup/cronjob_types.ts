import type { KubernetesObject } from "homeostat/meta";

// +kubebuilder:object:root=true
export interface CronJob extends KubernetesObject {}
