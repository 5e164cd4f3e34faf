import type { Pod } from "homeostat/apis/core/v1";
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from "homeostat/apis/policy/v1";
import { formatTime, parseTime, type Persisted } from "homeostat/meta";
import { isReady } from "./pod-state.ts";

/** What a budget's status should be, and when to look again although nothing has happened. */
export interface DisruptionPlan {
  readonly status: PodDisruptionBudgetStatus;
  readonly lookAgainMs: number | undefined;
}

/** An eviction that is not followed by a deletion within this time is taken for failed. */
const DELETION_TIMEOUT_MS = 2 * 60_000;

/** Counts a budget's Pods; `scale` is how many their controllers want. Pure. */
export function disruptionPlan(
  budget: Persisted<PodDisruptionBudget>,
  pods: readonly Pod[],
  { scale, nowMs }: { readonly scale: number; readonly nowMs: number },
): DisruptionPlan {
  const disruptedPods = stillDisrupted(budget, pods, nowMs);
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disruptedPods)).length;
  const { expectedPods, desiredHealthy } = expectation(budget, pods.length, scale);
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const expiries = Object.values(disruptedPods).map((time) => parseTime(time) + DELETION_TIMEOUT_MS - nowMs);
  return {
    status: {
      observedGeneration: budget.metadata.generation ?? 0,
      ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }),
      disruptionsAllowed,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      conditions: [condition(budget, disruptionsAllowed > 0, nowMs)],
    },
    lookAgainMs: expiries.length === 0 ? undefined : Math.max(1, Math.min(...expiries)),
  };
}

/** Whether the status says something else than before. */
export function isNews(before: PodDisruptionBudgetStatus | undefined, next: PodDisruptionBudgetStatus): boolean {
  const essence = (status: PodDisruptionBudgetStatus | undefined): string =>
    JSON.stringify([
      ...NUMBERS.map((name) => status?.[name] ?? 0),
      Object.entries(status?.disruptedPods ?? {}).sort(),
      status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason]),
    ]);
  return essence(before) !== essence(next);
}

const NUMBERS = [
  "observedGeneration",
  "disruptionsAllowed",
  "currentHealthy",
  "desiredHealthy",
  "expectedPods",
] as const;

/** Evicted Pods that are neither gone nor on their way out yet. */
function stillDisrupted(
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
  nowMs: number,
): Readonly<Record<string, string>> {
  const waiting = Object.entries(status?.disruptedPods ?? {}).filter(([name, time]) => {
    const pod = pods.find((one) => one.metadata?.name === name);
    return (
      pod !== undefined &&
      pod.metadata?.deletionTimestamp === undefined &&
      parseTime(time) + DELETION_TIMEOUT_MS > nowMs
    );
  });
  return Object.fromEntries(waiting);
}

function isHealthy(pod: Pod, disrupted: Readonly<Record<string, string>>): boolean {
  const { name = "", deletionTimestamp } = pod.metadata ?? {};
  return deletionTimestamp === undefined && !(name in disrupted) && isReady(pod);
}

function expectation(
  { spec }: PodDisruptionBudget,
  count: number,
  scale: number,
): { readonly expectedPods: number; readonly desiredHealthy: number } {
  const { minAvailable, maxUnavailable } = spec ?? {};
  if (maxUnavailable !== undefined)
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - scaled(maxUnavailable, scale)) };
  if (typeof minAvailable === "number") return { expectedPods: count, desiredHealthy: minAvailable };
  // A budget that says nothing is one with `minAvailable: 1`.
  if (minAvailable === undefined) return { expectedPods: count, desiredHealthy: 1 };
  return { expectedPods: scale, desiredHealthy: scaled(minAvailable, scale) };
}

/** A number, or a percentage rounded up. */
function scaled(value: number | string, total: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

type Condition = NonNullable<PodDisruptionBudgetStatus["conditions"]>[number];

function condition({ metadata, status }: Persisted<PodDisruptionBudget>, allowed: boolean, nowMs: number): Condition {
  const before = status?.conditions?.find((one) => one.type === "DisruptionAllowed");
  const value = allowed ? "True" : "False";
  return {
    type: "DisruptionAllowed",
    status: value,
    observedGeneration: metadata.generation ?? 0,
    lastTransitionTime: before?.status === value ? before.lastTransitionTime : formatTime(nowMs),
    reason: allowed ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
}
