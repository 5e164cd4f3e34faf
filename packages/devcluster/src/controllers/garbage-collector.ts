import { setMaxListeners } from "node:events";
import type { Runnable, RunSignals } from "homeostat";
import { isApiError, isTransportError, type Client } from "homeostat/client";
import { parseApiVersion, type ObjectMeta, type OwnerReference } from "homeostat/meta";
import { createExponentialRateLimiter, createWorkqueue, type Workqueue } from "homeostat/workqueue";
import type { Workload } from "./controllers.ts";
import { discoverResources, type ServedResource } from "./discovery.ts";
import { createGcGraph, gcAction, type GcAction, type GcGraph, type GcNode, type OwnerState } from "./gc-graph.ts";
import { watchMetadata } from "./metadata-watch.ts";

type Dependencies = Parameters<Extract<Workload, { createRunnable: unknown }>["createRunnable"]>[0];

/**
 * Deletes what belongs to owners that are gone, of whatever kind, and carries out foreground and orphan deletion. Watches only
 * the metadata of every resource that can be listed and deleted; resources that come later are found by discovery.
 * See https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function garbageCollector(): Workload {
  const name = "garbage-collector";
  return { name, createRunnable: (dependencies) => createCollector(name, dependencies) };
}

/** Events have no owners and come in crowds; Endpoints are deprecated, and reading them would only bring warnings. */
const IGNORED = new Set(["events.", "events.events.k8s.io", "endpoints."]);
const DISCOVERY_MS = 30_000;
const SETTLE_MS = 100;
const WORKERS = 4;

interface Collector {
  readonly graph: GcGraph;
  readonly queue: Workqueue<string>;
  readonly client: Client;
  readonly dependencies: Dependencies;
  readonly resources: Map<
    string,
    { readonly resource: ServedResource; readonly stop: AbortController; synced: boolean }
  >;
  /** Objects with an owner of a kind that is not known (yet). */
  readonly uncertain: Set<string>;
  /** Asks for discovery soon. */
  rediscover(): void;
}

function createCollector(name: string, dependencies: Dependencies): Runnable {
  return {
    name,
    phase: "leader",
    async run({ stopping: asked }: RunSignals) {
      const { clock, log, cluster } = dependencies;
      const stopping = manyListeners(asked);
      let wake = new AbortController();
      let isAskedFor = true;
      const collector: Collector = {
        graph: createGcGraph(),
        queue: createWorkqueue({
          clock,
          identify: (uid) => uid,
          rateLimiter: createExponentialRateLimiter({ maxMs: 10_000 }),
        }),
        client: cluster.liveClient,
        dependencies,
        resources: new Map(),
        uncertain: new Set(),
        rediscover() {
          isAskedFor = true;
          wake.abort();
        },
      };
      const workers = Array.from({ length: WORKERS }, () => work(collector, stopping));
      const watches = new Set<Promise<void>>();
      while (!stopping.aborted) {
        wake = new AbortController();
        if (!isAskedFor)
          await clock.sleep(DISCOVERY_MS, AbortSignal.any([stopping, wake.signal])).catch(() => undefined);
        // A CRD changes several times before it is served.
        if (isAskedFor && resourcesAreKnown(collector)) await clock.sleep(SETTLE_MS, stopping).catch(() => undefined);
        isAskedFor = false;
        if (stopping.aborted) break;
        await findResources(collector, stopping, watches).catch((error: unknown) => {
          if (!stopping.aborted) log.error(error, "The garbage collector cannot discover resources");
        });
      }
      collector.queue.shutDown();
      await Promise.all([...workers, ...watches]);
    },
  };
}

function resourcesAreKnown(collector: Collector): boolean {
  return collector.resources.size > 0;
}

/** A signal that every watch may listen to without a warning of Node. */
function manyListeners(signal: AbortSignal): AbortSignal {
  const follower = AbortSignal.any([signal]);
  setMaxListeners(0, follower);
  return follower;
}

/** Starts to watch resources that are new, and stops for those that are gone. */
async function findResources(collector: Collector, signal: AbortSignal, watches: Set<Promise<void>>): Promise<void> {
  const { resources, client } = collector;
  const found = new Map<string, ServedResource>();
  for (const resource of await discoverResources(client, signal)) {
    const key = `${resource.plural}.${resource.group}`;
    const isCollectable = ["list", "watch", "delete"].every((verb) => resource.verbs.includes(verb));
    if (isCollectable && !IGNORED.has(key)) found.set(key, resource);
  }
  for (const [key, { stop, resource }] of resources) {
    if (found.has(key)) continue;
    stop.abort();
    resources.delete(key);
    for (const uid of collector.graph.ofResource(resource)) forget(collector, uid);
  }
  for (const [key, resource] of found) {
    if (resources.has(key)) continue;
    const stop = new AbortController();
    resources.set(key, { resource, stop, synced: false });
    const run: Promise<void> = follow(collector, key, AbortSignal.any([signal, stop.signal])).finally(() =>
      watches.delete(run),
    );
    watches.add(run);
  }
}

/** Watches one resource for ever; every connection begins with the objects that exist. */
async function follow(collector: Collector, key: string, signal: AbortSignal): Promise<void> {
  const { clock, log } = collector.dependencies;
  while (!signal.aborted) {
    try {
      await followOnce(collector, key, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTransportError(error) && !isApiError(error, "NotFound"))
        log.warn("The garbage collector's watch failed", { resource: key, error: String(error) });
      await clock.sleep(1000, signal).catch(() => undefined);
    }
  }
}

async function followOnce(collector: Collector, key: string, signal: AbortSignal): Promise<void> {
  const entry = collector.resources.get(key);
  if (entry === undefined) return;
  const { resource } = entry;
  const seen = new Set<string>();
  let synced = false;
  for await (const event of watchMetadata(collector.client, resource, signal)) {
    if (event.type === "synced") {
      synced = true;
      entry.synced = true;
      for (const uid of collector.graph.ofResource(resource)) if (!seen.has(uid)) forget(collector, uid);
      seen.clear();
      for (const uid of collector.uncertain) collector.queue.add(uid);
      collector.uncertain.clear();
      continue;
    }
    const { uid = "" } = event.metadata;
    if (!synced) seen.add(uid);
    if (event.type === "delete") forget(collector, uid);
    else for (const one of collector.graph.put(nodeOf(resource, event.metadata))) collector.queue.add(one);
    if (resource.plural === "customresourcedefinitions") collector.rediscover();
  }
}

function forget(collector: Collector, uid: string): void {
  collector.uncertain.delete(uid);
  for (const one of collector.graph.remove(uid)) collector.queue.add(one);
}

function nodeOf(resource: ServedResource, metadata: ObjectMeta): GcNode {
  return {
    uid: metadata.uid ?? "",
    resource,
    namespace: resource.scope === "Namespaced" ? (metadata.namespace ?? "") : undefined,
    name: metadata.name ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    owners: metadata.ownerReferences ?? [],
    finalizers: metadata.finalizers ?? [],
    isDeleting: metadata.deletionTimestamp !== undefined,
  };
}

async function work(collector: Collector, signal: AbortSignal): Promise<void> {
  const { queue, dependencies } = collector;
  for (;;) {
    const lease = await queue.take(signal).catch(() => undefined);
    if (lease === undefined) return;
    using held = lease;
    try {
      const isCertain = await collect(collector, held.key, signal);
      if (!isCertain) collector.uncertain.add(held.key);
      held.succeed();
    } catch (error) {
      if (signal.aborted) return;
      // A conflict means that the object has changed: its event is on the way, and the retry comes first or late.
      if (!isApiError(error, "Conflict"))
        dependencies.log.warn("The garbage collector will try again", { uid: held.key, error: String(error) });
      held.retry();
    }
  }
}

/** False when the kind of an owner is not known (yet). */
async function collect(collector: Collector, uid: string, signal: AbortSignal): Promise<boolean> {
  const { graph } = collector;
  const node = graph.get(uid);
  if (node === undefined) return true;
  const states = new Map<string, OwnerState>();
  if (!node.isDeleting)
    for (const owner of node.owners) states.set(owner.uid, await ownerState(collector, node, { owner, signal }));
  await carryOut(collector, {
    node,
    signal,
    action: gcAction(node, graph, (owner) => states.get(owner.uid) ?? "unknown"),
  });
  return ![...states.values()].includes("unknown");
}

async function carryOut(
  collector: Collector,
  { node, action, signal }: { readonly node: GcNode; readonly action: GcAction; readonly signal: AbortSignal },
): Promise<void> {
  const { client, queue } = collector;
  const { uid } = node;
  const key = keyOf(node);
  switch (action.kind) {
    case "nothing":
      return;
    case "lookAt":
      for (const one of action.uids) queue.add(one);
      return;
    case "delete": {
      const preconditions = { uid, resourceVersion: node.resourceVersion };
      await unlessGone(client.delete(node.resource, key, { propagationPolicy: action.policy, preconditions, signal }));
      return;
    }
    case "dropOwners":
      return dropOwners(client, node, { uids: action.uids, signal });
    case "orphanDependents":
      for (const dependent of action.dependents) await dropOwners(client, dependent, { uids: [uid], signal });
      return removeFinalizer(client, node, { finalizer: "orphan", signal });
    case "removeFinalizer":
      return removeFinalizer(client, node, { finalizer: action.finalizer, signal });
  }
}

/** Asks the server when the owner is not among what is watched: a missing event must never delete anything. */
async function ownerState(
  collector: Collector,
  node: GcNode,
  { owner, signal }: { readonly owner: OwnerReference; readonly signal: AbortSignal },
): Promise<OwnerState> {
  const known = collector.graph.get(owner.uid);
  const isWhereItShould = known !== undefined && (known.namespace === undefined || known.namespace === node.namespace);
  if (isWhereItShould && known.name === owner.name && known.resource.kind === owner.kind) return "present";
  const { group } = parseApiVersion(owner.apiVersion);
  const resource = [...collector.resources.values()].find(
    ({ resource: one }) => one.group === group && one.kind === owner.kind,
  )?.resource;
  if (resource === undefined || (resource.scope === "Namespaced" && node.namespace === undefined)) return "unknown";
  const key =
    resource.scope === "Namespaced" ? { namespace: node.namespace ?? "", name: owner.name } : { name: owner.name };
  const live = await collector.client.find(resource, key, { signal });
  return live?.metadata.uid === owner.uid ? "present" : "absent";
}

function keyOf(node: GcNode): { readonly namespace?: string; readonly name: string } {
  return node.namespace === undefined ? { name: node.name } : { namespace: node.namespace, name: node.name };
}

async function dropOwners(
  client: Client,
  node: GcNode,
  { uids, signal }: { readonly uids: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  const ownerReferences = node.owners.filter((one) => !uids.includes(one.uid));
  await patchMetadata(client, node, { change: { ownerReferences }, signal });
}

async function removeFinalizer(
  client: Client,
  node: GcNode,
  { finalizer, signal }: { readonly finalizer: string; readonly signal: AbortSignal },
): Promise<void> {
  const finalizers = node.finalizers.filter((one) => one !== finalizer);
  await patchMetadata(client, node, { change: { finalizers }, signal });
}

/** Only of this very object in this very version. */
async function patchMetadata(
  client: Client,
  node: GcNode,
  { change, signal }: { readonly change: object; readonly signal: AbortSignal },
): Promise<void> {
  const { uid, resourceVersion } = node;
  const patch = { metadata: { uid, resourceVersion, ...change } };
  await unlessGone(client.patch(node.resource, keyOf(node), { type: "merge", patch }, { signal }));
}

async function unlessGone(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
}
