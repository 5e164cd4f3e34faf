import { extend } from "homeostat/internal/std/extend.ts";
import { createEventLog } from "./event-log.ts";
import { createSortedObjects, type SortedObjects } from "./sorted-objects.ts";
import { KeyExistsError, StaleWriteError } from "./store.ts";
import type { ApiObject, Stored, StoreEvent, Table } from "./store.ts";

/** What a table needs of its store. */
export interface TableContext {
  readonly logLimit: number;
  /** The revision of the last write to any table. */
  revision(): number;
  /** Takes the next revision. */
  nextRevision(): number;
  /** Called on each object before it is stored. */
  seal(object: ApiObject): ApiObject;
}

/** A table, and what only its store calls. */
export interface OwnedTable {
  readonly table: Table;
  compact(revision: number): void;
}

interface Watcher {
  readonly listener: (event: StoreEvent) => void;
  /** Revision of the last event it was given. */
  position: number;
}

/** Creates an empty table. */
export function createTable(context: TableContext): OwnedTable {
  const objects = createSortedObjects();
  const log = createEventLog(context.logLimit);
  const watchers = createWatchers();
  let lastRevision = 0;

  const record = (type: StoreEvent["type"], current: Stored, previous: Stored | undefined): Stored => {
    const event: StoreEvent = { type, revision: current.revision, current, previous };
    lastRevision = current.revision;
    if (type === "DELETED") objects.delete(current.key);
    else objects.set(current);
    log.push(event);
    watchers.deliver(event);
    return current;
  };
  const stamp = (key: string, object: ApiObject, createRevision?: number): Stored => {
    const revision = context.nextRevision();
    const metadata = extend(object.metadata, { resourceVersion: String(revision) });
    const stamped = context.seal({ ...object, metadata });
    return { key, object: stamped, revision, createRevision: createRevision ?? revision, encoded: new Map() };
  };
  const checkCurrent = (expected: Stored): void => {
    if (objects.get(expected.key) !== expected) throw new StaleWriteError(expected.key);
  };
  const table: Table = {
    get size() {
      return objects.size;
    },
    get lastRevision() {
      return lastRevision;
    },
    get: (key) => objects.get(key),
    list(range = {}) {
      const { revision = context.revision() } = range;
      const state = revision >= lastRevision ? objects : rollBack(objects, log.after(revision, Infinity));
      return { ...state.range(range), revision };
    },
    create(key, object) {
      const existing = objects.get(key);
      if (existing !== undefined) throw new KeyExistsError(existing);
      return record("ADDED", stamp(key, object), undefined);
    },
    update(expected, object) {
      checkCurrent(expected);
      return record("MODIFIED", stamp(expected.key, object, expected.createRevision), expected);
    },
    delete(expected, last = expected.object) {
      checkCurrent(expected);
      return record("DELETED", stamp(expected.key, last, expected.createRevision), expected);
    },
    watch(fromRevision, listener) {
      const missed = log.after(fromRevision, Infinity);
      return watchers.add({ listener, position: fromRevision }, missed);
    },
    readLog: (after, limit) => log.after(after, limit),
  };
  return { table, compact: log.compact };
}

interface Watchers {
  /** Gives every watcher the event, after those that are still on their way. */
  deliver(event: StoreEvent): void;
  /** Adds a watcher and gives it what it has missed; the function removes it. */
  add(watcher: Watcher, missed: readonly StoreEvent[]): () => void;
}

function createWatchers(): Watchers {
  const watchers = new Set<Watcher>();
  const undelivered: StoreEvent[] = [];
  let delivering = false;
  return {
    /** A listener that writes makes an event inside this loop: it waits its turn, so that everybody sees one order. */
    deliver(event) {
      undelivered.push(event);
      if (delivering) return;
      delivering = true;
      try {
        for (let next = undelivered.shift(); next !== undefined; next = undelivered.shift()) {
          for (const watcher of watchers) give(watcher, next);
        }
      } finally {
        delivering = false;
      }
    },
    add(watcher, missed) {
      watchers.add(watcher);
      for (const event of missed) give(watcher, event);
      return () => void watchers.delete(watcher);
    },
  };
}

function give(watcher: Watcher, event: StoreEvent): void {
  if (event.revision <= watcher.position) return;
  watcher.position = event.revision;
  watcher.listener(event);
}

/** The objects as they were before `events`. */
function rollBack(now: SortedObjects, events: readonly StoreEvent[]): SortedObjects {
  const before = createSortedObjects(now.range({}).items);
  for (const { current, previous } of [...events].reverse()) {
    if (previous === undefined) before.delete(current.key);
    else before.set(previous);
  }
  return before;
}
