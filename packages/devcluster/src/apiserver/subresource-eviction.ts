import { formatTime } from "homeostat/internal/meta/time.ts";
import { matchesLabels, selectorOf, type LabelSelector } from "homeostat/internal/meta/selector.ts";
import { StatusError } from "#status/status-error.ts";
import { StaleWriteError, type ApiObject, type Stored } from "#storage/store.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { createAttributes } from "./create.ts";
import { decodeBody } from "./decode.ts";
import { deleteStored } from "./delete.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import { storageKey, tableFor } from "./get.ts";
import { deleteOptionsOf, writeOptionsOf, type DeleteOptions } from "./write-options.ts";
import { inRequestNamespace } from "./write-scope.ts";

/**
 * POST of `pods/<name>/eviction`: a DELETE that the Pod's disruption budget may refuse.
 * See https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export async function evictPod(request: ResourceRequest): Promise<Outcome> {
  const options = writeOptionsOf(request.http, request.query, "CreateOptions");
  const body = inRequestNamespace(request, await decodeBody(request));
  const admitted = (await admitMutating(request, createAttributes(body, options))) as Eviction;
  const { name } = request.info;
  if (admitted.metadata.name !== name) throw badRequest("name in URL does not match name in Eviction object");
  const given = deleteOptionsOf(admitted.deleteOptions ?? {});
  const deletion: DeleteOptions = { ...given, dryRun: given.dryRun || options.dryRun };
  await admitValidating(request, createAttributes(admitted, options));
  const pod = tableFor(request).get(storageKey(request));
  if (pod === undefined) throw notFound(request.resource, name);
  takeFromBudget(request, pod.object, deletion.dryRun);
  if (!deletion.dryRun) markDisrupted(request);
  await deleteStored(request, pod.key, deletion, true);
  return { code: 201, object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 } };
}

type Eviction = ApiObject & { readonly deleteOptions?: Readonly<Record<string, unknown>> };

type Pod = ApiObject & {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};

interface BudgetStatus {
  readonly observedGeneration?: number;
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
}

type Budget = ApiObject & {
  readonly spec?: { readonly selector?: LabelSelector; readonly unhealthyPodEvictionPolicy?: string };
  readonly status?: BudgetStatus;
};

/** Throws 429 when the Pod's budget does not allow the disruption; else counts it there, so that the next one sees it. */
function takeFromBudget(request: ResourceRequest, pod: Pod, dryRun: boolean): void {
  const { phase = "Pending" } = pod.status ?? {};
  if (phase !== "Running" || pod.metadata.deletionTimestamp !== undefined) return;
  const [stored, second] = budgetsOf(request, pod);
  if (stored === undefined) return;
  if (second !== undefined) {
    throw new StatusError(
      500,
      "",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  const budget = stored.object as Budget;
  if (isUnguarded(pod, budget)) return;
  const status = allowed(budget, pod.metadata.name ?? "", formatTime(request.context.clock.now()));
  if (dryRun) return;
  try {
    request.context.store.table(BUDGETS).update(stored, { ...budget, status });
  } catch (error) {
    if (!(error instanceof StaleWriteError)) throw error;
    throw conflict(
      { group: "policy", resource: "poddisruptionbudgets" },
      budget.metadata.name ?? "",
      "the object has been modified; please try again",
    );
  }
}

/** Whoever looks at the Pod later sees that it was evicted. */
function markDisrupted(request: ResourceRequest): void {
  const stored = tableFor(request).get(storageKey(request));
  if (stored === undefined) return;
  const pod: Pod = stored.object;
  const conditions = pod.status?.conditions ?? [];
  if (conditions.some((one) => one.type === "DisruptionTarget" && one.status === "True")) return;
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: formatTime(request.context.clock.now()),
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  const others = conditions.filter((one) => one.type !== "DisruptionTarget");
  tableFor(request).update(stored, { ...pod, status: { ...pod.status, conditions: [...others, condition] } });
}

const BUDGETS = "poddisruptionbudgets.policy";

function budgetsOf({ context, info }: ResourceRequest, pod: Pod): readonly Stored[] {
  return context.store
    .table(BUDGETS)
    .list({ namespace: info.namespace })
    .items.filter(({ object }) => {
      const { selector } = (object as Budget).spec ?? {};
      return selector !== undefined && matchesLabels(selectorOf(selector), pod.metadata.labels ?? {});
    });
}

/** A Pod that is not ready is guarded only as long as the budget is not fulfilled without it. */
function isUnguarded(pod: Pod, { spec = {}, status = {} }: Budget): boolean {
  const isReady = pod.status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
  if (isReady) return false;
  if (spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

/** The budget's status after one disruption; throws 429 when there is none left. */
function allowed({ metadata, status = {} }: Budget, podName: string, now: string): BudgetStatus {
  const {
    observedGeneration = 0,
    disruptionsAllowed = 0,
    desiredHealthy = 0,
    currentHealthy = 0,
    disruptedPods = {},
  } = status;
  const name = metadata.name ?? "";
  if (observedGeneration < (metadata.generation ?? 0)) {
    throw refused(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (disruptionsAllowed <= 0) {
    throw refused(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
  }
  return { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: { ...disruptedPods, [podName]: now } };
}

function refused(message: string, retryAfterSeconds: number = 0): StatusError {
  return new StatusError(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
    details: {
      causes: [{ reason: "DisruptionBudget", message }],
      ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
    },
  });
}
