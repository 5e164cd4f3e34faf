import { hostname } from "node:os";
import { createCachedClient } from "#cache/cached-client.ts";
import { createCache } from "#cache/create-cache.ts";
import { createClient } from "#client/create-client.ts";
import type { Transport } from "#client/transport.ts";
import { createEventBroadcaster, type EventBroadcaster } from "#events/create-event-broadcaster.ts";
import type { ClusterConfig } from "#kubeconfig/cluster-config.ts";
import { formatDuration } from "#meta/duration.ts";
import { errorText } from "#observe/log-fields.ts";
import { silentLogger } from "#observe/logger.ts";
import { noMetrics } from "#observe/metrics.ts";
import { isAbort } from "#std/abort.ts";
import { systemClock } from "#std/clock.ts";
import { systemRandom } from "#std/random.ts";
import { createTaskGroup } from "#std/task-group.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterOptions } from "./create-cluster.ts";
import { createInformerMetrics } from "./informer-metrics.ts";
import { meteredTransport } from "./metered-transport.ts";
import type { RunSignals } from "./runnable.ts";

/** What `createCluster` does. */
export async function assembleCluster(options: ClusterOptions): Promise<Cluster> {
  const { clock = systemClock, random = systemRandom, log = silentLogger, metrics = noMetrics } = options;
  const transport = meteredTransport(options.transport ?? (await httpTransport(options.config)), metrics, clock);
  const { fieldManager, userAgent, timeoutMs, warningHandler } = options;
  const liveClient = createClient({
    transport,
    log,
    clock,
    ...(fieldManager === undefined ? {} : { fieldManager }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(warningHandler === undefined ? {} : { warningHandler }),
  });
  const { name = "cluster", cacheSyncTimeoutMs = 120_000, freeze = false, namespaces, selectors } = options;
  const cache = createCache({
    client: liveClient,
    clock,
    random,
    log,
    freeze,
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(selectors === undefined ? {} : { selectors }),
    ...(metrics === noMetrics ? {} : { metrics: createInformerMetrics(metrics, name) }),
  });
  const instance = options.instance ?? hostname();
  const events = createEventBroadcaster({ client: liveClient, clock, random, log, instance });
  return {
    name,
    phase: "cache",
    client: createCachedClient(liveClient, cache),
    liveClient,
    cache,
    recorder: (controller) => events.recorder(controller),
    ready: (signal) => waitForCaches(cache, { signal, timeoutMs: cacheSyncTimeoutMs, name }),
    run: (signals) => runCluster(cache, events, signals),
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

/** Loaded only when needed: a program in a test brings its own transport. */
async function httpTransport(config: ClusterConfig | undefined): Promise<Transport> {
  const { createHttpTransport } = await import("#client/http-transport.ts");
  if (config !== undefined) return createHttpTransport(config);
  const { loadClusterConfig } = await import("#kubeconfig/load-cluster-config.ts");
  return createHttpTransport(await loadClusterConfig());
}

interface CacheWait {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly name: string;
}

async function waitForCaches(cache: Cluster["cache"], { signal, timeoutMs, name }: CacheWait): Promise<void> {
  try {
    await cache.synced(signal, timeoutMs);
  } catch (error) {
    if (signal.aborted || isAbort(error)) throw error;
    const text = `timed out after ${formatDuration(timeoutMs)} waiting for the caches of ${name} to sync`;
    throw new Error(`${text}: ${errorText(error)}`, { cause: error });
  }
}

/** The cache stops when nothing needs it any more; then the events that are still queued are sent. */
async function runCluster(cache: Cluster["cache"], events: EventBroadcaster, signals: RunSignals): Promise<void> {
  const group = createTaskGroup(signals.abort);
  group.start((signal) => cache.run(AbortSignal.any([signals.stopping, signal])).catch(ignoreAbort(signals.stopping)));
  group.start((signal) => events.run({ stopping: signals.stopping, abort: signal }));
  await group.join();
}

function ignoreAbort(stopping: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!stopping.aborted) throw error;
  };
}
