import type { ManagedFieldsEntry } from "homeostat/internal/meta/object.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { ApiObject } from "#storage/store.ts";

/**
 * Returns the live object itself when the new one differs from it in nothing but the times of `managedFields`: such a write
 * is none. Worth asking again after defaults have been filled in.
 */
export function keepTimes(next: ApiObject, live: ApiObject): ApiObject {
  if (next === live) return live;
  const nextEntries = next.metadata.managedFields ?? [];
  const liveEntries = live.metadata.managedFields ?? [];
  if (nextEntries.length !== liveEntries.length) return next;
  if (!nextEntries.every((entry, index) => isSameEntry(entry, liveEntries[index]))) return next;
  const { managedFields: _next, ...nextMetadata } = next.metadata;
  const { managedFields: _live, ...liveMetadata } = live.metadata;
  return jsonEqual({ ...next, metadata: nextMetadata }, { ...live, metadata: liveMetadata }) ? live : next;
}

function isSameEntry(a: ManagedFieldsEntry, b: ManagedFieldsEntry | undefined): boolean {
  if (a === b) return true;
  if (b === undefined) return false;
  const { time: _a, ...left } = a;
  const { time: _b, ...right } = b;
  return jsonEqual(left, right);
}
