/**
 * Prints this library and `@kubernetes/client-node` side by side, measured in one run against the same server.
 *
 *     npm run bench -- [--runs 3] [--only list,watch,get,import,devcluster,generate] [--pods 10000,50000] [--server KUBECONFIG] [--node26]
 *
 * Every measurement has a process of its own; each figure is the median of the runs. `--server` measures list and get against
 * another server than the bench's own feed, which must hold the Pods already (`podToCreate`), and gives the devcluster's creates
 * a peer. `--node26` fetches Node 26 and client-node 2 from the npm registry.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { program } from "./child.ts";
import { devclusterRows } from "./devcluster-rows.ts";
import { generatorRows } from "./generator-rows.ts";
import { between, measureMachine } from "./machine-speed.ts";
import { installNode26, type Runtime } from "./node26.ts";
import { getRows, importRows, listRows, watchRows } from "./peer-rows.ts";
import { printSection, type Row } from "./row.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    only: { type: "string", default: "list,watch,get,import,devcluster,generate" },
    pods: { type: "string", default: "10000,50000" },
    server: { type: "string" },
    node26: { type: "boolean", default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
const runtime: Runtime = values.node26
  ? installNode26()
  : { node: process.execPath, version: process.version, clientNode: undefined };
const context = { runtime, runs: Number(values.runs), folder, measure: program("measure"), server: values.server };
const only = new Set(values.only.split(","));

const sections: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  list: async () => (await inTurn(values.pods.split(",").map(Number), (pods) => listRows(context, pods))).flat(),
  watch: () => watchRows(context),
  get: () => getRows(context),
  import: () => importRows(context),
  devcluster: () => devclusterRows(context),
  generate: () => generatorRows(context),
};

try {
  process.stdout.write(`Node ${runtime.version}, medians of ${context.runs} runs, ${process.arch}\n`);
  for (const [title, measure] of Object.entries(sections)) {
    if (!only.has(title)) continue;
    const before = await measureMachine(runtime);
    const rows = await measure();
    const speed = between(before, await measureMachine(runtime), runtime);
    printSection({ title, rows, peer: title === "devcluster" ? "peer" : "client-node", speed });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One after the other: measurements must not run at the same time. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
