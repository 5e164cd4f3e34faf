import { basename, relative } from "node:path";
import { systemClock } from "homeostat/testing";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import { generate, type GenerateCache } from "#generate/generate.ts";
import type { ResolvedSettings } from "#generate/settings.ts";
import { isConfiguration } from "#generate/source-folders.ts";
import { watchSources } from "#generate/watch-sources.ts";
import { counted } from "./counted.ts";
import { fromWorkingDirectory, printDiagnostics } from "./print-diagnostics.ts";
import { writeResult, type GenerateRun, type Written } from "./run-generate.ts";

/** What `homeostat generate --watch` needs. */
export interface WatchRun extends GenerateRun {
  /** Reads the PROJECT file anew. */
  readonly loadSettings: () => Promise<ResolvedSettings>;
  readonly poll: boolean;
}

/** Generates, and again after each change, until the user stops it; mistakes are printed and watching goes on. */
export async function watchAndGenerate(run: WatchRun): Promise<number> {
  const { project, poll, terminal } = run;
  const signal = terminal.stopSignal();
  let state: State = { settings: undefined, cache: undefined };
  const paths = (): readonly string[] => state.settings?.paths ?? ["./..."];
  const changes = watchSources({ project, paths, poll, clock: systemClock, signal })[Symbol.asyncIterator]();
  // Asked for before the first run: what changes meanwhile is not lost.
  let next = changes.next();
  state = await generateOnce(run, state, new Set());
  terminal.out.write("watching; Ctrl-C stops\n");
  for (let change = await next; change.done !== true; change = await next) {
    next = changes.next();
    state = await generateOnce(run, state, change.value);
  }
  return 0;
}

/** What is kept from one run to the next. */
interface State {
  readonly settings: ResolvedSettings | undefined;
  readonly cache: GenerateCache | undefined;
}

async function generateOnce(run: WatchRun, state: State, changed: ReadonlySet<string>): Promise<State> {
  const { project, terminal } = run;
  const startMs = systemClock.monotonicMs();
  const fresh = changed.size === 0 || [...changed].some((file) => isConfiguration(basename(file)));
  let { settings, cache } = fresh ? { settings: undefined, cache: undefined } : state;
  try {
    settings ??= await run.loadSettings();
    const result = await generate({ project, settings, previous: cache });
    cache = result.cache;
    const written = writeResult(result, settings, run);
    terminal.out.write(
      `${lineOf(written, [...changed], project)} in ${Math.ceil(systemClock.monotonicMs() - startMs)} ms\n`,
    );
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    printDiagnostics(fromWorkingDirectory(error.diagnostics, { project, cwd: terminal.cwd }), terminal);
    terminal.out.write(`${causeOf([...changed], project)}nothing written\n`);
  }
  return { settings, cache };
}

/** `api/v1/a.ts: wrote config/crd/bases/b.yaml`: what changed, and what followed from it. */
function lineOf({ failed, written, unchanged, removed }: Written, changed: readonly string[], project: string): string {
  const effects = [
    ...(failed ? ["nothing written"] : []),
    ...(written.length > 0 ? [`wrote ${listed(written)}`] : []),
    ...(removed.length > 0 ? [`removed ${listed(removed)}`] : []),
    ...(!failed && written.length + removed.length === 0 ? [`${counted(unchanged, "file")} unchanged`] : []),
  ];
  return `${causeOf(changed, project)}${effects.join(", ")}`;
}

function causeOf(changed: readonly string[], project: string): string {
  return changed.length === 0 ? "" : `${listed(changed.map((file) => relative(project, file)))}: `;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
