import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from "homeostat/apis/core/v1";
import { formatTime, parseTime } from "homeostat/meta";
import type { PodPlan } from "./pod-plan.ts";

/** What the node knows besides the Pod. */
export interface PodStepContext {
  readonly nowMs: number;
  readonly plan: PodPlan;
  /** How long the Pod has been in its present state: creating, or running. */
  readonly elapsedMs: number;
  readonly podIP: string;
  readonly hostIP: string;
}

/** What to do now, and when to look again. */
export type PodStep =
  | { readonly kind: "wait"; readonly afterMs: number | undefined }
  | { readonly kind: "status"; readonly status: PodStatus; readonly started: boolean; readonly ended: boolean }
  /** The containers have ended: the object may go. */
  | { readonly kind: "remove" };

/**
 * The next step in the life of a Pod on its node: Pending, ContainerCreating, Running, Ready, then ended by itself or by a
 * DELETE. Pure: the Pod's own status is the only state.
 * See https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStep(pod: Pod, context: PodStepContext): PodStep {
  const { status = {} } = pod;
  const isOver = status.phase === "Succeeded" || status.phase === "Failed";
  if (pod.metadata?.deletionTimestamp !== undefined) return terminate(pod, isOver, context);
  if (isOver) return { kind: "wait", afterMs: undefined };
  if (status.startTime === undefined) return update(creatingStatus(pod, context));
  if (status.phase !== "Running") return start(pod, context);
  return run(pod, context);
}

function terminate(pod: Pod, isOver: boolean, context: PodStepContext): PodStep {
  const running = pod.status?.containerStatuses?.some((one) => one.state?.terminated === undefined) ?? false;
  if (isOver || !running) return { kind: "remove" };
  const { deletionTimestamp = "", deletionGracePeriodSeconds = 0 } = pod.metadata ?? {};
  const askedMs = parseTime(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  const endMs = askedMs + Math.min(context.plan.terminationDelayMs, deletionGracePeriodSeconds * 1000);
  if (context.nowMs < endMs) return { kind: "wait", afterMs: endMs - context.nowMs };
  const exitCode = context.plan.terminationDelayMs > deletionGracePeriodSeconds * 1000 ? 137 : 0;
  return { kind: "status", status: endedStatus(pod, exitCode, context), started: false, ended: true };
}

function start(pod: Pod, context: PodStepContext): PodStep {
  const waitMs = context.plan.startDelayMs - context.elapsedMs;
  if (waitMs > 0) return { kind: "wait", afterMs: waitMs };
  return {
    kind: "status",
    status: runningStatus(pod, context, context.plan.readyDelayMs === 0),
    started: true,
    ended: false,
  };
}

function run(pod: Pod, context: PodStepContext): PodStep {
  const { plan, elapsedMs } = context;
  const isReady =
    pod.status?.conditions?.some((one) => one.type === "ContainersReady" && one.status === "True") === true;
  const { runDurationMs: endMs = Infinity } = plan;
  if (elapsedMs >= endMs) return restartOrEnd(pod, context);
  if (!isReady && elapsedMs >= plan.readyDelayMs) return update(runningStatus(pod, context, true));
  const gates = gatesChanged(pod, context);
  if (gates !== undefined) return update(gates);
  const nextMs = Math.min(isReady ? Infinity : plan.readyDelayMs, endMs);
  return { kind: "wait", afterMs: nextMs === Infinity ? undefined : nextMs - elapsedMs };
}

/** The status when somebody else's condition, a readiness gate, decides otherwise about Ready than what the status says. */
function gatesChanged(pod: Pod, context: PodStepContext): PodStatus | undefined {
  const before = pod.status?.conditions ?? [];
  const ready = before.some((one) => one.type === "ContainersReady" && one.status === "True");
  const next = conditions(pod, { ready, reason: "ContainersNotReady", nowMs: context.nowMs });
  const statusOfReady = (list: readonly PodCondition[]): string | undefined =>
    list.find((one) => one.type === "Ready")?.status;
  return statusOfReady(before) === statusOfReady(next) ? undefined : { ...pod.status, conditions: next };
}

/** `restartPolicy` decides whether containers that ended run again. */
function restartOrEnd(pod: Pod, context: PodStepContext): PodStep {
  const { restartPolicy = "Always" } = pod.spec ?? {};
  const again = restartPolicy === "Always" || (restartPolicy === "OnFailure" && context.plan.exitCode !== 0);
  if (!again)
    return { kind: "status", status: endedStatus(pod, context.plan.exitCode, context), started: false, ended: true };
  return { kind: "status", status: runningStatus(pod, context, true, true), started: true, ended: true };
}

function update(status: PodStatus): PodStep {
  return { kind: "status", status, started: false, ended: false };
}

function creatingStatus(pod: Pod, context: PodStepContext): PodStatus {
  const waiting = { waiting: { reason: "ContainerCreating" } };
  return {
    ...pod.status,
    phase: "Pending",
    startTime: formatTime(context.nowMs),
    hostIP: context.hostIP,
    hostIPs: [{ ip: context.hostIP }],
    conditions: conditions(pod, { ready: false, reason: "ContainersNotReady", nowMs: context.nowMs }),
    containerStatuses: containers(pod).map((one) => containerStatus(pod, one, { ready: false, state: waiting })),
    ...initStatuses(pod, context),
  };
}

function runningStatus(pod: Pod, context: PodStepContext, ready: boolean, restart: boolean = false): PodStatus {
  const { podIP, nowMs } = context;
  const now = formatTime(nowMs);
  const reason = ready ? undefined : "ContainersNotReady";
  return {
    ...pod.status,
    phase: "Running",
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: conditions(pod, { ready, reason, nowMs }),
    containerStatuses: containers(pod).map((one) => {
      const before = statusOf(pod, one);
      const startedAt = restart ? now : (before?.state?.running?.startedAt ?? now);
      const status = containerStatus(pod, one, { ready, state: { running: { startedAt } } });
      if (!restart) return status;
      return {
        ...status,
        restartCount: (before?.restartCount ?? 0) + 1,
        lastState: { terminated: terminated(before, context.plan.exitCode, now) },
      };
    }),
  };
}

function endedStatus(pod: Pod, exitCode: number, context: PodStepContext): PodStatus {
  const now = formatTime(context.nowMs);
  const deleted = pod.metadata?.deletionTimestamp !== undefined;
  const phase = exitCode === 0 ? "Succeeded" : "Failed";
  const reason = exitCode === 0 && !deleted ? "PodCompleted" : "ContainersNotReady";
  return {
    ...pod.status,
    phase: deleted && pod.spec?.restartPolicy === "Always" ? (pod.status?.phase ?? phase) : phase,
    conditions: conditions(pod, { ready: false, reason, nowMs: context.nowMs }),
    containerStatuses: containers(pod).map((one) => {
      const before = statusOf(pod, one);
      return containerStatus(pod, one, { ready: false, state: { terminated: terminated(before, exitCode, now) } });
    }),
  };
}

function terminated(
  before: ContainerStatus | undefined,
  exitCode: number,
  now: string,
): NonNullable<NonNullable<ContainerStatus["state"]>["terminated"]> {
  const startedAt = before?.state?.running?.startedAt ?? now;
  return {
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    startedAt,
    finishedAt: now,
    containerID: before?.containerID ?? "",
  };
}

function containers(pod: Pod): readonly Container[] {
  return pod.spec?.containers ?? [];
}

function statusOf(pod: Pod, container: Container): ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find((one) => one.name === container.name);
}

function containerStatus(
  pod: Pod,
  container: Container,
  state: { readonly ready: boolean; readonly state: NonNullable<ContainerStatus["state"]> },
): ContainerStatus {
  const before = statusOf(pod, container);
  const started = state.state.running !== undefined;
  return {
    name: container.name,
    image: container.image ?? "",
    imageID: started || before?.imageID !== undefined ? `simulated://${container.image ?? ""}` : "",
    ready: state.ready,
    started,
    restartCount: before?.restartCount ?? 0,
    ...(started || before?.containerID !== undefined
      ? { containerID: `simulated://${pod.metadata?.uid ?? ""}/${container.name}` }
      : {}),
    state: state.state,
    ...(before?.lastState === undefined ? {} : { lastState: before.lastState }),
  };
}

/** Init containers are over the moment the Pod starts; restartable ones (sidecars) run. */
function initStatuses(pod: Pod, context: PodStepContext): Pick<PodStatus, "initContainerStatuses"> {
  const init = pod.spec?.initContainers;
  if (init === undefined || init.length === 0) return {};
  const now = formatTime(context.nowMs);
  return {
    initContainerStatuses: init.map((one) => {
      const sidecar = one.restartPolicy === "Always";
      const state = sidecar ? { running: { startedAt: now } } : { terminated: terminated(undefined, 0, now) };
      return {
        ...containerStatus(pod, one, { ready: true, state }),
        containerID: `simulated://${pod.metadata?.uid ?? ""}/${one.name}`,
      };
    }),
  };
}

const CONDITION_TYPES = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

function conditions(
  pod: Pod,
  state: { readonly ready: boolean; readonly reason: string | undefined; readonly nowMs: number },
): readonly PodCondition[] {
  const before = pod.status?.conditions ?? [];
  const others = before.filter((one) => !CONDITION_TYPES.includes(one.type));
  const names = containers(pod)
    .map((one) => one.name)
    .join(" ");
  const gatesHold = (pod.spec?.readinessGates ?? []).every((gate) =>
    others.some((one) => one.type === gate.conditionType && one.status === "True"),
  );
  const own = CONDITION_TYPES.map((type): PodCondition => {
    const needsReady = type === "ContainersReady" || type === "Ready";
    const holds = !needsReady || (state.ready && (type !== "Ready" || gatesHold));
    const old = before.find((one) => one.type === type);
    const status = holds ? "True" : "False";
    const reason = state.ready ? "ReadinessGatesNotReady" : (state.reason ?? "ContainersNotReady");
    return {
      type,
      status,
      lastTransitionTime:
        old?.status === status ? (old.lastTransitionTime ?? formatTime(state.nowMs)) : formatTime(state.nowMs),
      ...(holds
        ? {}
        : {
            reason,
            ...(reason === "ContainersNotReady" ? { message: `containers with unready status: [${names}]` } : {}),
          }),
    };
  });
  return [...own, ...others];
}
