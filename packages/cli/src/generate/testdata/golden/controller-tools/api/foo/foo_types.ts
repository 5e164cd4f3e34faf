import type { KubernetesObject } from "homeostat/meta";

export interface FooSpec {
  // +kubebuilder:default=fooDefaultString
  // +kubebuilder:example=fooExampleString
  defaultedString: string;
}

export interface FooStatus {}

export interface Foo extends KubernetesObject {
  spec?: FooSpec;
  status?: FooStatus;
}
