import { defineController, done, watch, type ControllerDefinition, type ReconcileContext } from "homeostat";
import { isApiError } from "homeostat/client";
import { Node, Pod } from "homeostat/apis/core/v1";
import { formatTime, type ObjectKey, type Persisted } from "homeostat/meta";
import { placePod } from "./scheduling.ts";

/**
 * Binds Pods that have no node to one that can run them; Pods that fit nowhere are told so and tried again when nodes or Pods
 * change. See https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
 */
export function schedulerController(): ControllerDefinition<typeof Pod> {
  return defineController({
    name: "default-scheduler",
    for: Pod,
    when: (event) => isWaiting(event.object),
    watches: [
      watch(Node, {
        map: (_, { client, signal }) => waitingPods(client, signal),
        when: (event) => event.type !== "delete",
      }),
      watch(Pod, {
        map: (_, { client, signal }) => waitingPods(client, signal),
        when: (event) => event.type === "delete",
      }),
    ],
    async reconcile(request, context) {
      const { client, signal } = context;
      const pod = await client.find(Pod, request, { signal });
      if (pod === undefined || !isWaiting(pod)) return done();
      const placement = placePod(pod, await client.list(Node, { signal }), await client.list(Pod, { signal }));
      if ("message" in placement) await reportUnschedulable(pod, placement.message, context);
      else await bind(pod, placement.node, context);
      return done();
    },
  });
}

const NAME = "default-scheduler";

function isWaiting(pod: Pod): boolean {
  const { nodeName, schedulerName = NAME, schedulingGates = [] } = pod.spec ?? {};
  const isOver = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
  const unbound = nodeName === undefined || nodeName === "";
  return (
    unbound &&
    !isOver &&
    schedulerName === NAME &&
    schedulingGates.length === 0 &&
    pod.metadata?.deletionTimestamp === undefined
  );
}

async function waitingPods(client: ReconcileContext["client"], signal: AbortSignal): Promise<readonly ObjectKey[]> {
  const pods = await client.list(Pod, { signal });
  return pods.filter(isWaiting).map(({ metadata: { namespace = "", name } }) => ({ namespace, name }));
}

async function bind(pod: Persisted<Pod>, node: string, { client, recorder, signal }: ReconcileContext): Promise<void> {
  const { namespace = "", name, uid } = pod.metadata;
  const binding = {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { namespace, name, uid },
    target: { kind: "Node", name: node },
  };
  try {
    await client.subresource("binding").create(Pod, { namespace, name }, binding, { signal });
  } catch (error) {
    if (!isApiError(error, "Conflict") && !isApiError(error, "NotFound")) throw error;
    return;
  }
  const note = `Successfully assigned ${namespace}/${name} to ${node}`;
  recorder.event(pod, { reason: "Scheduled", action: "Binding", note });
}

async function reportUnschedulable(
  pod: Persisted<Pod>,
  message: string,
  { client, clock, recorder, signal }: ReconcileContext,
): Promise<void> {
  const before = pod.status?.conditions ?? [];
  const old = before.find((one) => one.type === "PodScheduled");
  if (old?.status === "False" && old.message === message) return;
  const lastTransitionTime = old?.status === "False" ? (old.lastTransitionTime ?? "") : formatTime(clock.now());
  const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastTransitionTime };
  const next: Pod = {
    ...pod,
    status: { ...pod.status, conditions: [...before.filter((one) => one !== old), condition] },
  };
  try {
    await client.status.update(Pod, next, { signal });
  } catch (error) {
    if (!isApiError(error, "Conflict") && !isApiError(error, "NotFound")) throw error;
  }
  recorder.event(pod, { type: "Warning", reason: "FailedScheduling", action: "Scheduling", note: message });
}
