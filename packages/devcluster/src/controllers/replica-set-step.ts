import type { Pod } from "homeostat/apis/core/v1";
import type { ReplicaSet, ReplicaSetStatus } from "homeostat/apis/apps/v1";
import { matchesLabels, selectorOf, type Persisted } from "homeostat/meta";
import { availableInMs, isActive, isReady } from "./pod-state.ts";

/** What a ReplicaSet's Pods ask for. */
export interface ReplicaSetPlan {
  readonly create: number;
  readonly delete: readonly Persisted<Pod>[];
  readonly status: ReplicaSetStatus;
  /** When a Pod becomes available by the passing of time alone. */
  readonly lookAgainMs: number | undefined;
}

/** Compares the Pods of a ReplicaSet with what it wants. Pure. */
export function replicaSetPlan(
  replicaSet: Persisted<ReplicaSet>,
  pods: readonly Persisted<Pod>[],
  nowMs: number,
): ReplicaSetPlan {
  const active = pods.filter(isActive);
  const isDeleted = replicaSet.metadata.deletionTimestamp !== undefined;
  const missing = isDeleted ? 0 : (replicaSet.spec?.replicas ?? 1) - active.length;
  const surplus = [...active].sort(byWorth).slice(0, Math.max(0, -missing));
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  const waits = active.map((pod) => availableInMs(pod, minReadySeconds, nowMs)).filter((wait) => wait !== undefined);
  const labels = replicaSet.spec?.template?.metadata?.labels ?? {};
  const ready = active.filter(isReady).length;
  const available = waits.filter((wait) => wait === 0).length;
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...count("fullyLabeledReplicas", active.filter((pod) => hasLabels(pod, labels)).length),
    ...count("readyReplicas", ready),
    ...count("availableReplicas", available),
    terminatingReplicas: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
    observedGeneration: replicaSet.metadata.generation ?? 0,
    ...(replicaSet.status?.conditions === undefined ? {} : { conditions: replicaSet.status.conditions }),
  };
  const pending = waits.filter((wait) => wait > 0);
  return {
    create: Math.max(0, missing),
    delete: surplus,
    status,
    lookAgainMs: pending.length === 0 ? undefined : Math.min(...pending),
  };
}

/** Which Pods a ReplicaSet takes over (they match and nobody controls them), and which of its own it lets go. */
export function claims(
  replicaSet: Persisted<ReplicaSet>,
  pods: readonly Persisted<Pod>[],
): {
  readonly adopt: readonly Persisted<Pod>[];
  readonly release: readonly Persisted<Pod>[];
  readonly own: readonly Persisted<Pod>[];
} {
  const selector = selectorOf(replicaSet.spec?.selector);
  const controllerUid = (pod: Pod): string | undefined =>
    pod.metadata?.ownerReferences?.find((one) => one.controller === true)?.uid;
  const matches = (pod: Pod): boolean => matchesLabels(selector, pod.metadata?.labels);
  const isDeleted = replicaSet.metadata.deletionTimestamp !== undefined;
  const mine = pods.filter((pod) => controllerUid(pod) === replicaSet.metadata.uid);
  return {
    adopt: isDeleted ? [] : pods.filter((pod) => controllerUid(pod) === undefined && matches(pod) && isActive(pod)),
    release: isDeleted ? [] : mine.filter((pod) => !matches(pod) && isActive(pod)),
    own: mine.filter(matches),
  };
}

/** The API leaves zero counters out. */
function count(
  name: "fullyLabeledReplicas" | "readyReplicas" | "availableReplicas",
  value: number,
): Partial<ReplicaSetStatus> {
  return value === 0 ? {} : { [name]: value };
}

function hasLabels(pod: Pod, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => pod.metadata?.labels?.[key] === value);
}

/** Pods to lose first: without a node, pending, not ready, cheap to delete, young. */
function byWorth(a: Persisted<Pod>, b: Persisted<Pod>): number {
  const worth = (pod: Persisted<Pod>): readonly number[] => [
    pod.spec?.nodeName === undefined ? 0 : 1,
    pod.status?.phase === "Running" ? 1 : 0,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? 0),
  ];
  const left = worth(a);
  const right = worth(b);
  for (let index = 0; index < left.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1;
}
