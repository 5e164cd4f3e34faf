import { defineController, done, requeueAfter, type ControllerDefinition, type ReconcileContext } from "homeostat";
import { isApiError, type Client } from "homeostat/client";
import { Namespace, type NamespaceCondition } from "homeostat/apis/core/v1";
import { formatTime, type Persisted } from "homeostat/meta";
import { discoverResources, type ServedResource } from "./discovery.ts";

/**
 * Ends namespaces: deletes everything in one that is being deleted, Pods before the rest, and takes the finalizer `kubernetes`
 * away when nothing is left. See https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace
 */
export function namespaceController(): ControllerDefinition<typeof Namespace> {
  return defineController({
    name: "namespace-controller",
    for: Namespace,
    maxConcurrentReconciles: 5,
    async reconcile({ name }, context) {
      const { client, signal } = context;
      const namespace = await client.find(Namespace, { name }, { signal });
      if (namespace?.metadata.deletionTimestamp === undefined || !namespace.spec?.finalizers?.includes("kubernetes"))
        return done();
      const left = await deleteContent(client, name, signal);
      if (left.resources.size > 0) {
        await reportRemaining(namespace, left, context);
        return requeueAfter(RETRY_MS);
      }
      const finalizers = namespace.spec.finalizers.filter((one) => one !== "kubernetes");
      const finalized: Namespace = { ...namespace, spec: { ...namespace.spec, finalizers } };
      try {
        await client.subresource("finalize").update(Namespace, finalized, { signal });
      } catch (error) {
        if (!isApiError(error, "NotFound") && !isApiError(error, "Conflict")) throw error;
      }
      return done();
    },
  });
}

/** Objects that wait for their finalizers or their grace period are looked at again after this time. */
const RETRY_MS = 200;

interface Remaining {
  /** How many objects of each resource are left. */
  readonly resources: ReadonlyMap<string, number>;
  /** On how many objects each finalizer is. */
  readonly finalizers: ReadonlyMap<string, number>;
}

async function deleteContent(client: Client, namespace: string, signal: AbortSignal): Promise<Remaining> {
  const resources = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const kinds = (await discoverResources(client, signal)).filter(canBeEmptied);
  const pods = kinds.filter((kind) => kind.group === "" && kind.plural === "pods");
  const rest = kinds.filter((kind) => !pods.includes(kind));
  for (const batch of [pods, rest]) {
    await Promise.all(batch.map((kind) => empty(client, kind, { namespace, signal, resources, finalizers })));
    if (resources.size > 0) break;
  }
  return { resources, finalizers };
}

function canBeEmptied(kind: ServedResource): boolean {
  return kind.scope === "Namespaced" && kind.verbs.includes("list") && kind.verbs.includes("delete");
}

interface Emptying {
  readonly namespace: string;
  readonly signal: AbortSignal;
  readonly resources: Map<string, number>;
  readonly finalizers: Map<string, number>;
}

async function empty(
  client: Client,
  kind: ServedResource,
  { namespace, signal, resources, finalizers }: Emptying,
): Promise<void> {
  const live = { namespace, consistency: "live", signal } as const;
  const before = await client.list(kind, live);
  if (before.length === 0) return;
  await client.deleteAllOf(kind, { namespace, propagationPolicy: "Background", signal });
  const after = await client.list(kind, live);
  if (after.length === 0) return;
  resources.set(kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`, after.length);
  for (const finalizer of after.flatMap((one) => one.metadata.finalizers ?? []))
    finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
}

async function reportRemaining(
  namespace: Persisted<Namespace>,
  left: Remaining,
  { client, clock, signal }: ReconcileContext,
): Promise<void> {
  const conditions = remainingConditions(left);
  const before = namespace.status?.conditions ?? [];
  const same = (one: Facts): boolean =>
    before.some((old) => old.type === one.type && old.status === one.status && old.message === one.message);
  if (conditions.every(same)) return;
  const now = formatTime(clock.now());
  const next: NamespaceCondition[] = conditions.map((one) => {
    const old = before.find((other) => other.type === one.type);
    return { ...one, lastTransitionTime: old?.status === one.status ? (old.lastTransitionTime ?? now) : now };
  });
  const changed: Namespace = { ...namespace, status: { ...namespace.status, conditions: next } };
  try {
    await client.status.update(Namespace, changed, { signal });
  } catch (error) {
    if (!isApiError(error, "NotFound") && !isApiError(error, "Conflict")) throw error;
  }
}

type Facts = Pick<NamespaceCondition, "type" | "status" | "reason" | "message">;

function remainingConditions({ resources, finalizers }: Remaining): readonly Facts[] {
  const contents = [...resources]
    .sort()
    .map(([name, count]) => `${name.includes(".") ? name : `${name}.`} has ${count} resource instances`);
  const holding = [...finalizers].sort().map(([name, count]) => `${name} in ${count} resource instances`);
  return [
    {
      type: "NamespaceDeletionDiscoveryFailure",
      status: "False",
      reason: "ResourcesDiscovered",
      message: "All resources successfully discovered",
    },
    {
      type: "NamespaceDeletionGroupVersionParsingFailure",
      status: "False",
      reason: "ParsedGroupVersions",
      message: "All legacy kube types successfully parsed",
    },
    {
      type: "NamespaceDeletionContentFailure",
      status: "False",
      reason: "ContentDeleted",
      message: "All content successfully deleted, may be waiting on finalization",
    },
    {
      type: "NamespaceContentRemaining",
      status: "True",
      reason: "SomeResourcesRemain",
      message: `Some resources are remaining: ${contents.join(", ")}`,
    },
    holding.length === 0
      ? {
          type: "NamespaceFinalizersRemaining",
          status: "False",
          reason: "ContentHasNoFinalizers",
          message: "All content-preserving finalizers finished",
        }
      : {
          type: "NamespaceFinalizersRemaining",
          status: "True",
          reason: "SomeFinalizersRemain",
          message: `Some content in the namespace has finalizers remaining: ${holding.join(", ")}`,
        },
  ];
}
