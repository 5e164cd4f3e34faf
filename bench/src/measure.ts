/**
 * One measurement in a process of its own: prints one line of JSON.
 *
 *     node --expose-gc dist/measure.js list|watch|get homeostat|client-node KUBECONFIG [FEED_URL]
 */
import { homeostat } from "./peer-homeostat.ts";
import { clientNode } from "./peer-client-node.ts";
import type { Peer } from "./peer.ts";
import { podKey } from "./pods.ts";

const EVENTS = 30_000;
const SEQUENTIAL = 400;
const PARALLEL = 2000;
const IN_FLIGHT = 8;

const [scenario = "", library = "", kubeconfig = "", feedUrl = ""] = process.argv.slice(2);
const peer: Peer = library === "homeostat" ? homeostat : clientNode;
const result = scenario === "list" ? await list() : scenario === "watch" ? await watch() : await get();
// The watches are still open.
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));

/** Time, CPU and memory of a full cache. */
async function list(): Promise<Readonly<Record<string, number>>> {
  // Loads the library, so that its code does not count as objects.
  await peer.podReader(kubeconfig);
  const before = usedBytes();
  const start = mark();
  const cache = await peer.cachePods(kubeconfig, () => undefined);
  const { ms, cpuMs } = start();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  if (cache.size === 0) throw new Error(`${library} has an empty cache`);
  const bytesPerObject = (usedBytes() - before) / cache.size;
  return { ms, cpuMs, peakMb, bytesPerObject };
}

/** CPU per watch event, each reaching a handler. */
async function watch(): Promise<Readonly<Record<string, number>>> {
  let seen = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  await peer.cachePods(kubeconfig, () => {
    if (++seen === EVENTS) finish();
  });
  // Loads what fetch needs before it counts.
  await (await fetch(`${feedUrl}/bench/replay?events=0`)).text();
  usedBytes();
  const start = mark();
  await fetch(`${feedUrl}/bench/replay?events=${EVENTS}`);
  await finished;
  const { ms, cpuMs } = start();
  return {
    eventsPerSecond: (EVENTS / ms) * 1000,
    cpuUsPerEvent: (cpuMs * 1000) / EVENTS,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** GETs of one Pod over TLS: one by one, then several at a time. */
async function get(): Promise<Readonly<Record<string, number>>> {
  const read = await peer.podReader(kubeconfig);
  const { namespace, name } = podKey(0);
  for (let index = 0; index < 50; index++) await read(namespace, name);
  const one = mark();
  for (let index = 0; index < SEQUENTIAL; index++) await read(namespace, name);
  const sequential = one();
  const many = mark();
  let left = PARALLEL;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await read(namespace, name);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const parallel = many();
  return {
    perSecond: (SEQUENTIAL / sequential.ms) * 1000,
    cpuUs: (sequential.cpuMs * 1000) / SEQUENTIAL,
    parallelPerSecond: (PARALLEL / parallel.ms) * 1000,
    parallelCpuUs: (parallel.cpuMs * 1000) / PARALLEL,
  };
}

function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Starts measuring; the result ends it. */
function mark(): () => { readonly ms: number; readonly cpuMs: number } {
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
  };
}
