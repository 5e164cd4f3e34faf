import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { DiagnosticError, hasErrors } from "#diagnostics/diagnostic.ts";
import { writeFiles } from "#files/write-files.ts";
import { driftOf, type Drift } from "#generate/drift.ts";
import { generate, type GenerateResult } from "#generate/generate.ts";
import { resolveSettings, type ResolvedSettings } from "#generate/settings.ts";
import { staleOutputs } from "#generate/stale-outputs.ts";
import { loadProject } from "#project/load-project.ts";
import { counted } from "./counted.ts";
import { settingsOf, type GenerateFlags } from "./generate-flags.ts";
import { fromWorkingDirectory, printDiagnostics } from "./print-diagnostics.ts";
import type { Terminal } from "./terminal.ts";

/** Runs `homeostat generate` once, or with `--watch` until it is stopped, and gives the exit code. */
export async function runGenerate(
  generators: readonly string[],
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<number> {
  const project = resolve(terminal.cwd, flags.project);
  const loadSettings = async (): Promise<ResolvedSettings> =>
    resolveSettings((await loadProject(project)).generate, settingsOf(generators, flags));
  const run: GenerateRun = { project, prune: flags.prune === true, terminal };
  if (flags.watch === true) {
    const { watchAndGenerate } = await import("./watch-and-generate.ts");
    return watchAndGenerate({ ...run, loadSettings, poll: flags.poll === true });
  }
  try {
    const settings = await loadSettings();
    const result = await generate({ project, settings });
    return flags.check === true ? check(result, settings, run) : write(result, settings, run);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    printDiagnostics(fromWorkingDirectory(error.diagnostics, { project, cwd: terminal.cwd }), terminal);
    return 1;
  }
}

/** Where a run happens, and what it may do. */
export interface GenerateRun {
  /** The project's folder, absolute. */
  readonly project: string;
  /** Whether stale files are deleted. */
  readonly prune: boolean;
  readonly terminal: Terminal;
}

/** What a run did to the files. */
export interface Written {
  readonly failed: boolean;
  /** Relative to the project. */
  readonly written: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
}

/** Prints what was found, writes what was generated if all is valid, and removes or names stale files. */
export function writeResult(result: GenerateResult, settings: ResolvedSettings, run: GenerateRun): Written {
  if (!printFindings(result, run)) return { failed: true, written: [], unchanged: 0, removed: [] };
  const { project, prune, terminal } = run;
  const stale = staleOutputs(project, settings, result.files);
  const { written, unchanged } = writeFiles(project, result.files);
  if (prune) for (const path of stale) rmSync(resolve(project, path), { force: true });
  else
    for (const path of stale)
      terminal.err.write(`stale: ${path}: nothing leads to it any more; delete it, or run with --prune\n`);
  return { failed: false, written, unchanged: unchanged.length, removed: prune ? stale : [] };
}

function write(result: GenerateResult, settings: ResolvedSettings, run: GenerateRun): number {
  const { failed, written, unchanged, removed } = writeResult(result, settings, run);
  if (failed) return 1;
  const { out } = run.terminal;
  for (const path of written) out.write(`wrote ${path}\n`);
  for (const path of removed) out.write(`removed ${path}\n`);
  out.write(`${counted(written.length, "file")} written, ${unchanged} unchanged\n`);
  return 0;
}

function check(result: GenerateResult, settings: ResolvedSettings, run: GenerateRun): number {
  if (!printFindings(result, run)) return 1;
  const { project, terminal } = run;
  const drift = driftOf(project, result.files, staleOutputs(project, settings, result.files));
  if (drift.length === 0) {
    terminal.out.write(`${counted(result.files.length, "file")} up to date\n`);
    return 0;
  }
  for (const one of drift) terminal.err.write(`${driftText(one)}\n`);
  terminal.err.write(
    `${counted(drift.length, "file")} not up to date: run homeostat generate and commit what it writes\n`,
  );
  return 1;
}

/** False when there is an error among them. */
function printFindings({ diagnostics }: GenerateResult, { project, terminal }: GenerateRun): boolean {
  if (diagnostics.length > 0)
    printDiagnostics(fromWorkingDirectory(diagnostics, { project, cwd: terminal.cwd }), terminal);
  return !hasErrors(diagnostics);
}

function driftText({ path, state, line }: Drift): string {
  if (state === "missing") return `missing: ${path}`;
  if (state === "stale") return `stale: ${path}: nothing leads to it any more; delete it, or run with --prune`;
  return `differs: ${path}, from line ${line ?? 1} on`;
}
