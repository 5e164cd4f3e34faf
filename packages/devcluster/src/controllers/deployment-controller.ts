import { isDeepStrictEqual } from "node:util";
import {
  defineController,
  done,
  ownedBy,
  requeueAfter,
  type ControllerDefinition,
  type ReconcileContext,
} from "homeostat";
import { isApiError } from "homeostat/client";
import { Deployment, ReplicaSet } from "homeostat/apis/apps/v1";
import { controllerOf, type Persisted } from "homeostat/meta";
import { deadlineInMs, deploymentStatus } from "./deployment-status.ts";
import {
  currentReplicaSet,
  desiredReplicas,
  HASH_LABEL,
  planRollout,
  replicasOf,
  REVISION,
  rollingLimits,
  templateHash,
} from "./rollout.ts";

/**
 * Rolls Deployments out: one ReplicaSet per template, scaled against each other.
 * See https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export function deploymentController(): ControllerDefinition<typeof Deployment> {
  return defineController({
    name: "deployment-controller",
    for: Deployment,
    owns: [ReplicaSet],
    maxConcurrentReconciles: 5,
    async reconcile(request, context) {
      const { client, clock, signal } = context;
      const deployment = await client.find(Deployment, request, { signal });
      if (deployment === undefined) return done();
      const owned = await ownReplicaSets(deployment, context);
      const isDeleted = deployment.metadata.deletionTimestamp !== undefined;
      const replicaSets = isDeleted ? owned : await roll(deployment, owned, context);
      const current = currentReplicaSet(deployment, replicaSets);
      const revised = isDeleted ? deployment : await writeRevision(deployment, current, context);
      const status = deploymentStatus(revised, { current, replicaSets, nowMs: clock.now() });
      if (!isDeepStrictEqual(status, revised.status)) {
        const next: Deployment = { ...revised, status };
        await client.status.update(Deployment, next, { signal });
      }
      const deadlineMs = deadlineInMs(revised, status, clock.now());
      return deadlineMs === undefined ? done() : requeueAfter(deadlineMs);
    },
  });
}

async function ownReplicaSets(
  deployment: Persisted<Deployment>,
  { client, signal }: ReconcileContext,
): Promise<readonly Persisted<ReplicaSet>[]> {
  const { namespace = "", uid } = deployment.metadata;
  const all = await client.list(ReplicaSet, { namespace, signal });
  return all.filter((one) => controllerOf(one)?.uid === uid);
}

/** One step of the rollout; the ReplicaSets as they are afterwards. */
async function roll(
  deployment: Persisted<Deployment>,
  replicaSets: readonly Persisted<ReplicaSet>[],
  context: ReconcileContext,
): Promise<readonly Persisted<ReplicaSet>[]> {
  const plan = planRollout(deployment, replicaSets);
  const next = new Map(replicaSets.map((one) => [one.metadata.uid, one]));
  if (plan.create !== undefined) {
    const created = await createReplicaSet(deployment, replicaSets, { ...context, replicas: plan.create });
    next.set(created.metadata.uid, created);
  }
  const scaled = new Map(plan.scale.map((one) => [one.replicaSet.metadata.uid, one.replicas]));
  for (const one of replicaSets) {
    const updated = await updateReplicaSet(deployment, one, {
      ...context,
      replicas: scaled.get(one.metadata.uid),
      isCurrent: one === plan.current,
      all: replicaSets,
    });
    next.set(updated.metadata.uid, updated);
  }
  for (const one of surplusHistory(deployment, [...next.values()])) {
    next.delete(one.metadata.uid);
    await deleteReplicaSet(one, context);
  }
  return [...next.values()];
}

async function createReplicaSet(
  deployment: Persisted<Deployment>,
  others: readonly Persisted<ReplicaSet>[],
  { client, recorder, signal, replicas }: ReconcileContext & { readonly replicas: number },
): Promise<Persisted<ReplicaSet>> {
  const { name, namespace = "" } = deployment.metadata;
  const template = deployment.spec?.template;
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
  const labels = { ...template?.metadata?.labels, [HASH_LABEL]: hash };
  const { minReadySeconds, selector } = deployment.spec ?? {};
  const replicaSet: ReplicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: annotationsOf(deployment, nextRevision(others)),
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    },
  };
  try {
    const created = await client.create(ReplicaSet, ownedBy(replicaSet, deployment, Deployment), { signal });
    noteScaling(deployment, created, { recorder, from: 0, to: replicas });
    return created;
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    // Somebody else's template has the same hash: another try with another count.
    const status = { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 };
    const next: Deployment = { ...deployment, status };
    await client.status.update(Deployment, next, { signal });
    throw error;
  }
}

/** Replicas, and what the annotations say of the rollout. */
async function updateReplicaSet(
  deployment: Persisted<Deployment>,
  replicaSet: Persisted<ReplicaSet>,
  change: ReconcileContext & {
    readonly replicas: number | undefined;
    readonly isCurrent: boolean;
    readonly all: readonly Persisted<ReplicaSet>[];
  },
): Promise<Persisted<ReplicaSet>> {
  const { client, recorder, signal, replicas = replicasOf(replicaSet), isCurrent, all } = change;
  const from = replicasOf(replicaSet);
  const others = all.filter((one) => one !== replicaSet);
  const own = revisionOf(replicaSet);
  const revision = isCurrent ? Math.max(own, nextRevision(others)) : own;
  const wanted = isCurrent ? annotationsOf(deployment, revision) : {};
  const limits = replicas > 0 || isCurrent ? sizeAnnotations(deployment) : {};
  const before = replicaSet.metadata.annotations ?? {};
  const annotations = { ...before, ...wanted, ...limits };
  if (from === replicas && isDeepStrictEqual(annotations, before)) return replicaSet;
  const next: ReplicaSet = {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    ...(replicaSet.spec === undefined ? {} : { spec: { ...replicaSet.spec, replicas } }),
  };
  const updated = await client.update(ReplicaSet, next, { signal });
  if (from !== replicas) noteScaling(deployment, replicaSet, { recorder, from, to: replicas });
  return updated;
}

function noteScaling(
  deployment: Persisted<Deployment>,
  replicaSet: Persisted<ReplicaSet>,
  { recorder, from, to }: Pick<ReconcileContext, "recorder"> & { readonly from: number; readonly to: number },
): void {
  const note = `Scaled ${from > to ? "down" : "up"} replica set ${replicaSet.metadata.name} from ${from} to ${to}`;
  recorder.event(deployment, { reason: "ScalingReplicaSet", action: "ScalingReplicaSet", note });
}

const NOT_COPIED = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
]);

function annotationsOf(deployment: Persisted<Deployment>, revision: number): Readonly<Record<string, string>> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  return { ...Object.fromEntries(copied), [REVISION]: String(revision), ...sizeAnnotations(deployment) };
}

function sizeAnnotations(deployment: Persisted<Deployment>): Readonly<Record<string, string>> {
  const desired = desiredReplicas(deployment);
  const surge = deployment.spec?.strategy?.type === "Recreate" ? 0 : rollingLimits(deployment).surge;
  return {
    "deployment.kubernetes.io/desired-replicas": String(desired),
    "deployment.kubernetes.io/max-replicas": String(desired + surge),
  };
}

function revisionOf(replicaSet: ReplicaSet): number {
  return Number(replicaSet.metadata?.annotations?.[REVISION] ?? 0);
}

function nextRevision(replicaSets: readonly ReplicaSet[]): number {
  return Math.max(0, ...replicaSets.map(revisionOf)) + 1;
}

async function writeRevision(
  deployment: Persisted<Deployment>,
  current: Persisted<ReplicaSet> | undefined,
  { client, signal }: ReconcileContext,
): Promise<Persisted<Deployment>> {
  const revision = current?.metadata.annotations?.[REVISION];
  if (revision === undefined || deployment.metadata.annotations?.[REVISION] === revision) return deployment;
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
  return client.update(Deployment, { ...deployment, metadata: { ...deployment.metadata, annotations } }, { signal });
}

/** Empty ReplicaSets beyond `revisionHistoryLimit`, the oldest revisions. */
function surplusHistory(
  deployment: Persisted<Deployment>,
  replicaSets: readonly Persisted<ReplicaSet>[],
): readonly Persisted<ReplicaSet>[] {
  const current = currentReplicaSet(deployment, replicaSets);
  if (deployment.spec?.paused === true || current === undefined) return [];
  const empty = replicaSets.filter(
    (one) =>
      one !== current &&
      replicasOf(one) === 0 &&
      (one.status?.replicas ?? 0) === 0 &&
      (one.status?.observedGeneration ?? 0) >= (one.metadata.generation ?? 0) &&
      one.metadata.deletionTimestamp === undefined,
  );
  const surplus = Math.max(0, empty.length - (deployment.spec?.revisionHistoryLimit ?? 10));
  return [...empty].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus);
}

async function deleteReplicaSet(
  replicaSet: Persisted<ReplicaSet>,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const { namespace = "", name, uid } = replicaSet.metadata;
  try {
    await client.delete(ReplicaSet, { namespace, name }, { preconditions: { uid }, signal });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
}
