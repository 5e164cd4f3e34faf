#!/usr/bin/env node
import { writeKubeconfig } from "homeostat/internal/kubeconfig/write-kubeconfig.ts";
import { parseBinOptions, UsageError, USAGE, type BinOptions } from "./bin-options.ts";
import { openDevcluster, type OpenDevcluster } from "./cluster.ts";
import { isAddressInUse, onFreePort } from "./start-listening.ts";

/** Exit codes: 0 fine, 1 the user's input or surroundings, 2 wrong usage, 70 our bug. */
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: BinOptions;
  try {
    options = parseBinOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`homeostat-devcluster: ${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    return await run(options);
  } catch (error) {
    return await report(error, options);
  }
}

async function run(options: BinOptions): Promise<number> {
  const stopped = stopSignal();
  const taken: number[] = [];
  const { cluster, start } = await open(options, (port) => taken.push(port));
  const note = taken.length === 0 ? "" : ` (port ${taken.join(", ")} is taken)`;
  try {
    await writeKubeconfig(options.kubeconfig, cluster.kubeconfig());
    process.stdout.write(`devcluster ready at ${cluster.url ?? ""}${note}, kubeconfig in ${options.kubeconfig}\n`);
    await start();
    await stopped;
  } finally {
    await cluster.close();
  }
  return 0;
}

/** `taken` is called for each port that somebody else has, when the user has not chosen one. */
function open(options: BinOptions, taken: (port: number) => void): Promise<OpenDevcluster> {
  const { http, controllers, nodes } = options;
  const on = (port: number): Promise<OpenDevcluster> => openDevcluster({ listen: { http, port }, controllers, nodes });
  return options.port === undefined ? onFreePort(on, undefined, taken) : on(options.port);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
}

async function report(error: unknown, options: BinOptions): Promise<never> {
  // Loaded only now: the way to a cluster that listens is short.
  const { exitWith } = await import("homeostat");
  const program = "homeostat-devcluster";
  if (!isAddressInUse(error)) return exitWith(error, { program });
  const message = `cannot listen on port ${options.port ?? ""}: it is taken; pass another --port, or --port 0 for any free one`;
  return exitWith(new Error(message), { program });
}
