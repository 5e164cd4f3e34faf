import { relative, resolve } from "node:path";
import { openProgram } from "#compiler/open-program.ts";
import { diskFiles, type ProjectFiles, rememberFiles, type RememberedFiles } from "#compiler/project-files.ts";
import { createSourceCache, type SourceCache } from "#compiler/source-cache.ts";
import { type Diagnostic, hasErrors } from "#diagnostics/diagnostic.ts";
import type { ApiModel } from "#model/model.ts";
import { createMarkerReader } from "./file-markers.ts";
import { findSources } from "./find-sources.ts";
import { isApiFolder } from "./is-api-folder.ts";
import { type KeptReading, reuseTypes } from "./kept-reading.ts";
import { createDefaultReader } from "./optional-by-default.ts";
import { readPackages } from "./read-packages.ts";

/** What to read. */
export interface ReadModelOptions {
  /** The project's folder, absolute. Its `tsconfig.json`, if any, says how modules are found. */
  readonly project: string;
  /** What to read, relative to the project: `./api/...` with all folders below, a folder, or a file. */
  readonly paths: readonly string[];
  /** Of the last run: files that have not changed are not parsed again. */
  readonly previous?: ProgramCache;
  /** @default the disk; ignored when `previous` is given */
  readonly files?: ProjectFiles;
}

/** What the next run can use of this one. */
export interface ProgramCache {
  readonly sources: SourceCache;
  readonly files: RememberedFiles;
  /** When nothing was wrong. */
  readonly kept?: KeptReading | undefined;
}

/** The API of a project, and everything that is wrong with how it is written. */
export interface ReadModelResult {
  readonly model: ApiModel;
  /** In order of files and lines. */
  readonly diagnostics: readonly Diagnostic[];
  readonly cache: ProgramCache;
}

/**
 * Reads the types and markers of a project. Folders that declare API types are read with the compiler; of others, such as those of the
 * controllers, only the package markers are read. Mistakes come as diagnostics; never throws for what the user wrote.
 */
export function readModel(options: ReadModelOptions): ReadModelResult {
  const files = options.previous?.files ?? rememberFiles(options.files ?? diskFiles());
  const isSamePlace = files.refresh();
  const sources = options.previous?.sources ?? createSourceCache(files);
  const project = resolve(options.project);
  const display = displayIn(project);
  const found = findSources(project, options.paths, files);
  const folders = found.folders.map((one) => ({
    ...one,
    units: one.files.flatMap((path) => sources.unit(path, display(path)) ?? []),
  }));
  const markersOf = createMarkerReader(sources, display);
  const apiFolders = folders.filter((one) => isApiFolder(one.units, markersOf));
  const isOptionalByDefault = createDefaultReader({ project, files, markersOf });
  const kept = isSamePlace ? options.previous?.kept : undefined;
  const reused = reuseTypes(kept, { isUnchanged: sources.isUnchanged, isOptionalByDefault });
  const roots = apiFolders.flatMap((one) => one.files).filter((file) => !reused.typesOf.has(file));
  const program = roots.length === 0 ? undefined : openProgram({ project, roots, files, cache: sources, display });
  const cache = { sources, files };
  const isModular = program?.isModular ?? true;
  if (!isModular && reused.typesOf.size > 0) return readModel({ ...options, previous: cache });
  const ofSettings = program?.diagnostics ?? [];
  // With settings that are wrong, what is found missing may only be looked for in the wrong place.
  if (hasErrors(ofSettings)) return { model: { packages: [] }, diagnostics: inOrder(ofSettings), cache };
  const read = readPackages({ project, folders, apiFolders, program, reused, markersOf, isOptionalByDefault, display });
  const syntaxErrors = folders.flatMap((one) => one.units.flatMap((unit) => unit.diagnostics));
  const all = [...found.diagnostics, ...ofSettings, ...syntaxErrors, ...read.diagnostics];
  const canKeep = isModular && all.length === 0;
  return { model: read.model, diagnostics: inOrder(all), cache: canKeep ? { ...cache, kept: read.kept } : cache };
}

/** Paths as messages show them: relative to the project, unless they lead out of it. */
function displayIn(folder: string): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    const cached = known.get(path);
    if (cached !== undefined) return cached;
    const short = relative(folder, path).replaceAll("\\", "/");
    const shown = short.startsWith("../") ? path : short;
    known.set(path, shown);
    return shown;
  };
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(diagnostics.map((one) => [JSON.stringify([one.position, one.message]), one]));
  return [...seen.values()].sort(byPosition);
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  const left = a.position;
  const right = b.position;
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
