import {
  defineController,
  done,
  isApiError,
  requeueAfter,
  type Client,
  type ControllerDefinition,
  type EventRecorder,
  type Logger,
  type Outcome,
} from "homeostat";
import { controllerOf } from "homeostat/meta";
import { Pod } from "homeostat/apis/core/v1";
import { PodSet } from "../api/v1alpha1/zz_generated.kinds.ts";
import type { PodSetStatus } from "../api/v1alpha1/podset_types.ts";
import { podFor, podLabels } from "./pod.ts";
import { freeSlots, slotIndexOf } from "./slots.ts";

/** Keeps `spec.replicas` Pods for every PodSet. */
// +kubebuilder:rbac:groups=app.example.com,resources=podsets,verbs=get;list;watch
// +kubebuilder:rbac:groups=app.example.com,resources=podsets/status,verbs=patch
// +kubebuilder:rbac:groups=app.example.com,resources=podsets/finalizers,verbs=update
// +kubebuilder:rbac:groups="",resources=pods,verbs=get;list;watch;create;delete
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
export const podSetController: ControllerDefinition<typeof PodSet> = defineController({
  name: "podset",
  for: PodSet,
  owns: [Pod],
  async reconcile(request, { client, log, recorder, signal }): Promise<Outcome> {
    const podSet = await client.find(PodSet, request, { signal });
    // Deleted, or on its way: the garbage collector removes the Pods.
    if (podSet === undefined || podSet.metadata.deletionTimestamp !== undefined) return done();
    const pods = await podsOf(podSet, client, signal);
    await updateStatus(podSet, pods.available, { client, signal });
    return scale(podSet, pods, { client, log, recorder, signal });
  },
});

/** A PodSet that names no number wants one Pod. */
const DEFAULT_REPLICAS = 1;

interface Pods {
  /** Pending or running, the oldest first. */
  readonly available: readonly Pod[];
  /** Failed or succeeded: to be removed and replaced. */
  readonly finished: readonly Pod[];
  /** All of them, also those that are being deleted. */
  readonly existing: readonly Pod[];
}

interface Tools {
  readonly client: Client;
  readonly log: Logger;
  readonly recorder: EventRecorder;
  readonly signal: AbortSignal;
}

async function podsOf(podSet: PodSet, client: Client, signal: AbortSignal): Promise<Pods> {
  const namespace = podSet.metadata?.namespace ?? "";
  const listed = await client.list(Pod, { namespace, labels: podLabels(podSet), signal });
  const existing = listed.filter((pod) => controllerOf(pod)?.uid === podSet.metadata?.uid).sort(byAge);
  const alive = existing.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  return {
    available: alive.filter(isAvailable),
    finished: alive.filter((pod) => !isAvailable(pod)),
    existing,
  };
}

async function scale(podSet: PodSet, pods: Pods, tools: Tools): Promise<Outcome> {
  const wanted = podSet.spec.replicas ?? DEFAULT_REPLICAS;
  const available = pods.available.length;
  for (const pod of pods.finished)
    await removePod(podSet, pod, { ...tools, why: `it has ${pod.status?.phase?.toLowerCase() ?? "ended"}` });
  if (available < wanted) {
    tools.log.info("Scaling up pods", { "Currently available": available, "Required replicas": wanted });
    return createMissing(podSet, wanted - available, { pods, tools });
  }
  if (available > wanted) {
    tools.log.info("Scaling down pods", { "Currently available": available, "Required replicas": wanted });
    for (const pod of surplusOf(pods.available, wanted))
      await removePod(podSet, pod, { ...tools, why: "there are too many" });
  }
  return done();
}

/** All missing Pods in one reconcile. A name that is taken means that our view is older than our own work. */
async function createMissing(
  podSet: PodSet,
  count: number,
  context: { readonly pods: Pods; readonly tools: Tools },
): Promise<Outcome> {
  const { pods, tools } = context;
  const { client, recorder, signal } = tools;
  let stale = false;
  for (const slot of freeSlots(podSet, count, { occupying: pods.available, existing: pods.existing })) {
    try {
      const pod = await client.create(Pod, podFor(podSet, slot), { signal });
      recorder.event(podSet, {
        type: "Normal",
        reason: "Created",
        action: "CreatePod",
        note: `Created pod ${pod.metadata.name}`,
        related: pod,
      });
    } catch (error) {
      if (!isApiError(error, "AlreadyExists")) throw error;
      stale = true;
    }
  }
  return stale ? requeueAfter("1s") : done();
}

/** Those that do not run yet go first, then the youngest. */
function surplusOf(available: readonly Pod[], wanted: number): readonly Pod[] {
  const running = (pod: Pod): number => (pod.status?.phase === "Running" ? 1 : 0);
  return [...available].sort((a, b) => running(a) - running(b) || byAge(b, a)).slice(0, available.length - wanted);
}

async function removePod(podSet: PodSet, pod: Pod, tools: Tools & { readonly why: string }): Promise<void> {
  const { name = "", namespace = "", uid = "" } = pod.metadata ?? {};
  try {
    await tools.client.delete(Pod, { namespace, name }, { preconditions: { uid }, signal: tools.signal });
  } catch (error) {
    // Gone, or another Pod has its name: what we wanted has happened.
    if (isApiError(error, "NotFound") || isApiError(error, "Conflict")) return;
    throw error;
  }
  tools.recorder.event(podSet, {
    type: "Normal",
    reason: "Deleted",
    action: "DeletePod",
    note: `Deleted pod ${name}: ${tools.why}`,
    related: pod,
  });
}

/** Only when it differs: a write that changes nothing would still cost a request. */
async function updateStatus(
  podSet: PodSet,
  available: readonly Pod[],
  tools: Pick<Tools, "client" | "signal">,
): Promise<void> {
  const podNames = available.map((pod) => pod.metadata?.name ?? "").sort();
  const status: PodSetStatus = { podNames, availableReplicas: podNames.length };
  const { namespace = "", name = "" } = podSet.metadata ?? {};
  if (
    JSON.stringify(podSet.status?.podNames) === JSON.stringify(podNames) &&
    podSet.status?.availableReplicas === podNames.length
  )
    return;
  await tools.client.status.patch(
    PodSet,
    { namespace, name },
    { type: "merge", patch: { status } },
    { signal: tools.signal },
  );
}

function isAvailable(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === undefined || phase === "Pending" || phase === "Running";
}

/** The oldest first; of Pods of the same second, those of the lower slots. */
function byAge(a: Pod, b: Pod): number {
  const [left, right] = [a.metadata?.creationTimestamp ?? "", b.metadata?.creationTimestamp ?? ""];
  if (left !== right) return left < right ? -1 : 1;
  return (slotIndexOf(a) ?? -1) - (slotIndexOf(b) ?? -1);
}
