// +groupName=art.example.com
// +kubebuilder:ac:generate=true

import type { Container, PodSpec, PodTemplateSpec, ServicePort } from "homeostat/apis/core/v1";
import type { Condition, CustomResource, Int32 } from "homeostat/meta";

export interface Room {
  name: string;
  // +kubebuilder:default=1
  floor?: Int32;
  paintings?: Int32;
}

export interface GallerySpec {
  template?: PodTemplateSpec;
  // +listType=map
  // +listMapKey=name
  // +listMapKey=floor
  rooms?: Room[];
  // +listType=map
  // +listMapKey=port
  // +listMapKey=protocol
  ports?: ServicePort[];
  /** Not an item of a list: it needs no name to be told apart. */
  guard?: Container;
  volumes?: PodSpec["volumes"];
}

export interface GalleryStatus {
  // +listType=map
  // +listMapKey=type
  conditions?: Condition[];
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
export interface Gallery extends CustomResource<GallerySpec, GalleryStatus> {}
