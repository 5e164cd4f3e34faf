import { ownedBy } from "homeostat/meta";
import type { Pod } from "homeostat/apis/core/v1";
import { PodSet } from "../api/v1alpha1/zz_generated.kinds.ts";
import { podNamePrefix, slotAnnotations, type Slot } from "./slots.ts";

/** The labels by which a PodSet finds its Pods. */
export function podLabels(podSet: PodSet): Readonly<Record<string, string>> {
  return { app: podSet.metadata?.name ?? "", version: "v0.1" };
}

/** The Pod of one slot; it passes Pod Security "restricted". */
export function podFor(podSet: PodSet, slot: Slot): Pod {
  const pod: Pod = {
    metadata: {
      name: slot.podName,
      generateName: podNamePrefix(podSet),
      namespace: podSet.metadata?.namespace ?? "",
      labels: podLabels(podSet),
      annotations: slotAnnotations(slot),
    },
    spec: {
      containers: [
        {
          name: "fancy-alpine",
          image: "quay.io/amacdona/strauss",
          command: ["sleep", "3600"],
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            runAsNonRoot: true,
            seccompProfile: { type: "RuntimeDefault" },
          },
        },
      ],
    },
  };
  return ownedBy(pod, podSet, PodSet, { controller: true });
}
