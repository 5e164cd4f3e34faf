import type { KubernetesObject } from "homeostat/meta";

// +k8s:enum
export type EnumType = "Value1" | "Value2";

// +kubebuilder:object:root=true
export interface Enum extends KubernetesObject {
  spec?: EnumSpec;
}

export interface EnumSpec {
  field?: EnumType;
}
