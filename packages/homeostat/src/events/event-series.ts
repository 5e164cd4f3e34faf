import type { EventObject } from "./event.ts";

/** What has to be sent for an event. */
export type SeriesOutput =
  | { readonly type: "create"; readonly event: EventObject }
  /** The stored event now has a series, or a higher count. */
  | { readonly type: "update"; readonly event: EventObject };

/** Events of the last minutes, by what they say. */
export interface EventSeriesTable {
  /** The first event is created, the second starts a series, the following ones are only counted. */
  record(event: EventObject, nowMs: number, nowMicroTime: string): SeriesOutput | undefined;
  /** Counts that were not sent for a while, and series that have ended; to be called about every minute. */
  sweep(nowMs: number): readonly SeriesOutput[];
  readonly size: number;
}

/** Creates an empty table with the times of Kubernetes: a series ends after 6 silent minutes, and is refreshed every 30. */
export function createEventSeriesTable(maxEntries: number = 4096): EventSeriesTable {
  const entries = new Map<string, Entry>();
  return {
    get size() {
      return entries.size;
    },
    record(event, nowMs, nowMicroTime) {
      const key = seriesKey(event);
      const entry = entries.get(key);
      entries.delete(key);
      if (entry === undefined || nowMs - entry.lastMs >= FINISH_MS) {
        entries.set(key, { event, lastMs: nowMs, sentMs: nowMs });
        dropOldest(entries, maxEntries);
        return { type: "create", event };
      }
      const series = { count: (entry.event.series?.count ?? 1) + 1, lastObservedTime: nowMicroTime };
      const counted = { ...entry.event, series };
      const isStart = entry.event.series === undefined;
      entries.set(key, { event: counted, lastMs: nowMs, sentMs: isStart ? nowMs : entry.sentMs, unsent: !isStart });
      return isStart ? { type: "update", event: counted } : undefined;
    },
    sweep(nowMs) {
      const outputs: SeriesOutput[] = [];
      for (const [key, entry] of entries) {
        const isFinished = nowMs - entry.lastMs >= FINISH_MS;
        if (isFinished) entries.delete(key);
        if (entry.unsent !== true || (!isFinished && nowMs - entry.sentMs < REFRESH_MS)) continue;
        outputs.push({ type: "update", event: entry.event });
        if (!isFinished) entries.set(key, { event: entry.event, lastMs: entry.lastMs, sentMs: nowMs });
      }
      return outputs;
    },
  };
}

interface Entry {
  readonly event: EventObject;
  readonly lastMs: number;
  readonly sentMs: number;
  /** The count has grown since it was sent. */
  readonly unsent?: boolean;
}

const FINISH_MS = 6 * 60_000;
const REFRESH_MS = 30 * 60_000;

/** Events with the same key differ only in their note and time. */
function seriesKey(event: EventObject): string {
  const { type, action, reason, reportingController, reportingInstance, regarding, related } = event;
  return JSON.stringify([type, action, reason, reportingController, reportingInstance, regarding, related]);
}

function dropOldest(entries: Map<string, Entry>, maxEntries: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= maxEntries) return;
    entries.delete(key);
  }
}
