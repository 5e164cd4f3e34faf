import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The file of a program of this package. */
export function program(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** Runs a program to its end and parses the last line that it prints. */
export async function runJson(
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await promisify(execFile)(node, [...args], {
    env: { ...process.env, ...env },
    timeout: 300_000,
    maxBuffer: 1e6,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Readonly<Record<string, number>>;
}

/** A program that goes on until it is stopped. */
export interface Server extends AsyncDisposable {
  /** The first line that it printed. */
  readonly firstLine: string;
  readonly startMs: number;
}

/** Starts a program and waits for its first line. */
export async function startServer(node: string, args: readonly string[]): Promise<Server> {
  const startMs = performance.now();
  const child = spawn(node, [...args], { stdio: ["ignore", "pipe", "inherit"] });
  const firstLine = await firstLineOf(child);
  const readyMs = performance.now() - startMs;
  return {
    firstLine,
    startMs: readyMs,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error(`${child.spawnargs.join(" ")} ended before it was ready`);
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Runs a measurement several times and takes the median of each of its values. */
export async function medians(
  runs: number,
  measure: () => Promise<Readonly<Record<string, number>>>,
): Promise<Readonly<Record<string, number>>> {
  const all: Readonly<Record<string, number>>[] = [];
  for (let run = 0; run < runs; run++) all.push(await measure());
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((key) => [key, median(all.map((one) => one[key] ?? Number.NaN))]),
  );
}
