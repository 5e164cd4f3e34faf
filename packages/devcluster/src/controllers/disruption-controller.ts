import {
  defineController,
  done,
  requeueAfter,
  watch,
  type ControllerDefinition,
  type ReconcileContext,
} from "homeostat";
import { isApiError } from "homeostat/client";
import { ReplicaSet, StatefulSet } from "homeostat/apis/apps/v1";
import { Pod } from "homeostat/apis/core/v1";
import { PodDisruptionBudget, type PodDisruptionBudgetStatus } from "homeostat/apis/policy/v1";
import { matchesLabels, selectorOf, type Persisted } from "homeostat/meta";
import { disruptionPlan, isNews } from "./disruption-step.ts";

/**
 * Keeps the counts of PodDisruptionBudgets, which evictions go by.
 * See https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function disruptionController(): ControllerDefinition<typeof PodDisruptionBudget> {
  return defineController({
    name: "disruption",
    for: PodDisruptionBudget,
    watches: [
      watch(Pod, {
        map: async (pod, { client }) => {
          const { namespace = "" } = pod.metadata;
          const budgets = await client.list(PodDisruptionBudget, { namespace });
          return budgets.filter((one) => selects(one, pod)).map((one) => ({ namespace, name: one.metadata.name }));
        },
      }),
    ],
    when: () => true,
    async reconcile(request, context) {
      const { client, clock, signal } = context;
      const budget = await client.find(PodDisruptionBudget, request, { signal });
      if (budget === undefined) return done();
      const pods = (await client.list(Pod, { namespace: request.namespace ?? "", signal })).filter((pod) =>
        selects(budget, pod),
      );
      const { status, lookAgainMs } = disruptionPlan(budget, pods, {
        scale: await scaleOf(pods, context),
        nowMs: clock.now(),
      });
      if (isNews(budget.status, status)) await writeStatus(budget, status, context);
      return lookAgainMs === undefined ? done() : requeueAfter(lookAgainMs);
    },
  });
}

/** A budget without a selector is for no Pod, one with an empty selector for all. */
function selects({ spec }: PodDisruptionBudget, pod: Persisted<Pod>): boolean {
  return spec?.selector !== undefined && matchesLabels(selectorOf(spec.selector), pod.metadata.labels);
}

/**
 * How many Pods the controllers of these want. Of controllers other than ReplicaSets and StatefulSets the Pods that there are
 * count; Pods without one do not.
 */
async function scaleOf(pods: readonly Persisted<Pod>[], { client, signal }: ReconcileContext): Promise<number> {
  const owners = new Map<string, number>();
  for (const { metadata } of pods) {
    const owner = metadata.ownerReferences?.find((one) => one.controller === true);
    if (owner === undefined) continue;
    const key = { namespace: metadata.namespace ?? "", name: owner.name };
    const known = owners.get(owner.uid);
    if (owner.kind !== "ReplicaSet" && owner.kind !== "StatefulSet") owners.set(owner.uid, (known ?? 0) + 1);
    else if (known === undefined) {
      const found =
        owner.kind === "ReplicaSet"
          ? await client.find(ReplicaSet, key, { signal })
          : await client.find(StatefulSet, key, { signal });
      owners.set(owner.uid, found?.spec?.replicas ?? 0);
    }
  }
  return [...owners.values()].reduce((sum, one) => sum + one, 0);
}

async function writeStatus(
  budget: Persisted<PodDisruptionBudget>,
  status: PodDisruptionBudgetStatus,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const next: PodDisruptionBudget = { ...budget, status };
  try {
    await client.status.update(PodDisruptionBudget, next, { signal });
  } catch (error) {
    // The newer version comes with an event.
    if (!isApiError(error, "Conflict") && !isApiError(error, "NotFound")) throw error;
  }
}
