import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { ProjectFiles } from "#compiler/project-files.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";

/** The source files that paths name. */
export interface SourceFolders {
  /** Absolute folders in order, each with its files in order. */
  readonly folders: readonly { readonly folder: string; readonly files: readonly string[] }[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the sources of the project below `paths`: `./api/...` is the folder with all below it, `./api/v1` the folder alone, and a file
 * stands for its folder. Tests, declaration files, generated files and `node_modules` are passed over.
 */
export function findSources(project: string, paths: readonly string[], files: ProjectFiles): SourceFolders {
  const found = new Map<string, readonly string[]>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const folders = foldersOf(project, path, files)
      .map((folder) => ({ folder, files: sourcesIn(folder, files) }))
      .filter((one) => one.files.length > 0);
    if (folders.length === 0) diagnostics.push(nothingFound(project, path, files));
    for (const one of folders) found.set(one.folder, one.files);
  }
  return {
    folders: [...found].map(([folder, all]) => ({ folder, files: all })).sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    diagnostics,
  };
}

/** The source files of one folder, absolute, in order. */
export function sourcesIn(folder: string, files: ProjectFiles): readonly string[] {
  return files
    .list(folder)
    .filter((entry) => !entry.isFolder && isSource(entry.name))
    .map((entry) => join(folder, entry.name));
}

function foldersOf(project: string, path: string, files: ProjectFiles): readonly string[] {
  const deep = path === "..." || path.endsWith("/...");
  const place = resolve(project, deep ? path.slice(0, -3) : path);
  if (deep) return below(place, files);
  if (files.isFolder(place)) return [place];
  return files.stampOf(place) === undefined || !isSource(place) ? [] : [dirname(place)];
}

function below(folder: string, files: ProjectFiles): readonly string[] {
  const inner = files
    .list(folder)
    .filter((entry) => entry.isFolder && !/^(node_modules|testdata|[._].*)$/.test(entry.name))
    .flatMap((entry) => below(join(folder, entry.name), files));
  return [folder, ...inner];
}

function isSource(name: string): boolean {
  return (
    /\.[cm]?ts$/.test(name) &&
    !/(\.(test|spec|d)\.[cm]?ts|\.test-support\.ts)$/.test(name) &&
    !/(^|\/)zz_generated\.[^/]*$/.test(name)
  );
}

function nothingFound(project: string, path: string, files: ProjectFiles): Diagnostic {
  const deep = path.endsWith("...");
  const place = resolve(project, deep ? path.slice(0, -3) : path);
  const shown = isAbsolute(path) ? place : relative(project, place) || ".";
  if (files.stampOf(place) !== undefined) {
    return {
      severity: "error",
      message: `the path ${path} is not a TypeScript source`,
      hint: "Name a folder, a .ts file, or a folder with /... behind it.",
    };
  }
  if (!files.isFolder(place)) {
    return {
      severity: "error",
      message: `the path ${path} matches nothing: there is no ${shown}`,
      hint: `Paths are relative to ${project}.`,
    };
  }
  const inner = deep ? "in or below" : "in";
  return {
    severity: "error",
    message: `the path ${path} matches nothing: there is no TypeScript source ${inner} ${shown}`,
    hint: deep
      ? "Name the folder of the API types, for example ./api/...."
      : `To search the folders below too, write ${path.replace(/\/$/, "")}/...`,
  };
}
