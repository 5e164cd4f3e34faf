import { statSync } from "node:fs";
import { watchedFiles, watchedFolders } from "./source-folders.ts";
import type { ChangeSource, WatchOptions } from "./watch-sources.ts";

/** Looks at size and time of every file each second: for file systems that do not tell of changes. */
export function createPolling(
  { project, paths, clock, signal }: Pick<WatchOptions, "project" | "paths" | "clock" | "signal">,
  add: (file: string) => void,
): ChangeSource {
  let closed = false;
  let known = stampsOf(project, paths());
  const look = (): void => {
    const seen = stampsOf(project, paths());
    for (const [file, stamp] of seen) if (known.get(file) !== stamp) add(file);
    for (const file of known.keys()) if (!seen.has(file)) add(file);
    known = seen;
  };
  const next = (): void => {
    // A sleep keeps the process alive, as a watcher does.
    void clock.sleep(POLL_MS, signal).then(
      () => {
        if (closed) return;
        look();
        next();
      },
      () => undefined,
    );
  };
  next();
  return { refresh: () => undefined, close: () => (closed = true) };
}

const POLL_MS = 1000;

function stampsOf(project: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  for (const folder of watchedFolders(project, paths)) {
    for (const file of watchedFiles(folder)) {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat !== undefined) stamps.set(file, `${stat.mtimeMs} ${stat.size}`);
    }
  }
  return stamps;
}
