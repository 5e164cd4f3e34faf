import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median, medians } from "./child.ts";
import { generatorProject, kindSource } from "./generator-project.ts";
import type { BenchContext } from "./peer-rows.ts";
import type { Row } from "./row.ts";

const KINDS = 20;
const CHANGES = 11;

/** The generators over 20 kinds: a whole process, and one change while it watches. */
export async function generatorRows({ runtime, runs, folder }: BenchContext): Promise<readonly Row[]> {
  const project = join(folder, "generator");
  writeProject(project);
  const bin = fileURLToPath(import.meta.resolve("@homeostat/cli")).replace(/index\.js$/, "bin.js");
  const args = [bin, "generate", "--project", project];
  const version = await medians(runs, async () => ({ ms: await processMs(runtime.node, [bin, "version"]) }));
  const cold = await medians(runs, async () => {
    for (const output of ["config", "docs"]) rmSync(join(project, output), { recursive: true, force: true });
    return { ms: await processMs(runtime.node, args) };
  });
  const unchanged = await medians(runs, async () => ({ ms: await processMs(runtime.node, args) }));
  return [
    { name: "cli: homeostat version", unit: "ms", ours: version["ms"] ?? 0 },
    {
      name: `generate: ${KINDS} kinds, whole process`,
      unit: "ms",
      ours: cold["ms"] ?? 0,
      target: { of: "value", atMost: 1500 },
    },
    { name: `generate: ${KINDS} kinds, nothing to write`, unit: "ms", ours: unchanged["ms"] ?? 0 },
    {
      name: `generate --watch: from a save to the written files, ${KINDS} kinds`,
      unit: "ms",
      ours: await changeMs(runtime.node, args, project),
      target: { of: "value", atMost: 150 },
    },
  ];
}

function writeProject(project: string): void {
  for (const [file, content] of Object.entries(generatorProject(KINDS))) {
    mkdirSync(join(project, file, ".."), { recursive: true });
    writeFileSync(join(project, file), content);
  }
  // The packages as a user has them, compiled.
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(project, "node_modules"));
}

async function processMs(node: string, args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const child = spawn(node, [...args], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return performance.now() - startMs;
}

/** The median over some saves, each of another number of fields, until the line that tells what was written. */
async function changeMs(node: string, args: readonly string[], project: string): Promise<number> {
  const child = spawn(node, [...args, "--watch"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (let line = await lines.next(); line.value !== "watching; Ctrl-C stops"; line = await lines.next())
      if (line.done === true) throw new Error("homeostat generate --watch ended before it watched");
    const times: number[] = [];
    for (let change = 0; change < CHANGES; change++) {
      const startMs = performance.now();
      writeFileSync(join(project, "api/v1/kind7_types.ts"), kindSource(7, 31 + change));
      const { value } = await lines.next();
      if (!String(value).includes("wrote")) throw new Error(`expected a written file, got: ${String(value)}`);
      times.push(performance.now() - startMs);
    }
    return median(times);
  } finally {
    child.kill("SIGINT");
    await once(child, "exit");
  }
}
