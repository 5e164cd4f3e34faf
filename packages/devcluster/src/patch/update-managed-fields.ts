import type { Schema } from "@homeostat/schema";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { ApiObject } from "#storage/store.ts";
import { capUpdateManagers } from "./cap-managers.ts";
import { pathSet, subtractWithChildren, unite, type FieldSet } from "./field-set.ts";
import { FieldsV1Error, rememberSet } from "./fields-v1.ts";
import {
  isReset,
  managerId,
  NOBODY,
  readManagedFields,
  withOnlyManager,
  writeManagedFields,
  type Managed,
} from "./managed-fields.ts";
import { objectShape } from "./object-shape.ts";
import { ownersAfterUpdate, type Owner } from "./owners.ts";
import { resetFieldsOf } from "./reset-fields.ts";
import { stripOwner, withoutStripped } from "./stripped-fields.ts";
import { compareTyped } from "./typed-compare.ts";
import { objectType } from "./value-type.ts";
import { zeroObject } from "./zero-object.ts";

/** An ordinary write: create, update or any patch but apply. */
export interface ManagedUpdate {
  /** The stored object; undefined for a create. */
  readonly live: ApiObject | undefined;
  /** The object that is to be stored, in the same version. */
  readonly next: ApiObject;
  /** The field manager; empty becomes `unknown`. */
  readonly manager: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  readonly apiVersion: string;
  readonly schema: Schema;
  /** Now, as RFC 3339 text in UTC without fractions. */
  readonly time: string;
  /** Fields that this write cannot change, as dotted paths (`status`, `metadata.labels`). Default: `resetFieldsOf`. */
  readonly resetFields?: readonly string[];
}

/**
 * The object with `metadata.managedFields` brought up to date for an ordinary write: the manager owns what it changed, and
 * nobody else does any more. Entries, and their times, stay as they are where nothing changes.
 * See https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function updateManagedFields(update: ManagedUpdate): ApiObject {
  const managed = managedBefore(update);
  if (managed.owners.size === 0 && update.live !== undefined) return writeManagedFields(update.next, NOBODY);
  if (managed === NOBODY) return createdManagedFields(update);
  return writeManagedFields(update.next, managedAfter(update, managed));
}

/** The same for an object that is new and nobody's: with nobody to take from, it is what the object sets beyond a zero one. */
function createdManagedFields(update: ManagedUpdate): ApiObject {
  const { next, manager, subresource, apiVersion, schema, time } = update;
  const ignored = update.resetFields ?? resetFieldsOf(schema, subresource);
  const set = knownCreatedSet(schema, next, ignored);
  return withOnlyManager(next, { manager, operation: "Update", apiVersion, subresource }, { set, time });
}

/** Sets of created objects by their shape: those of one controller or one test look alike. */
const createdSets = new WeakMap<Schema, Map<string, FieldSet>>();
const MAX_CREATED_SETS = 200;

function knownCreatedSet(schema: Schema, next: ApiObject, ignored: readonly string[]): FieldSet {
  const shape = objectShape(next);
  if (shape === undefined) return createdSet(schema, next, ignored);
  let sets = createdSets.get(schema);
  if (sets === undefined) createdSets.set(schema, (sets = new Map()));
  const key = `${ignored.join(",")};${shape}`;
  let set = sets.get(key);
  if (set === undefined) {
    if (sets.size >= MAX_CREATED_SETS) sets.clear();
    sets.set(key, (set = createdSet(schema, next, ignored)));
  }
  return set;
}

function createdSet(schema: Schema, next: ApiObject, ignored: readonly string[]): FieldSet {
  const { added, modified } = compareTyped(zeroObject(schema, next), next, objectType(schema));
  return rememberSet(withoutStripped(subtractWithChildren(unite(modified, added), fieldsToSet(ignored))));
}

/** The owners after a write, which may be a step of an apply (`before-first-apply`). */
export function managedAfter(update: ManagedUpdate, managed: Managed): Managed {
  const { live, next, manager, subresource, apiVersion, schema, time } = update;
  const ignored = fieldsToSet(update.resetFields ?? resetFieldsOf(schema, subresource));
  const owners = new Map(
    ownersAfterUpdate({
      live: live ?? zeroObject(schema, next),
      next,
      type: objectType(schema),
      owners: managed.owners,
      manager: THIS_WRITE,
      apiVersion,
      ignored,
    }),
  );
  stripOwner(owners, THIS_WRITE);
  const taken = owners.get(THIS_WRITE);
  if (taken === undefined) return capUpdateManagers({ ...managed, owners });
  owners.delete(THIS_WRITE);
  const id = managerId({ manager, operation: "Update", apiVersion, subresource });
  owners.set(id, joinOwners(owners.get(id), taken));
  return capUpdateManagers({ ...managed, owners, times: new Map(managed.times).set(id, time) });
}

/** Stands for the manager until it is known what the write changed. No identifier looks like it. */
const THIS_WRITE = "";

function joinOwners(before: Owner | undefined, taken: Owner): Owner {
  return before === undefined ? taken : { ...before, set: unite(before.set, taken.set) };
}

/** A client may write `managedFields` itself, but not through a subresource; what is unreadable counts as not written. */
function managedBefore({ live, next, subresource }: ManagedUpdate): Managed {
  const liveEntries = live?.metadata.managedFields;
  const nextEntries = next.metadata.managedFields;
  if (subresource !== "" || jsonEqual(nextEntries, liveEntries)) return readable(() => readManagedFields(liveEntries));
  if (isReset(nextEntries)) return NOBODY;
  const managed = readable(() => readManagedFields(nextEntries));
  return managed.owners.size > 0 ? managed : readable(() => readManagedFields(liveEntries));
}

function readable(read: () => Managed): Managed {
  try {
    return read();
  } catch (error) {
    if (error instanceof FieldsV1Error) return NOBODY;
    throw error;
  }
}

const fieldSets = new Map<string, FieldSet>();

/** The same few lists come again and again: they are constants of the resources. */
export function fieldsToSet(fields: readonly string[]): FieldSet {
  const key = fields.join(",");
  let set = fieldSets.get(key);
  if (set === undefined) {
    set = pathSet(...fields.map((field) => field.split(".").map((name) => `f:${name}`)));
    if (fieldSets.size < 100) fieldSets.set(key, set);
  }
  return set;
}
