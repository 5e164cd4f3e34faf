import { isDnsLabel } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";

/** A warning for pods whose name is no DNS label: it becomes their hostname. */
export function podNameWarnings(pod: ApiObject): readonly string[] {
  return labelWarning(pod, "this is used in the Pod's hostname");
}

/** The same for kinds that make pods. */
export function workloadNameWarnings(object: ApiObject): readonly string[] {
  return labelWarning(object, "this is used in Pod names and hostnames");
}

function labelWarning(object: ApiObject, use: string): readonly string[] {
  const found = isDnsLabel(object.metadata.name ?? "");
  if (found.length === 0) return [];
  return [
    `metadata.name: ${use}, which can result in surprising behavior; a DNS label is recommended: [${found.join(" ")}]`,
  ];
}
