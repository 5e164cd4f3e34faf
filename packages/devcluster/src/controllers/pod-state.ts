import type { Pod } from "homeostat/apis/core/v1";
import { parseTime } from "homeostat/meta";

/** Neither over nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isOver(pod) && pod.metadata?.deletionTimestamp === undefined;
}

function isOver(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
}

/** How long until a ready Pod counts as available; 0 when it does, undefined when it is not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, nowMs: number): number | undefined {
  const ready = pod.status?.conditions?.find((one) => one.type === "Ready" && one.status === "True");
  if (ready === undefined) return undefined;
  if (minReadySeconds === 0) return 0;
  return Math.max(0, parseTime(ready.lastTransitionTime ?? "") + minReadySeconds * 1000 - nowMs);
}
