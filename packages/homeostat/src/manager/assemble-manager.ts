import { createCluster } from "#cluster/create-cluster.ts";
import type { RunnableDependencies } from "#cluster/runnable-factory.ts";
import { createLogger } from "#observe/create-logger.ts";
import { createMetricsRegistry } from "#observe/create-metrics-registry.ts";
import { type MetricsRegistry, noMetrics } from "#observe/metrics.ts";
import { systemClock } from "#std/clock.ts";
import { systemRandom } from "#std/random.ts";
import type { ManagerOptions } from "./create-manager.ts";
import { createHealthHandler, type HealthCheck } from "./health.ts";
import { createLifecycle } from "./lifecycle.ts";
import type { Manager } from "./manager.ts";
import { createPathHandler, createServerRunnable, type ListenAddress, type ServerRunnable } from "./server-runnable.ts";

/** What `createManager` does. */
export async function assembleManager(options: ManagerOptions): Promise<Manager> {
  const { clock = systemClock, random = systemRandom } = options;
  const log = options.log ?? (await createLogger({ clock }));
  const metrics =
    options.metrics ??
    (options.metricsServer === undefined ? noMetrics : await createMetricsRegistry({ processMetrics: true }));
  const cluster = options.cluster ?? (await createCluster({ ...options, clock, random, log, metrics }));
  const dependencies: RunnableDependencies = { cluster, clock, random, log, metrics };
  const lifecycle = createLifecycle({ clock, log, graceMs: options.gracefulShutdownTimeoutMs ?? 30_000 });
  const healthChecks = new Map<string, HealthCheck>();
  const readyChecks = new Map<string, HealthCheck>([["caches", () => requireCaches(lifecycle.hasStarted("cache"))]]);
  const health = healthServer(options.healthServer, { healthChecks, readyChecks, log });
  const metricsServer = createMetricsServer(options.metricsServer, metrics, log);
  const names = new Set<string>();
  const add: Manager["add"] = (added) => {
    if (names.has(added.name)) {
      throw new Error(
        `cannot add ${added.name}: the manager has something of this name already; names must be unique, because metrics and logs go by them`,
      );
    }
    lifecycle.add("createRunnable" in added ? added.createRunnable(dependencies) : added);
    names.add(added.name);
  };
  for (const runnable of [health, metricsServer, cluster]) if (runnable !== undefined) add(runnable);
  const addCheck = (checks: Map<string, HealthCheck>, name: string, check: HealthCheck): void => {
    if (lifecycle.isRunning())
      throw new Error(`unable to add check ${name}: the manager runs already; add it before run`);
    checks.set(name, check);
  };
  return {
    client: cluster.client,
    cache: cluster.cache,
    cluster,
    log,
    metrics,
    add,
    addHealthCheck: (name, check) => addCheck(healthChecks, name, check),
    addReadyCheck: (name, check) => addCheck(readyChecks, name, check),
    get ports() {
      return { metrics: metricsServer?.port, health: health?.port };
    },
    run: (signal) => lifecycle.run(signal),
    async [Symbol.asyncDispose]() {
      await lifecycle.close();
      if (options.cluster === undefined) await cluster[Symbol.asyncDispose]();
    },
  };
}

interface HealthServerOptions {
  readonly healthChecks: ReadonlyMap<string, HealthCheck>;
  readonly readyChecks: ReadonlyMap<string, HealthCheck>;
  readonly log: Manager["log"];
}

function healthServer(address: ListenAddress | undefined, options: HealthServerOptions): ServerRunnable | undefined {
  if (address === undefined) return undefined;
  const { healthChecks, readyChecks, log } = options;
  const handler = createPathHandler({
    "/healthz": createHealthHandler("/healthz", healthChecks, log),
    "/readyz": createHealthHandler("/readyz", readyChecks, log),
  });
  return createServerRunnable({ ...address, name: "health probe", handler, log });
}

function createMetricsServer(
  address: ListenAddress | undefined,
  metrics: MetricsRegistry,
  log: Manager["log"],
): ServerRunnable | undefined {
  if (address === undefined) return undefined;
  const handler = createPathHandler({
    "/metrics": async () => {
      const { contentType, body } = await metrics.expose();
      return { status: 200, headers: { "content-type": contentType }, body };
    },
  });
  return createServerRunnable({ ...address, name: "metrics", handler, log });
}

function requireCaches(haveStarted: boolean): void {
  if (!haveStarted) throw new Error("the caches are not synced yet");
}
