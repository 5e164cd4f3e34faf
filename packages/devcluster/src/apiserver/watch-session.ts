import type { HttpStream } from "homeostat/internal/http/handler.ts";
import type { Clock, Timer } from "homeostat/internal/std/clock.ts";
import type { Stored, StoreEvent, Table } from "#storage/store.ts";
import type { WatchEncoder, WatchEventType } from "./watch-encoder.ts";

/** What a watch delivers, and from where on. */
export interface WatchPlan {
  readonly table: Table;
  readonly clock: Clock;
  /** The store's revision at this moment. */
  currentRevision(): number;
  readonly encoder: WatchEncoder;
  /** Whether the watch is about this object. */
  selects(stored: Stored): boolean;
  /** The state to begin with; undefined: only changes. */
  readonly initial: readonly Stored[] | undefined;
  /** Changes after this revision are told. */
  readonly revision: number;
  /** The initial state is followed by a bookmark that says so. */
  readonly markInitialEnd: boolean;
  readonly bookmarks: boolean;
  readonly timeoutMs: number;
  /** Calls back when the resource is not served any more, or is another now; returns the function that forgets it. */
  onceGone(listener: () => void): () => void;
  /** Called when the watch cannot go on (`CompactedError`: what it missed is forgotten): the bytes to end with. */
  failed(error: unknown): Uint8Array | undefined;
}

/**
 * While this much waits for the network a watch gets nothing more. It then catches up from the table's log, in its own time;
 * when the log has lost what it missed, the watch is closed and the client begins anew.
 */
export const WATCH_BUFFER_BYTES: number = 1024 * 1024;

const DRAIN_POLL_MS = 5;
const BATCH_EVENTS = 256;
const BOOKMARK_INTERVAL_MS = 60_000;
const BOOKMARK_BEFORE_DEADLINE_MS = 2000;

/** Runs a watch on `stream` until its deadline, until the client goes, or until it has fallen too far behind. */
export function runWatch(stream: HttpStream, plan: WatchPlan): void {
  if (plan.timeoutMs <= 0) return stream.end();
  const timers = createTimers(plan.clock);
  const delivery = createDelivery(stream, plan, timers);
  const unsubscribe = plan.table.watch(plan.currentRevision(), delivery.changed);
  const forget = plan.onceGone(() => stream.end());
  onceAborted(stream.signal, () => {
    unsubscribe();
    forget();
    timers.cancelAll();
  });
  stream.flushHeaders();
  timers.after(plan.timeoutMs, () => stream.end());
  if (plan.bookmarks) scheduleBookmarks(plan.timeoutMs, timers, delivery.bookmark);
  delivery.catchUp();
}

interface Delivery {
  /** Sends what is missing, as far as the network takes it now, and the rest later. */
  catchUp(): void;
  changed(event: StoreEvent): void;
  bookmark(): void;
}

function createDelivery(stream: HttpStream, plan: WatchPlan, timers: Timers): Delivery {
  const { table, encoder, initial = [] } = plan;
  let initialSent = 0;
  let initialDone = plan.initial === undefined;
  let position = plan.revision;
  let marked = plan.revision;
  /** Nothing is waiting: events go straight to the stream. */
  let live = false;

  const isFull = (): boolean => stream.bufferedBytes > WATCH_BUFFER_BYTES;
  const send = (event: StoreEvent): void => {
    position = event.revision;
    const type = typeFor(plan, event);
    if (type !== undefined) stream.write(encoder.change(type, event));
  };
  const sendInitial = (): void => {
    for (; initialSent < initial.length; initialSent++) {
      const stored = initial[initialSent] as Stored;
      if (!plan.selects(stored)) continue;
      if (isFull()) break;
      stream.write(encoder.initial(stored));
    }
    initialDone = initialSent === initial.length;
    if (initialDone && plan.markInitialEnd) stream.write(encoder.bookmark(plan.revision, true));
  };
  /** True when all of the log was sent. */
  const sendMissed = (): boolean => {
    for (;;) {
      if (isFull()) return false;
      const missed = table.readLog(position, BATCH_EVENTS);
      for (const event of missed) send(event);
      if (missed.length < BATCH_EVENTS) return true;
    }
  };
  /** Ends the watch when `step` fails: whoever wrote the object must not fail because of its watchers. */
  const guarded = (step: () => void): void => {
    try {
      if (!stream.signal.aborted) step();
    } catch (error) {
      const last = plan.failed(error);
      if (last !== undefined) stream.write(last);
      stream.end();
    }
  };
  const catchUp = (): void =>
    guarded(() => {
      if (!initialDone) sendInitial();
      live = initialDone && sendMissed();
      if (!live) timers.after(DRAIN_POLL_MS, catchUp);
    });
  return {
    catchUp,
    changed(event) {
      if (!live || event.revision <= position) return;
      if (!isFull()) return guarded(() => send(event));
      live = false;
      timers.after(DRAIN_POLL_MS, catchUp);
    },
    bookmark() {
      // What a live watch has not been told does not exist.
      if (live) position = Math.max(position, plan.currentRevision());
      if (!live || position === marked) return;
      marked = position;
      stream.write(encoder.bookmark(position, false));
    },
  };
}

interface Timers {
  after(ms: number, callback: () => void): void;
  cancelAll(): void;
}

function createTimers(clock: Clock): Timers {
  const pending = new Set<Timer>();
  return {
    after(ms, callback) {
      const timer = clock.timer(ms, () => {
        pending.delete(timer);
        callback();
      });
      pending.add(timer);
    },
    cancelAll() {
      for (const timer of pending) timer.cancel();
      pending.clear();
    },
  };
}

function onceAborted(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener("abort", callback, { once: true });
}

/** Every minute, and shortly before the end. */
function scheduleBookmarks(timeoutMs: number, timers: Timers, bookmark: () => void): void {
  const every = (): void => {
    bookmark();
    timers.after(BOOKMARK_INTERVAL_MS, every);
  };
  timers.after(BOOKMARK_INTERVAL_MS, every);
  const lastMs = timeoutMs - BOOKMARK_BEFORE_DEADLINE_MS;
  if (lastMs > 0) timers.after(lastMs, bookmark);
}

/** What an event is for a watch that selects; undefined: nothing. */
function typeFor(plan: WatchPlan, event: StoreEvent): WatchEventType | undefined {
  const now = event.type !== "DELETED" && plan.selects(event.current);
  const before = event.previous !== undefined && plan.selects(event.previous);
  if (now) return before ? "MODIFIED" : "ADDED";
  return before ? "DELETED" : undefined;
}
