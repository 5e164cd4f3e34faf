import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from "homeostat/apis/apps/v1";
import { formatTime, parseTime, type Persisted } from "homeostat/meta";
import { desiredReplicas, rollingLimits } from "./rollout.ts";

/** What a Deployment's status is computed from. */
export interface DeploymentState {
  readonly current: Persisted<ReplicaSet> | undefined;
  readonly replicaSets: readonly Persisted<ReplicaSet>[];
  readonly nowMs: number;
}

/** The status of a Deployment; times stay where nothing changed. Pure. */
export function deploymentStatus(deployment: Persisted<Deployment>, state: DeploymentState): DeploymentStatus {
  const { current, replicaSets } = state;
  const sum = (field: "replicas" | "readyReplicas" | "availableReplicas" | "terminatingReplicas"): number =>
    replicaSets.reduce((total, one) => total + (one.status?.[field] ?? 0), 0);
  const counters: Counters = {
    replicas: sum("replicas"),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum("readyReplicas"),
    availableReplicas: sum("availableReplicas"),
    unavailableReplicas: Math.max(0, sum("replicas") - sum("availableReplicas")),
  };
  const { collisionCount } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counters).filter(([, value]) => value > 0)),
    terminatingReplicas: sum("terminatingReplicas"),
    conditions: conditionsOf(deployment, counters, state),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}

/** Milliseconds until the rollout's deadline; undefined when nothing is under way. */
export function deadlineInMs(deployment: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const progressing = status.conditions?.find((one) => one.type === "Progressing");
  if (
    progressing?.status !== "True" ||
    progressing.reason === "NewReplicaSetAvailable" ||
    deployment.spec?.paused === true
  )
    return undefined;
  const seconds = deployment.spec?.progressDeadlineSeconds ?? 600;
  return Math.max(1000, parseTime(progressing.lastUpdateTime ?? "") + seconds * 1000 - nowMs);
}

interface Counters {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
}

function conditionsOf(
  deployment: Persisted<Deployment>,
  counters: Counters,
  state: DeploymentState,
): readonly DeploymentCondition[] {
  const before = deployment.status?.conditions ?? [];
  const minAvailable = desiredReplicas(deployment) - rollingLimits(deployment).unavailable;
  const isAvailable = counters.availableReplicas >= minAvailable;
  const available = isAvailable
    ? {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      }
    : {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  const progressing = progress(deployment, counters, state);
  const others = before.filter((one) => one.type !== "Available" && one.type !== "Progressing");
  return [
    ...others,
    stamped(available, before, { nowMs: state.nowMs, refresh: false }),
    stamped(progressing, before, { nowMs: state.nowMs, refresh: hasProgressed(deployment, counters) }),
  ];
}

type Facts = Pick<DeploymentCondition, "type" | "status" | "reason" | "message">;

function progress(deployment: Persisted<Deployment>, counters: Counters, { current, nowMs }: DeploymentState): Facts {
  const old = deployment.status?.conditions?.find((one) => one.type === "Progressing");
  const desired = desiredReplicas(deployment);
  const isComplete =
    current !== undefined &&
    counters.updatedReplicas === desired &&
    counters.replicas === desired &&
    counters.availableReplicas === desired;
  const name = JSON.stringify(current?.metadata.name ?? deployment.metadata.name);
  const type = "Progressing";
  if (deployment.spec?.paused === true)
    return { type, status: "Unknown", reason: "DeploymentPaused", message: "Deployment is paused" };
  if (isComplete)
    return {
      type,
      status: "True",
      reason: "NewReplicaSetAvailable",
      message: `ReplicaSet ${name} has successfully progressed.`,
    };
  if (old?.reason === "DeploymentPaused")
    return { type, status: "Unknown", reason: "DeploymentResumed", message: "Deployment is resumed" };
  if (old === undefined && current !== undefined && counters.replicas === 0) {
    return { type, status: "True", reason: "NewReplicaSetCreated", message: `Created new replica set ${name}` };
  }
  const seconds = deployment.spec?.progressDeadlineSeconds ?? 600;
  const isStuck =
    old?.status !== "False" && nowMs >= parseTime(old?.lastUpdateTime ?? formatTime(nowMs)) + seconds * 1000;
  if (
    old?.reason !== "NewReplicaSetAvailable" &&
    !hasProgressed(deployment, counters) &&
    (isStuck || old?.status === "False")
  ) {
    return {
      type,
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: `ReplicaSet ${name} has timed out progressing.`,
    };
  }
  return { type, status: "True", reason: "ReplicaSetUpdated", message: `ReplicaSet ${name} is progressing.` };
}

function hasProgressed(deployment: Deployment, counters: Counters): boolean {
  const before = deployment.status ?? {};
  const oldPods = (of: { readonly replicas?: number; readonly updatedReplicas?: number }): number =>
    (of.replicas ?? 0) - (of.updatedReplicas ?? 0);
  return (
    counters.updatedReplicas > (before.updatedReplicas ?? 0) ||
    oldPods(counters) < oldPods(before) ||
    counters.readyReplicas > (before.readyReplicas ?? 0) ||
    counters.availableReplicas > (before.availableReplicas ?? 0)
  );
}

function stamped(
  facts: Facts,
  before: readonly DeploymentCondition[],
  when: { readonly nowMs: number; readonly refresh: boolean },
): DeploymentCondition {
  const now = formatTime(when.nowMs);
  const old = before.find((one) => one.type === facts.type);
  const same = old?.status === facts.status && old.reason === facts.reason && old.message === facts.message;
  const lastTransitionTime = old?.status === facts.status ? (old.lastTransitionTime ?? now) : now;
  return { ...facts, lastUpdateTime: same && !when.refresh ? (old.lastUpdateTime ?? now) : now, lastTransitionTime };
}
