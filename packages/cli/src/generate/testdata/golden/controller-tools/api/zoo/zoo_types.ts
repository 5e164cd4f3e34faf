import type { KubernetesObject } from "homeostat/meta";

export interface ZooSpec {
  // +kubebuilder:default=zooDefaultString
  // +kubebuilder:example=zooExampleString
  defaultedString: string;
}

export interface ZooStatus {}

export interface Zoo extends KubernetesObject {
  spec?: ZooSpec;
  status?: ZooStatus;
}
