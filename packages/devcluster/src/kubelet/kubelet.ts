import { defineController, done, requeueAfter, type Outcome, type ReconcileContext } from "homeostat";
import { isApiError } from "homeostat/client";
import { Lease } from "homeostat/apis/coordination/v1";
import { Node, Pod } from "homeostat/apis/core/v1";
import { formatMicroTime, parseTime, type Persisted } from "homeostat/meta";
import type { Manager } from "homeostat/manager";
import type { LogStore } from "./log-store.ts";
import { newNode, withNodeStatus, type NodeFacts } from "./node-status.ts";
import { planOf, type PodPlan } from "./pod-plan.ts";
import { podStep, type PodStepContext } from "./pod-step.ts";

/** What a manager can run. */
export type Workload = Parameters<Manager["add"]>[0];

/** Options of a simulated node. */
export interface KubeletOptions {
  readonly nodeName: string;
  /** Where the containers' output goes. */
  readonly logs: LogStore;
  /** Makes addresses of nodes and Pods unique. @default 0 */
  readonly nodeIndex?: number;
  /** @default cpu 32, memory 128Gi, pods 110 */
  readonly capacity?: Readonly<Record<string, string>>;
  /** Time between heartbeats. @default 10 000 */
  readonly heartbeatMs?: number;
}

/**
 * A simulated node: registers itself, renews its Lease, and moves the Pods bound to it through their life without running
 * anything. How a Pod lives can be said by annotations (`PodPlan`).
 */
export function createKubelet(options: KubeletOptions): readonly Workload[] {
  return [nodeController(options), podController(options)];
}

const DEFAULT_CAPACITY = { cpu: "32", memory: "128Gi", "ephemeral-storage": "256Gi", pods: "110" };

/** The node's own object and Lease; the first run is asked for by a source, for there is no object yet. */
function nodeController(options: KubeletOptions): Workload {
  const { nodeName, nodeIndex = 0, capacity = DEFAULT_CAPACITY, heartbeatMs = 10_000 } = options;
  return defineController({
    name: `kubelet-node-${nodeName}`,
    for: Node,
    when: (event) => event.type === "delete" && event.object.metadata.name === nodeName,
    sources: [
      (enqueue) => {
        enqueue({ name: nodeName });
        return Promise.resolve();
      },
    ],
    phase: "always",
    async reconcile({ name }, { client, clock, signal }) {
      if (name !== nodeName) return done();
      const facts: NodeFacts = { name, hostIP: hostIP(nodeIndex), capacity, nowMs: clock.now() };
      const node =
        (await client.find(Node, { name }, { signal })) ?? (await client.create(Node, newNode(facts), { signal }));
      if (node.status?.nodeInfo?.osImage !== "simulated")
        await client.status.update(Node, withNodeStatus(node, facts), { signal });
      await renewLease(node, { client, clock, signal });
      return requeueAfter(heartbeatMs);
    },
  });
}

/** The heartbeat: see https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats */
async function renewLease(
  node: Persisted<Node>,
  { client, clock, signal }: Pick<ReconcileContext, "client" | "clock" | "signal">,
): Promise<void> {
  const { name, uid } = node.metadata;
  const key = { namespace: "kube-node-lease", name };
  const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: formatMicroTime(clock.now()) };
  const lease = await client.find(Lease, key, { signal });
  if (lease !== undefined) {
    await client.update(Lease, { ...lease, spec: { ...lease.spec, ...spec } }, { signal });
    return;
  }
  const ownerReferences = [{ apiVersion: "v1", kind: "Node", name, uid }];
  const created: Lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { ...key, ownerReferences },
    spec,
  };
  await client.create(Lease, created, { signal });
}

function podController(options: KubeletOptions): Workload {
  const { nodeName } = options;
  const entered = new Map<string, number>();
  return defineController({
    name: `kubelet-pods-${nodeName}`,
    for: Pod,
    when: (event) => event.object.spec?.nodeName === nodeName,
    maxConcurrentReconciles: 10,
    phase: "always",
    async reconcile(request, context) {
      const pod = await context.client.find(Pod, request, { signal: context.signal });
      if (pod === undefined || pod.spec?.nodeName !== nodeName) return done();
      return livePod(pod, { ...options, entered }, context);
    },
  });
}

interface PodOptions extends KubeletOptions {
  /** When Pods entered their present state, on the monotonic clock: times in a status are too coarse for short delays. */
  readonly entered: Map<string, number>;
}

/** One step, and the time of the next; a change of the status comes back as an event. */
async function livePod(pod: Persisted<Pod>, options: PodOptions, context: ReconcileContext): Promise<Outcome> {
  const { client, clock, signal, log } = context;
  const { plan, problem } = planOf(pod);
  if (problem !== undefined) log.warn("An annotation for the simulated kubelet is not understood", { problem });
  const step = podStep(pod, stepContext(pod, plan, { ...options, clock }));
  if (step.kind === "wait") return step.afterMs === undefined ? done() : requeueAfter(Math.max(1, step.afterMs));
  if (step.kind === "remove") return removePod(pod, options, context);
  const next: Pod = { ...pod, status: step.status };
  try {
    await client.status.update(Pod, next, { signal });
  } catch (error) {
    if (isApiError(error, "Conflict") || isApiError(error, "NotFound")) return done();
    throw error;
  }
  if (step.started || pod.status?.startTime === undefined) options.entered.set(pod.metadata.uid, clock.monotonicMs());
  writeLogs(pod, step, { plan, logs: options.logs });
  return done();
}

function stepContext(
  pod: Persisted<Pod>,
  plan: PodPlan,
  options: PodOptions & Pick<ReconcileContext, "clock">,
): PodStepContext {
  const { clock, entered, nodeIndex = 0 } = options;
  const host = hostIP(nodeIndex);
  const podIP = pod.spec?.hostNetwork === true ? host : (pod.status?.podIP ?? podAddress(pod.metadata.uid, nodeIndex));
  const enteredMs = entered.get(pod.metadata.uid);
  const since = pod.status?.containerStatuses?.[0]?.state?.running?.startedAt ?? pod.status?.startTime;
  const elapsedMs =
    enteredMs === undefined
      ? since === undefined
        ? 0
        : clock.now() - parseTime(since)
      : clock.monotonicMs() - enteredMs;
  return { nowMs: clock.now(), elapsedMs, plan, podIP, hostIP: host };
}

/** The kubelet's DELETE: without grace, and only this very Pod. */
async function removePod(
  pod: Persisted<Pod>,
  options: PodOptions,
  { client, signal }: ReconcileContext,
): Promise<Outcome> {
  const { namespace = "", name, uid } = pod.metadata;
  options.logs.remove({ namespace, pod: name, uid });
  options.entered.delete(uid);
  try {
    await client.delete(Pod, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid }, signal });
  } catch (error) {
    if (!isApiError(error, "NotFound") && !isApiError(error, "Conflict")) throw error;
  }
  return done();
}

function writeLogs(
  pod: Persisted<Pod>,
  step: { readonly started: boolean; readonly ended: boolean },
  { plan, logs }: { readonly plan: PodPlan; readonly logs: LogStore },
): void {
  const { namespace = "", name, uid } = pod.metadata;
  for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
    const id = { namespace, pod: name, uid, container: container.name };
    if (step.ended) logs.end(id);
    if (!step.started) continue;
    for (const line of plan.logs ?? [`simulated container ${container.name} of image ${container.image ?? ""} started`])
      logs.append(id, line);
  }
}

function hostIP(nodeIndex: number): string {
  return `172.18.${nodeIndex >> 8}.${(nodeIndex & 255) + 2}`;
}

/** An address from the Pod's UID: the same after a restart of the node, and practically unique. */
function podAddress(uid: string, nodeIndex: number): string {
  const number = Number.parseInt(uid.replaceAll("-", "").slice(-8), 16) || 0;
  return `10.${(244 + (nodeIndex % 12)).toString()}.${(number >>> 8) & 255}.${number & 255 || 1}`;
}
