import type { Clock } from "homeostat/testing";
import { createFolderWatch } from "./folder-watch.ts";
import { createPolling } from "./polling.ts";

/** What to watch. */
export interface WatchOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** The patterns to watch; asked again after each change, as the PROJECT file may change them. */
  readonly paths: () => readonly string[];
  /** Look each second instead of being told, for file systems that do not tell. @default only where watching fails */
  readonly poll?: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Where changes come from: calls back with the absolute name of each file that has changed. */
export interface ChangeSource {
  /** Takes new folders in and lets go of those that are no more. */
  refresh(): void;
  close(): void;
}

/**
 * Yields the source and configuration files that have changed, absolute, those of one save together, until the signal aborts. Generated
 * files do not count.
 */
export async function* watchSources(options: WatchOptions): AsyncIterable<ReadonlySet<string>> {
  const { clock, signal } = options;
  const changes = createChanges(signal);
  const source = createSource(options, changes.add);
  try {
    while (await changes.any()) {
      // An editor writes, renames and touches for one save.
      await clock.sleep(SETTLE_MS);
      yield changes.take();
      source.refresh();
    }
  } finally {
    source.close();
  }
}

const SETTLE_MS = 15;

interface Changes {
  add(file: string): void;
  take(): ReadonlySet<string>;
  /** Resolves with true when there is a change, with false when the signal aborts. */
  any(): Promise<boolean>;
}

function createChanges(signal: AbortSignal): Changes {
  let files = new Set<string>();
  let wake: (() => void) | undefined;
  signal.addEventListener("abort", () => wake?.(), { once: true });
  return {
    add(file) {
      files.add(file);
      wake?.();
    },
    take() {
      const taken = files;
      files = new Set();
      return taken;
    },
    async any() {
      if (files.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      return !signal.aborted;
    },
  };
}

function createSource(options: WatchOptions, add: (file: string) => void): ChangeSource {
  if (options.poll === true) return createPolling(options, add);
  let current: ChangeSource | undefined;
  const fallBack = (): void => {
    current?.close();
    current = createPolling(options, add);
  };
  current = createFolderWatch(options, add, fallBack);
  return {
    refresh: () => current?.refresh(),
    close: () => current?.close(),
  };
}
