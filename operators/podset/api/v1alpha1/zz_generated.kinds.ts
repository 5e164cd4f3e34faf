import { defineKind, type Kind } from "homeostat/meta";
import type { PodSet as PodSetObject } from "./podset_types.ts";

export type PodSet = PodSetObject;
export const PodSet: Kind<PodSetObject, "Namespaced"> = defineKind<PodSetObject>()({
  group: "app.example.com",
  version: "v1alpha1",
  kind: "PodSet",
  plural: "podsets",
  scope: "Namespaced",
});
