import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";

/** The files that are read: the disk, or a folder that exists in memory only. Paths are absolute. */
export interface ProjectFiles {
  read(path: string): string | undefined;
  /** Changes when the file does; undefined when there is no such file. */
  stampOf(path: string): string | undefined;
  isFolder(path: string): boolean;
  /** Names of the files and folders in a folder, sorted; none when it is not one. */
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[];
  realPath(path: string): string;
}

/** The file system. A file that cannot be read is a file that is not there. */
export function diskFiles(): ProjectFiles {
  return {
    read: (path) => attempt(() => readFileSync(path, "utf8")),
    stampOf: (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.isFile() ? `${stats.mtimeMs} ${stats.size}` : undefined;
    },
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    list: (folder) =>
      (attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [])
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    realPath: (path) => attempt(() => realpathSync.native(path)) ?? path,
  };
}

/** Files that are asked for once: for a run during which nothing changes. */
export interface RememberedFiles extends ProjectFiles {
  /**
   * Before the next run: asks again. True when all that was asked for is where it was, and the JSON files among it, which say how
   * packages are found, are as they were: then only sources can have changed. Otherwise everything is forgotten.
   */
  refresh(): boolean;
}

/** Remembers which files and folders there are; the content is not kept. */
export function rememberFiles(files: ProjectFiles): RememberedFiles {
  const stamps = new Map<string, string | undefined>();
  const folders = new Map<string, boolean>();
  const realPaths = new Map<string, string>();
  const remembered = <T>(known: Map<string, T>, path: string, ask: (path: string) => T): T => {
    if (known.has(path)) return known.get(path) as T;
    const answer = ask(path);
    known.set(path, answer);
    return answer;
  };
  const isSame = (): boolean =>
    [...folders].every(([path, isFolder]) => files.isFolder(path) === isFolder) &&
    [...realPaths].every(([path, real]) => files.realPath(path) === real) &&
    [...stamps].every(([path, before]) => {
      const stamp = files.stampOf(path);
      stamps.set(path, stamp);
      return stamp === before || (stamp !== undefined && before !== undefined && !path.endsWith(".json"));
    });
  const stampOf = (path: string): string | undefined => remembered(stamps, path, files.stampOf);
  return {
    read: (path) => {
      stampOf(path);
      return files.read(path);
    },
    list: (folder) => files.list(folder),
    stampOf,
    isFolder: (path) => remembered(folders, path, files.isFolder),
    realPath: (path) => remembered(realPaths, path, files.realPath),
    refresh: () => {
      const same = isSame();
      if (!same) for (const known of [stamps, folders, realPaths]) known.clear();
      return same;
    },
  };
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
