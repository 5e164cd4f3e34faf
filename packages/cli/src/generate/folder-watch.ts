import { watch, type FSWatcher } from "node:fs";
import { join } from "node:path";
import { isWatched, watchedFiles, watchedFolders } from "./source-folders.ts";
import type { ChangeSource, WatchOptions } from "./watch-sources.ts";

/** Lets the operating system tell of changes, folder by folder. `failed` is called once when it cannot (any more). */
export function createFolderWatch(
  { project, paths }: Pick<WatchOptions, "project" | "paths">,
  add: (file: string) => void,
  failed: () => void,
): ChangeSource {
  const watchers = new Map<string, FSWatcher>();
  let broken = false;
  const fail = (): void => {
    if (broken) return;
    broken = true;
    // Not within the constructor's own call.
    queueMicrotask(failed);
  };
  const refresh = (isFirst = false): void => {
    if (broken) return;
    const folders = new Set(watchedFolders(project, paths()));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        watchers.set(folder, watchFolder(folder));
      } catch (error) {
        // It may have gone in between; anything else (ENOSPC, EMFILE: no more watches) goes for all.
        if (!isMissing(error)) fail();
        continue;
      }
      if (!isFirst) for (const file of watchedFiles(folder)) add(file);
    }
  };
  const watchFolder = (folder: string): FSWatcher =>
    watch(folder, (event, name) => {
      if (name !== null && isWatched(name)) add(join(folder, name));
      // A folder came or went.
      else if (event === "rename") refresh();
    }).on("error", fail);
  refresh(true);
  return {
    refresh: () => refresh(),
    close() {
      broken = true;
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
