import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { median, medians, program, runJson, startServer } from "./child.ts";
import type { Runtime } from "./node26.ts";
import type { Row } from "./row.ts";

/** What every measurement needs. */
export interface BenchContext {
  readonly runtime: Runtime;
  readonly runs: number;
  /** For files that are gone afterwards. */
  readonly folder: string;
  /** The program that measures one thing. */
  readonly measure: string;
  /** Kubeconfig of a server to use in place of the feed. */
  readonly server: string | undefined;
}

type Figures = Readonly<Record<string, number>>;

/** List all Pods into a cache. */
export async function listRows(context: BenchContext, pods: number): Promise<readonly Row[]> {
  const { ours, peer } = await onFeed(context, { pods, http: true, scenario: "list" });
  const name = (what: string): string => `list + cache ${pods.toLocaleString("en-US")} Pods: ${what}`;
  const row = (what: string, unit: string, key: string): Row => ({
    name: name(what),
    unit,
    ours: ours[key] ?? 0,
    peer: peer[key] ?? 0,
  });
  const isTargeted = pods >= 50_000;
  return [
    { ...row("time", "ms", "ms"), ...(isTargeted && { target: { of: "ratio", atMost: 0.5 } }) },
    row("CPU", "ms", "cpuMs"),
    { ...row("peak RSS", "MB", "peakMb"), ...(isTargeted && { target: { of: "ratio", atMost: 0.4 } }) },
    {
      ...row("bytes per object after GC", "B", "bytesPerObject"),
      ...(isTargeted && { target: { of: "ratio", atMost: 0.5 } }),
    },
  ];
}

/** 30,000 events over 10,000 cached Pods; always from the feed, which sends as fast as a client reads. */
export async function watchRows(context: BenchContext): Promise<readonly Row[]> {
  const { ours, peer } = await onFeed(
    { ...context, server: undefined },
    { pods: 10_000, http: true, scenario: "watch" },
  );
  return [
    {
      name: "watch: CPU per event",
      unit: "µs",
      ours: ours["cpuUsPerEvent"] ?? 0,
      peer: peer["cpuUsPerEvent"] ?? 0,
      target: { of: "ratio", atMost: 0.7 },
    },
    { name: "watch: events/s", unit: "1/s", ours: ours["eventsPerSecond"] ?? 0, peer: peer["eventsPerSecond"] ?? 0 },
    { name: "watch: peak RSS", unit: "MB", ours: ours["peakMb"] ?? 0, peer: peer["peakMb"] ?? 0 },
  ];
}

/** GET one Pod over TLS. */
export async function getRows(context: BenchContext): Promise<readonly Row[]> {
  const { ours, peer } = await onFeed(context, { pods: 100, http: false, scenario: "get" });
  const row = (name: string, unit: string, key: string): Row => ({
    name: `GET over TLS, ${name}`,
    unit,
    ours: ours[key] ?? 0,
    peer: peer[key] ?? 0,
  });
  return [
    { ...row("one by one", "1/s", "perSecond"), target: { of: "ratio", atLeast: 8 } },
    row("one by one: CPU each", "µs", "cpuUs"),
    { ...row("8 in flight", "1/s", "parallelPerSecond"), target: { of: "ratio", atLeast: 8 } },
    row("8 in flight: CPU each", "µs", "parallelCpuUs"),
  ];
}

/** Time that the import of the package adds to a bare Node process. */
export async function importRows({ runtime }: BenchContext): Promise<readonly Row[]> {
  const clientNode =
    runtime.clientNode === undefined ? "@kubernetes/client-node" : pathToFileURL(runtime.clientNode).href;
  const bareMs = await startMs(runtime.node, "0");
  const oursMs = await startMs(runtime.node, `await import("homeostat")`);
  const peerMs = await startMs(runtime.node, `await import(${JSON.stringify(clientNode)})`);
  return [
    {
      name: "import, over bare Node",
      unit: "ms",
      ours: oursMs - bareMs,
      peer: peerMs - bareMs,
      target: { of: "value", atMost: 80 },
    },
  ];
}

const IMPORT_RUNS = 11;
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

async function startMs(node: string, code: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < IMPORT_RUNS; run++) {
    const start = performance.now();
    // A relative import in evaluated code starts at the working directory.
    await runJson(
      node,
      ["--input-type=module", "-e", `process.chdir(${JSON.stringify(PACKAGE)});${code};console.log("{}")`],
      {},
    );
    times.push(performance.now() - start);
  }
  return median(times);
}

async function onFeed(
  context: BenchContext,
  options: { readonly pods: number; readonly http: boolean; readonly scenario: string },
): Promise<{ readonly ours: Figures; readonly peer: Figures }> {
  const { runtime, runs, measure, folder } = context;
  const kubeconfig = context.server ?? join(folder, `feed-${options.scenario}-${options.pods}`);
  const flags = ["--pods", String(options.pods), "--kubeconfig", kubeconfig, ...(options.http ? ["--http"] : [])];
  await using feed =
    context.server === undefined ? await startServer(process.execPath, [program("feed-server"), ...flags]) : noServer;
  const env = runtime.clientNode === undefined ? {} : { CLIENT_NODE: runtime.clientNode };
  const run = (library: string): Promise<Figures> =>
    runJson(runtime.node, ["--expose-gc", measure, options.scenario, library, kubeconfig, feed.firstLine], env);
  // In turn, so that what else the machine does falls on both.
  const ours: Figures[] = [];
  const peer: Figures[] = [];
  for (let number = 0; number < runs; number++) {
    ours.push(await run("homeostat"));
    peer.push(await run("client-node"));
  }
  return { ours: await mediansOf(ours), peer: await mediansOf(peer) };
}

function mediansOf(figures: readonly Figures[]): Promise<Figures> {
  const left = [...figures];
  return medians(figures.length, () => Promise.resolve(left.shift() ?? {}));
}

const noServer = { firstLine: "", [Symbol.asyncDispose]: (): Promise<void> => Promise.resolve() };
