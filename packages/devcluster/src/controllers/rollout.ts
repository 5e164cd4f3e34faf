import { isDeepStrictEqual } from "node:util";
import type { Deployment, ReplicaSet } from "homeostat/apis/apps/v1";
import type { PodTemplateSpec } from "homeostat/apis/core/v1";
import type { Persisted } from "homeostat/meta";

export const HASH_LABEL = "pod-template-hash";
export const REVISION = "deployment.kubernetes.io/revision";

/** How many replicas each ReplicaSet should have now; `create`: those of the new one when it does not exist yet. */
export interface RolloutPlan {
  readonly current: Persisted<ReplicaSet> | undefined;
  readonly create: number | undefined;
  readonly scale: readonly { readonly replicaSet: Persisted<ReplicaSet>; readonly replicas: number }[];
}

/** Decides the next step of a rollout from what the ReplicaSets say of themselves. Pure. */
export function planRollout(
  deployment: Persisted<Deployment>,
  replicaSets: readonly Persisted<ReplicaSet>[],
): RolloutPlan {
  const current = currentReplicaSet(deployment, replicaSets);
  const old = replicaSets.filter((one) => one !== current).sort(byAge);
  if (deployment.spec?.paused === true)
    return { current, create: undefined, scale: scaleOnly(deployment, current, old) };
  return deployment.spec?.strategy?.type === "Recreate"
    ? recreate(deployment, current, old)
    : rollingUpdate(deployment, current, old);
}

/** The ReplicaSet of the Deployment's template; the oldest when there are several. */
export function currentReplicaSet(
  deployment: Persisted<Deployment>,
  replicaSets: readonly Persisted<ReplicaSet>[],
): Persisted<ReplicaSet> | undefined {
  const wanted = withoutHash(deployment.spec?.template);
  return [...replicaSets].sort(byAge).find((one) => isDeepStrictEqual(withoutHash(one.spec?.template), wanted));
}

/** Limits of a rolling update in numbers of Pods. */
export function rollingLimits(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const desired = desiredReplicas(deployment);
  const { maxSurge = "25%", maxUnavailable = "25%" } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = Math.ceil(share(maxSurge, desired));
  const unavailable = Math.floor(share(maxUnavailable, desired));
  return surge === 0 && unavailable === 0
    ? { surge, unavailable: 1 }
    : { surge, unavailable: Math.min(unavailable, desired) };
}

export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec?.replicas ?? 1;
}

export function replicasOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 0;
}

/** Name suffix and label of a template: an FNV-1a hash in letters that form no words. */
export function templateHash(template: PodTemplateSpec | undefined, collisionCount: number): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${JSON.stringify(template)}${collisionCount === 0 ? "" : collisionCount}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => SAFE_LETTERS.charAt(digit.charCodeAt(0) % SAFE_LETTERS.length)).join("");
}

const SAFE_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function share(value: number | string, of: number): number {
  if (typeof value === "number") return value;
  return value.endsWith("%") ? (Number(value.slice(0, -1)) * of) / 100 : Number(value);
}

function withoutHash(template: PodTemplateSpec | undefined): object {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

function byAge(a: Persisted<ReplicaSet>, b: Persisted<ReplicaSet>): number {
  const left = a.metadata.creationTimestamp;
  const right = b.metadata.creationTimestamp;
  return left === right ? (a.metadata.name < b.metadata.name ? -1 : 1) : left < right ? -1 : 1;
}

type Scaling = { readonly replicaSet: Persisted<ReplicaSet>; readonly replicas: number };

/** A paused Deployment still follows its replica count, with the ReplicaSet that has the Pods. */
function scaleOnly(
  deployment: Deployment,
  current: Persisted<ReplicaSet> | undefined,
  old: readonly Persisted<ReplicaSet>[],
): readonly Scaling[] {
  const active = [...(current === undefined ? [] : [current]), ...old].filter((one) => replicasOf(one) > 0);
  const [only, ...others] = active;
  const replicas = desiredReplicas(deployment);
  return only !== undefined && others.length === 0 && replicasOf(only) !== replicas
    ? [{ replicaSet: only, replicas }]
    : [];
}

function recreate(
  deployment: Deployment,
  current: Persisted<ReplicaSet> | undefined,
  old: readonly Persisted<ReplicaSet>[],
): RolloutPlan {
  const running = old.filter((one) => replicasOf(one) > 0);
  if (running.length > 0)
    return { current, create: undefined, scale: running.map((replicaSet) => ({ replicaSet, replicas: 0 })) };
  const podsLeft = old.some((one) => (one.status?.replicas ?? 0) + (one.status?.terminatingReplicas ?? 0) > 0);
  if (podsLeft) return { current, create: undefined, scale: [] };
  return scaleCurrent(current, desiredReplicas(deployment));
}

function scaleCurrent(current: Persisted<ReplicaSet> | undefined, replicas: number): RolloutPlan {
  if (current === undefined) return { current, create: replicas, scale: [] };
  return {
    current,
    create: undefined,
    scale: replicasOf(current) === replicas ? [] : [{ replicaSet: current, replicas }],
  };
}

/** First up with the new one as far as the surge allows, then down with the old ones as far as availability allows. */
function rollingUpdate(
  deployment: Deployment,
  current: Persisted<ReplicaSet> | undefined,
  old: readonly Persisted<ReplicaSet>[],
): RolloutPlan {
  const desired = desiredReplicas(deployment);
  const { surge } = rollingLimits(deployment);
  const total = [...old, ...(current === undefined ? [] : [current])].reduce((sum, one) => sum + replicasOf(one), 0);
  const now = current === undefined ? 0 : replicasOf(current);
  const room = Math.max(0, desired + surge - total);
  const next = now > desired ? desired : Math.min(desired, now + room);
  const up = scaleCurrent(current, next);
  if (up.create !== undefined || up.scale.length > 0) return up;
  return { current, create: undefined, scale: scaleDownOld(deployment, current, old) };
}

function scaleDownOld(
  deployment: Deployment,
  current: Persisted<ReplicaSet> | undefined,
  old: readonly Persisted<ReplicaSet>[],
): readonly Scaling[] {
  const minAvailable = desiredReplicas(deployment) - rollingLimits(deployment).unavailable;
  const all = [...old, ...(current === undefined ? [] : [current])];
  const total = all.reduce((sum, one) => sum + replicasOf(one), 0);
  const newUnavailable = current === undefined ? 0 : replicasOf(current) - (current.status?.availableReplicas ?? 0);
  let budget = total - minAvailable - Math.max(0, newUnavailable);
  const scale = new Map<Persisted<ReplicaSet>, number>(old.map((one) => [one, replicasOf(one)]));
  // Replicas that are not available can go without anybody noticing.
  for (const one of old) {
    const unhealthy = Math.max(0, replicasOf(one) - (one.status?.availableReplicas ?? 0));
    const cut = Math.max(0, Math.min(budget, unhealthy));
    scale.set(one, replicasOf(one) - cut);
    budget -= cut;
  }
  let spare = all.reduce((sum, one) => sum + (one.status?.availableReplicas ?? 0), 0) - minAvailable;
  for (const one of old) {
    const left = scale.get(one) ?? 0;
    const cut = Math.max(0, Math.min(spare, left, budget));
    scale.set(one, left - cut);
    spare -= cut;
    budget -= cut;
  }
  return [...scale]
    .filter(([one, replicas]) => replicas !== replicasOf(one))
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }));
}
