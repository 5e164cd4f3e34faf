import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { medians, program, runJson, startServer } from "./child.ts";
import type { BenchContext } from "./peer-rows.ts";
import type { Row } from "./row.ts";

const OBJECTS = 10_000;
const WATCHED_OBJECTS = 5000;
const WATCHERS = 100;

/** The devcluster: how soon it listens, and what it does under load over TLS. */
export async function devclusterRows({ runtime, runs, folder }: BenchContext): Promise<readonly Row[]> {
  const kubeconfig = join(folder, "devcluster");
  const args = [
    fileURLToPath(import.meta.resolve("@homeostat/devcluster")).replace(/index\.js$/, "bin.js"),
    "--port",
    "0",
    "--kubeconfig",
    kubeconfig,
  ];
  const bare = [...args, "--controllers", "none", "--nodes", "0"];
  const load = program("devcluster-load");
  const start = await medians(Math.max(runs, 5), async () => {
    await using server = await startServer(runtime.node, args);
    return { ms: server.startMs };
  });
  const creates = await medians(runs, async () => {
    await using _server = await startServer(runtime.node, bare);
    return await runJson(runtime.node, [load, kubeconfig, String(OBJECTS), "0"]);
  });
  const watches = await medians(runs, async () => {
    await using _server = await startServer(runtime.node, bare);
    return await runJson(runtime.node, [load, kubeconfig, String(WATCHED_OBJECTS), String(WATCHERS)]);
  });
  return [
    {
      name: "devcluster: spawn to listening",
      unit: "ms",
      ours: start["ms"] ?? 0,
      target: { of: "value", atMost: 150 },
    },
    {
      name: "devcluster: creates, 32 in flight",
      unit: "1/s",
      ours: creates["createsPerSecond"] ?? 0,
      target: { of: "value", atLeast: 5000 },
    },
    {
      name: `devcluster: watch events delivered, ${WATCHERS} watchers`,
      unit: "1/s",
      ours: watches["eventsPerSecond"] ?? 0,
      target: { of: "value", atLeast: 150_000 },
    },
  ];
}
