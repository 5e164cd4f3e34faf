import { goForm } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceVersion } from "./resource.ts";

/** Events of events.k8s.io/v1 are stored as those of the core group: the same object under other field names. */
export const eventConversion: NonNullable<ResourceVersion["convert"]> = {
  fromStorage: (object) => renamed(object, CORE_TO_EVENTS, "events.k8s.io/v1"),
  toStorage: (object) => renamed(object, EVENTS_TO_CORE, "v1"),
};

const CORE_TO_EVENTS: Readonly<Record<string, string>> = {
  involvedObject: "regarding",
  message: "note",
  source: "deprecatedSource",
  firstTimestamp: "deprecatedFirstTimestamp",
  lastTimestamp: "deprecatedLastTimestamp",
  count: "deprecatedCount",
  reportingComponent: "reportingController",
};

const EVENTS_TO_CORE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CORE_TO_EVENTS).map(([core, events]) => [events, core]),
);

function renamed(object: ApiObject, names: Readonly<Record<string, string>>, apiVersion: string): ApiObject {
  if (object.apiVersion === apiVersion) return object;
  const { apiVersion: _, metadata, ...rest } = object;
  const entries = Object.entries(rest).map(([key, value]) => [names[key] ?? key, value]);
  const group = apiVersion === "v1" ? "" : "events.k8s.io";
  return goForm({ ...Object.fromEntries(entries), metadata, apiVersion }, { group, version: "v1", kind: "Event" });
}
