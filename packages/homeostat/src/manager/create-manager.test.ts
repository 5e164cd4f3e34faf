import { expect, test } from "vitest";
import type { Cluster } from "#cluster/cluster.ts";
import { createMetricsRegistry } from "#observe/create-metrics-registry.ts";
import { silentLogger } from "#observe/logger.ts";
import { aborted } from "#std/abort.ts";
import { createManager } from "./create-manager.ts";

const cluster = {
  name: "cluster",
  phase: "cache",
  run: ({ stopping }: { readonly stopping: AbortSignal }) => aborted(stopping),
} as unknown as Cluster;

test("it serves health and metrics from before the caches start until all has stopped", async () => {
  const metrics = await createMetricsRegistry();
  metrics.counter({ name: "runs_total", help: "Runs." }).add({}, 3);
  const address = { host: "127.0.0.1", port: 0 };
  await using manager = await createManager({
    cluster,
    log: silentLogger,
    metrics,
    metricsServer: address,
    healthServer: address,
  });
  const stop = new AbortController();
  const started = new Promise<void>((resolve) =>
    manager.add({ name: "last", phase: "leader", run: ({ stopping }) => (resolve(), aborted(stopping)) }),
  );
  const run = manager.run(stop.signal);
  await started;
  const get = async (port: number | undefined, path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port ?? 0}${path}`, { headers: { connection: "close" } })).text();
  expect(await get(manager.ports.health, "/readyz?verbose")).toBe("[+]caches ok\nhealthz check passed\n");
  expect(await get(manager.ports.health, "/healthz")).toBe("ok");
  expect(await get(manager.ports.health, "/other")).toBe("404 page not found\n");
  expect(await get(manager.ports.metrics, "/metrics")).toContain("runs_total 3");
  expect(() => manager.addReadyCheck("late", () => undefined)).toThrow("the manager runs already");
  stop.abort();
  await run;
});

test("what is added becomes a runnable with the manager's own cluster, under a name of its own", async () => {
  await using manager = await createManager({ cluster, log: silentLogger });
  const create = {
    name: "podset",
    createRunnable: () => ({ name: "podset", phase: "leader", run: () => Promise.resolve() }) as const,
  };
  manager.add(create);
  expect(() => manager.add(create)).toThrow("cannot add podset: the manager has something of this name already");
  expect(() => manager.add({ ...create, name: "cluster" })).toThrow("cannot add cluster");
});

test("a port that is taken is named", async () => {
  const address = { host: "127.0.0.1", port: 0 };
  await using first = await createManager({ cluster, log: silentLogger, healthServer: address });
  const stop = new AbortController();
  const started = new Promise<void>((resolve) =>
    first.add({ name: "last", phase: "leader", run: ({ stopping }) => (resolve(), aborted(stopping)) }),
  );
  const run = first.run(stop.signal);
  await started;
  const port = first.ports.health ?? 0;
  await using second = await createManager({ cluster, log: silentLogger, healthServer: { host: "127.0.0.1", port } });
  await expect(second.run(new AbortController().signal)).rejects.toThrow(
    `health probe server cannot listen on 127.0.0.1:${port}: another program listens there`,
  );
  stop.abort();
  await run;
});
