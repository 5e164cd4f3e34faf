import { readdirSync, type Dirent } from "node:fs";
import { join, resolve } from "node:path";

/** The folders whose files decide what is generated, absolute: the project's own, and those that the patterns cover. */
export function watchedFolders(project: string, paths: readonly string[]): readonly string[] {
  return [...new Set([project, ...sourceFolders(project, paths)])];
}

/** The folders that the patterns of `paths` cover, absolute: `./api/...` is `api` with all folders below. */
export function sourceFolders(project: string, paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const pattern of paths) {
    const isRecursive = /(^|\/)\.\.\.$/.test(pattern);
    const path = resolve(project, pattern.replace(/\/?\.\.\.$/, "") || ".");
    const start = SOURCE.test(path) ? resolve(path, "..") : path;
    for (const folder of isRecursive ? withFoldersBelow(start) : [start]) found.add(folder);
  }
  return [...found];
}

/** The files of a folder that count, absolute. */
export function watchedFiles(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => !entry.isDirectory() && isWatched(entry.name))
    .map((entry) => join(folder, entry.name));
}

/** Whether a file of this name decides what is generated: sources, but no generated ones, and configuration. */
export function isWatched(name: string): boolean {
  return SOURCE.test(name) ? !name.startsWith("zz_generated.") : CONFIGURATION.test(name);
}

/** Files of which a change may change everything, so that nothing of an earlier run is kept. */
export function isConfiguration(name: string): boolean {
  return CONFIGURATION.test(name);
}

/** What a folder holds; nothing when it cannot be read. */
export function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const SOURCE = /\.[cm]?tsx?$/;
const CONFIGURATION = /^(PROJECT|package\.json|tsconfig.*\.json)$/;

/** What others wrote, and hidden folders. */
const SKIPPED = /^([._]|(node_modules|testdata|dist|build|coverage)$)/;

function withFoldersBelow(start: string): readonly string[] {
  const folders = [start];
  for (const folder of folders) {
    for (const entry of entriesOf(folder))
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) folders.push(join(folder, entry.name));
  }
  return folders;
}
