import {
  defineController,
  done,
  ownedBy,
  requeueAfter,
  watch,
  type ControllerDefinition,
  type ObjectKey,
  type ReconcileContext,
} from "homeostat";
import { isApiError } from "homeostat/client";
import { ReplicaSet, type ReplicaSetStatus } from "homeostat/apis/apps/v1";
import { Pod } from "homeostat/apis/core/v1";
import { disowned, matchesLabels, selectorOf, type Persisted } from "homeostat/meta";
import { claims, replicaSetPlan } from "./replica-set-step.ts";

/**
 * Keeps as many Pods as a ReplicaSet wants.
 * See https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
 */
export function replicaSetController(): ControllerDefinition<typeof ReplicaSet> {
  return defineController({
    name: "replicaset-controller",
    for: ReplicaSet,
    owns: [Pod],
    watches: [
      watch(Pod, {
        map: (pod, { client }) => whoseSelectorMatches(pod, client),
        when: ({ object }) => isOrphan(object),
      }),
    ],
    maxConcurrentReconciles: 5,
    async reconcile(request, context) {
      const { client, clock, signal } = context;
      const replicaSet = await client.find(ReplicaSet, request, { signal });
      if (replicaSet === undefined) return done();
      const pods = await claimPods(replicaSet, context);
      const plan = replicaSetPlan(replicaSet, pods, clock.now());
      await writeStatus(replicaSet, plan.status, context);
      for (const pod of plan.delete) await deletePod(replicaSet, pod, context);
      for (let left = plan.create, batch = 1; left > 0; batch = Math.min(batch * 2, MAX_BATCH)) {
        const size = Math.min(batch, left);
        await Promise.all(Array.from({ length: size }, () => createPod(replicaSet, context)));
        left -= size;
      }
      return plan.lookAgainMs === undefined ? done() : requeueAfter(plan.lookAgainMs);
    },
  });
}

/** Slow start: one Pod tells whether any can be created. */
const MAX_BATCH = 64;

function isOrphan(pod: Pod): boolean {
  return pod.metadata?.ownerReferences?.some((one) => one.controller === true) !== true;
}

async function whoseSelectorMatches(
  pod: Persisted<Pod>,
  client: ReconcileContext["client"],
): Promise<readonly ObjectKey[]> {
  const { namespace = "" } = pod.metadata;
  if (!isOrphan(pod)) return [];
  const candidates = await client.list(ReplicaSet, { namespace });
  const matching = candidates.filter((one) => matchesLabels(selectorOf(one.spec?.selector), pod.metadata.labels));
  return matching.map((one) => ({ namespace, name: one.metadata.name }));
}

/** The ReplicaSet's Pods, after orphans that match were adopted and those that no longer match were let go. */
async function claimPods(
  replicaSet: Persisted<ReplicaSet>,
  { client, signal }: ReconcileContext,
): Promise<readonly Persisted<Pod>[]> {
  const { namespace = "" } = replicaSet.metadata;
  const { adopt, release, own } = claims(replicaSet, await client.list(Pod, { namespace, signal }));
  const adopted: Persisted<Pod>[] = [];
  for (const pod of adopt) adopted.push(await client.update(Pod, ownedBy(pod, replicaSet, ReplicaSet), { signal }));
  for (const pod of release) await client.update(Pod, disowned(pod, ReplicaSet, replicaSet.metadata.name), { signal });
  return [...own, ...adopted];
}

async function createPod(
  replicaSet: Persisted<ReplicaSet>,
  { client, recorder, signal }: ReconcileContext,
): Promise<void> {
  const { name, namespace = "" } = replicaSet.metadata;
  const { metadata, spec } = replicaSet.spec?.template ?? {};
  const { labels, annotations, finalizers } = metadata ?? {};
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${name}-`,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
    },
    ...(spec === undefined ? {} : { spec }),
  };
  try {
    const created = await client.create(Pod, ownedBy(pod, replicaSet, ReplicaSet), { signal });
    recorder.event(replicaSet, { reason: "SuccessfulCreate", note: `Created pod: ${created.metadata.name}` });
  } catch (error) {
    if (isApiError(error, "NotFound") || (isApiError(error, "Forbidden") && error.message.includes("being terminated")))
      return;
    recorder.event(replicaSet, { type: "Warning", reason: "FailedCreate", note: `Error creating: ${String(error)}` });
    throw error;
  }
}

async function deletePod(
  replicaSet: Persisted<ReplicaSet>,
  pod: Persisted<Pod>,
  { client, recorder, signal }: ReconcileContext,
): Promise<void> {
  const { namespace = "", name, uid } = pod.metadata;
  try {
    await client.delete(Pod, { namespace, name }, { preconditions: { uid }, signal });
  } catch (error) {
    if (!isApiError(error, "NotFound") && !isApiError(error, "Conflict")) throw error;
    return;
  }
  recorder.event(replicaSet, { reason: "SuccessfulDelete", note: `Deleted pod: ${name}` });
}

async function writeStatus(
  replicaSet: Persisted<ReplicaSet>,
  status: ReplicaSetStatus,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const before = replicaSet.status;
  const counters = [
    "replicas",
    "fullyLabeledReplicas",
    "readyReplicas",
    "availableReplicas",
    "terminatingReplicas",
    "observedGeneration",
  ] as const;
  if (counters.every((name) => (before?.[name] ?? 0) === (status[name] ?? 0))) return;
  const next: ReplicaSet = { ...replicaSet, status };
  try {
    await client.status.update(ReplicaSet, next, { signal });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
}
