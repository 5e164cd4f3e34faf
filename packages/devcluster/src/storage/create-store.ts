import { deepFreeze } from "homeostat/internal/std/compare.ts";
import { systemClock, type Clock } from "homeostat/internal/std/clock.ts";
import { createTable, type OwnedTable } from "./create-table.ts";
import type { Store } from "./store.ts";

/** Options of `createStore`. */
export interface StoreOptions {
  /** Events that each table remembers for watches and reads of older revisions. Default 8192. */
  readonly logLimit?: number;
  /** Times `waitFor`. Default: the machine's clock. */
  readonly clock?: Clock;
  /** Freezes what is stored, so that a test fails where something changes it. Default false: it costs as much as a write. */
  readonly freeze?: boolean;
}

interface Waiter {
  readonly revision: number;
  resolve(reached: boolean): void;
}

/** Creates an empty store in memory. */
export function createStore(options: StoreOptions = {}): Store {
  const { logLimit = 8192, clock = systemClock, freeze = false } = options;
  const tables = new Map<string, OwnedTable>();
  const waiters = new Set<Waiter>();
  let revision = 1;
  let compactedRevision = 0;

  const nextRevision = (): number => {
    revision++;
    for (const waiter of waiters) if (waiter.revision <= revision) waiter.resolve(true);
    return revision;
  };
  const open = (): OwnedTable => {
    const owned = createTable({
      logLimit,
      revision: () => revision,
      nextRevision,
      seal: freeze ? deepFreeze : (object) => object,
    });
    owned.compact(compactedRevision);
    return owned;
  };
  return {
    get revision() {
      return revision;
    },
    get compactedRevision() {
      return compactedRevision;
    },
    table(name) {
      let owned = tables.get(name);
      if (owned === undefined) tables.set(name, (owned = open()));
      return owned.table;
    },
    compact(upTo) {
      compactedRevision = Math.max(compactedRevision, Math.min(upTo, revision));
      for (const owned of tables.values()) owned.compact(compactedRevision);
    },
    waitFor(wanted, timeoutMs) {
      if (wanted <= revision) return Promise.resolve(true);
      return new Promise((resolve) => {
        const waiter: Waiter = {
          revision: wanted,
          resolve(reached) {
            waiters.delete(waiter);
            timer.cancel();
            resolve(reached);
          },
        };
        waiters.add(waiter);
        const timer = clock.timer(timeoutMs, () => waiter.resolve(false));
      });
    },
  };
}
