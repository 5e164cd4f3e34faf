import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { medians, program, runJson, startServer } from "./child.ts";
import type { BenchContext } from "./peer-rows.ts";
import type { Row } from "./row.ts";

const OBJECTS = 10_000;
const WATCHED_OBJECTS = 5000;
const WATCHERS = 100;

/** The devcluster: how soon it listens, and what it does under load, over TLS and over plain HTTP. */
export async function devclusterRows(context: BenchContext): Promise<readonly Row[]> {
  const { runtime, runs, folder } = context;
  const kubeconfig = join(folder, "devcluster");
  const args = [
    fileURLToPath(import.meta.resolve("@homeostat/devcluster")).replace(/index\.js$/, "bin.js"),
    "--port",
    "0",
    "--kubeconfig",
    kubeconfig,
  ];
  const start = await medians(Math.max(runs, 5), async () => {
    await using server = await startServer(runtime.node, args);
    return { ms: server.startMs };
  });
  const bare = [...args, "--controllers", "none", "--nodes", "0"];
  return [
    {
      name: "devcluster: spawn to listening",
      unit: "ms",
      ours: start["ms"] ?? 0,
      target: { of: "value", atMost: 150 },
    },
    ...(await loadRows(context, { name: "TLS", args: bare, kubeconfig })),
    ...(await loadRows(context, { name: "plain HTTP", args: [...bare, "--http"], kubeconfig })),
  ];
}

interface Server {
  readonly name: string;
  readonly args: readonly string[];
  readonly kubeconfig: string;
}

async function loadRows(context: BenchContext, server: Server): Promise<readonly Row[]> {
  const { runtime, runs } = context;
  const load = (kubeconfig: string, objects: number, watchers: number): Promise<Readonly<Record<string, number>>> =>
    runJson(runtime.node, [program("devcluster-load"), kubeconfig, String(objects), String(watchers)]);
  const measure = (objects: number, watchers: number): Promise<Readonly<Record<string, number>>> =>
    medians(runs, async () => {
      await using _server = await startServer(runtime.node, [...server.args]);
      return await load(server.kubeconfig, objects, watchers);
    });
  const creates = await measure(OBJECTS, 0);
  const watches = await measure(WATCHED_OBJECTS, WATCHERS);
  const real = context.server;
  const peer = real === undefined ? undefined : await medians(runs, () => load(real, OBJECTS, 0));
  return [
    {
      name: `devcluster: creates over ${server.name}, 32 in flight`,
      unit: "1/s",
      ours: creates["createsPerSecond"] ?? 0,
      ...(peer !== undefined && { peer: peer["createsPerSecond"] ?? 0 }),
      target: { of: "value", atLeast: 5000 },
    },
    {
      name: `devcluster: watch events delivered over ${server.name}, ${WATCHERS} watchers`,
      unit: "1/s",
      ours: watches["eventsPerSecond"] ?? 0,
      target: { of: "value", atLeast: 150_000 },
    },
  ];
}
