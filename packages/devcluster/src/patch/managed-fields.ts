import type { ManagedFieldsEntry } from "homeostat/internal/meta/object.ts";
import { extend } from "homeostat/internal/std/extend.ts";
import type { ApiObject } from "#storage/store.ts";
import { isEmptySet, type FieldSet } from "./field-set.ts";
import { FieldsV1Error, parseFieldsV1, rememberSet } from "./fields-v1.ts";
import type { Owner, Owners } from "./owners.ts";

/** `metadata.managedFields`, taken apart. */
export interface Managed {
  readonly owners: Owners;
  /** When a manager last took a field, by identifier; absent for one that never changed anything. */
  readonly times: ReadonlyMap<string, string>;
  /** The entries that were read, by identifier: those that do not change are kept as they are. */
  readonly entries: ReadonlyMap<string, ManagedFieldsEntry>;
}

export const NOBODY: Managed = { owners: new Map(), times: new Map(), entries: new Map() };

/** Who writes, as an entry names it. */
export interface ManagerName {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
}

/**
 * Identifies a manager within an object: the JSON text of its name, which is also what sorts conflicts. An applier is the
 * same in every version.
 */
export function managerId({ manager, operation, apiVersion, subresource }: ManagerName): string {
  return JSON.stringify({
    manager: manager === "" ? "unknown" : manager,
    operation,
    ...(operation === "Apply" ? {} : { apiVersion }),
    ...(subresource === "" ? {} : { subresource }),
  });
}

export function managerName(id: string, apiVersion: string): ManagerName {
  const name = JSON.parse(id) as Partial<ManagerName>;
  return { manager: "", operation: "Update", subresource: "", ...name, apiVersion: name.apiVersion ?? apiVersion };
}

/**
 * Reads `managedFields`.
 *
 * @throws FieldsV1Error when an entry is none that a server writes.
 */
export function readManagedFields(entries: readonly ManagedFieldsEntry[] | undefined): Managed {
  if (entries === undefined || entries.length === 0) return NOBODY;
  const owners = new Map<string, Owner>();
  const times = new Map<string, string>();
  const byId = new Map<string, ManagedFieldsEntry>();
  for (const [index, entry] of entries.entries()) {
    const { operation, apiVersion = "", fieldsType, subresource = "", time } = entry;
    if (operation !== "Apply" && operation !== "Update") throw new FieldsV1Error("operation must be Apply or Update");
    if (fieldsType !== "FieldsV1") throw new FieldsV1Error(`fieldsType of entry ${index} must be FieldsV1`);
    const id = managerId({ manager: entry.manager ?? "", operation, apiVersion, subresource });
    owners.set(id, { set: parseFieldsV1(entry.fieldsV1), apiVersion, isApplied: operation === "Apply" });
    byId.set(id, entry);
    if (time !== undefined && time !== null) times.set(id, time);
  }
  return { owners, times, entries: byId };
}

/** Whether a client asks to forget all owners: an empty list, or one entry with nothing in it. */
export function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries === undefined || entries === null) return false;
  const [entry] = entries;
  return entry === undefined || (entries.length === 1 && Object.keys(entry).length === 0);
}

/** The object with these owners written into `managedFields`; the object itself when they are there already. */
export function writeManagedFields(object: ApiObject, managed: Managed): ApiObject {
  const entries = entriesOf(managed);
  const current = object.metadata.managedFields;
  if (entries.length === 0) {
    if (current === undefined) return object;
    const { managedFields: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (current !== undefined && isSameList(current, entries)) return object;
  return { ...object, metadata: extend(object.metadata, { managedFields: entries }) };
}

/** The object with one manager, who owns `set` since `time`; with none when the set is empty. */
export function withOnlyManager(
  object: ApiObject,
  name: ManagerName,
  { set, time }: { readonly set: FieldSet; readonly time: string },
): ApiObject {
  if (isEmptySet(set)) return writeManagedFields(object, NOBODY);
  const manager = name.manager === "" ? "unknown" : name.manager;
  const managedFields = [makeEntry({ ...name, manager }, set, time)];
  return { ...object, metadata: extend(object.metadata, { managedFields }) };
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}

function entriesOf({ owners, times, entries }: Managed): readonly ManagedFieldsEntry[] {
  const result: ManagedFieldsEntry[] = [];
  for (const [id, owner] of owners) {
    const entry = entries.get(id);
    const time = times.get(id);
    const isKept =
      entry !== undefined &&
      entry.time === time &&
      entry.apiVersion === owner.apiVersion &&
      parseFieldsV1(entry.fieldsV1) === owner.set;
    result.push(isKept ? entry : makeEntry(managerName(id, owner.apiVersion), owner.set, time));
  }
  return result.length < 2 ? result : result.sort(compareEntries);
}

function makeEntry(name: ManagerName, set: FieldSet, time: string | undefined): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = name;
  return {
    manager,
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1: rememberSet(set),
    ...(subresource === "" ? {} : { subresource }),
  };
}

/** By operation, then time, then the rest of the name. */
function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  for (const key of ["operation", "time", "manager", "apiVersion", "subresource"] as const) {
    const [left, right] = [a[key] ?? "", b[key] ?? ""];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
