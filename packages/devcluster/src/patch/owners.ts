import { jsonEqual } from "homeostat/internal/std/compare.ts";
import {
  EMPTY,
  intersect,
  isEmptySet,
  pathsOf,
  subtract,
  subtractWithChildren,
  unite,
  type FieldSet,
} from "./field-set.ts";
import { ensureNamedFields } from "./named-fields.ts";
import type { PathElement } from "./path-element.ts";
import { adaptToSchema } from "./adapt-to-schema.ts";
import { compareTyped, type Comparison } from "./typed-compare.ts";
import { fieldSetOf } from "./typed-field-set.ts";
import { mergeTyped } from "./typed-merge.ts";
import { removePaths } from "./typed-remove.ts";
import type { ValueType } from "./value-type.ts";

/** What one manager owns. */
export interface Owner {
  readonly set: FieldSet;
  readonly apiVersion: string;
  /** By server-side apply; otherwise by an ordinary write. */
  readonly isApplied: boolean;
}

/** Owners by manager identifier. */
export type Owners = ReadonlyMap<string, Owner>;

/** A field that someone else owns with another value. */
export interface OwnerConflict {
  readonly manager: string;
  readonly path: readonly PathElement[];
}

/** Fields that an applied configuration wants to change and others own. */
export class OwnerConflictError extends Error {
  readonly conflicts: readonly OwnerConflict[];

  constructor(conflicts: readonly OwnerConflict[]) {
    super("the applied configuration conflicts with other managers");
    this.name = "OwnerConflictError";
    this.conflicts = conflicts;
  }
}

export interface OwnersUpdate {
  readonly live: unknown;
  readonly next: unknown;
  readonly type: ValueType;
  readonly owners: Owners;
  readonly manager: string;
  readonly apiVersion: string;
  /** Paths that this write cannot change, whatever it says. */
  readonly ignored?: FieldSet;
}

/** The owners after an ordinary write: its manager owns what it changed, and nobody else does. */
export function ownersAfterUpdate(update: OwnersUpdate): Owners {
  const { live, next, type, manager, apiVersion, ignored = EMPTY } = update;
  const owners = adaptOwners(update.owners, type);
  const comparison = compareTyped(live, next, type);
  takeFromOthers(owners, { comparison: withoutPaths(comparison, ignored), manager, mustForce: true });
  const own = owners.get(manager)?.set ?? EMPTY;
  const taken = unite(unite(subtract(own, comparison.removed), comparison.modified), comparison.added);
  setOwner(owners, manager, { set: subtractWithChildren(taken, ignored), apiVersion, isApplied: false });
  return owners;
}

export interface OwnersApply {
  readonly live: unknown;
  readonly applied: unknown;
  readonly type: ValueType;
  readonly owners: Owners;
  readonly manager: string;
  readonly apiVersion: string;
  readonly isForced: boolean;
  readonly ignored?: FieldSet;
}

export interface OwnersApplied {
  /** The merged object; the live one itself when nothing changes. */
  readonly object: unknown;
  readonly owners: Owners;
}

/**
 * Merges an applied configuration, removes what this manager applied before and nobody owns any more, and moves ownership.
 *
 * @throws OwnerConflictError when others own what changes and the apply is not forced.
 */
export function applyWithOwners(apply: OwnersApply): OwnersApplied {
  const { live, applied, type, manager, apiVersion, isForced, ignored = EMPTY } = apply;
  const owners = adaptOwners(apply.owners, type);
  const merged = mergeTyped(live, applied, type);
  const last = owners.get(manager)?.set;
  const set = subtractWithChildren(fieldSetOf(applied, type), ignored);
  owners.set(manager, { set, apiVersion, isApplied: true });
  const isDropping = last !== undefined && !isEmptySet(subtract(last, set));
  const pruned = isDropping ? prune(merged, { last, owners, type }) : merged;
  const object = jsonEqual(live, pruned) ? live : pruned;
  const comparison = withoutPaths(compareTyped(live, object, type), ignored);
  takeFromOthers(owners, { comparison, manager, mustForce: isForced });
  return { object, owners };
}

function adaptOwners(owners: Owners, type: ValueType): Map<string, Owner> {
  const adapted = new Map<string, Owner>();
  for (const [manager, owner] of owners) {
    const set = adaptToSchema(owner.set, type);
    adapted.set(manager, set === owner.set ? owner : { ...owner, set });
  }
  return adapted;
}

function withoutPaths(comparison: Comparison, paths: FieldSet): Comparison {
  if (isEmptySet(paths)) return comparison;
  return {
    added: subtractWithChildren(comparison.added, paths),
    removed: subtractWithChildren(comparison.removed, paths),
    modified: subtractWithChildren(comparison.modified, paths),
  };
}

interface Taking {
  readonly comparison: Comparison;
  readonly manager: string;
  readonly mustForce: boolean;
}

function takeFromOthers(owners: Map<string, Owner>, { comparison, manager, mustForce }: Taking): void {
  const changed = unite(comparison.modified, comparison.added);
  if (!mustForce) refuseConflicts(owners, changed, manager);
  for (const [name, owner] of owners) {
    if (name === manager) continue;
    const set = subtract(subtract(owner.set, changed), comparison.removed);
    if (set !== owner.set) owners.set(name, { ...owner, set });
  }
  for (const [name, { set }] of owners) if (isEmptySet(set)) owners.delete(name);
}

function refuseConflicts(owners: Owners, changed: FieldSet, manager: string): void {
  const conflicts: OwnerConflict[] = [];
  for (const name of [...owners.keys()].sort()) {
    if (name === manager) continue;
    const paths = pathsOf(intersect(owners.get(name)?.set ?? EMPTY, changed));
    conflicts.push(...paths.map((path) => ({ manager: name, path })));
  }
  if (conflicts.length > 0) throw new OwnerConflictError(conflicts);
}

function setOwner(owners: Map<string, Owner>, manager: string, owner: Owner): void {
  if (isEmptySet(owner.set)) owners.delete(manager);
  else owners.set(manager, owner);
}

interface Pruning {
  /** What the manager applied the last time. */
  readonly last: FieldSet;
  /** With the manager's new set. */
  readonly owners: Owners;
  readonly type: ValueType;
}

/**
 * Removes what the manager no longer applies. First everything that it ever applied goes, then what somebody (itself
 * included) owns comes back, then what was never the manager's.
 */
function prune(merged: unknown, { last, owners, type }: Pruning): unknown {
  const named = (set: FieldSet): FieldSet => ensureNamedFields(set, type);
  const lastNamed = named(last);
  const mergedNamed = named(fieldSetOf(merged, type));
  let owned: FieldSet = EMPTY;
  for (const { set } of owners.values()) owned = unite(owned, set);

  const withoutLast = removePaths(merged, lastNamed, type);
  const unowned = subtract(mergedNamed, unite(named(fieldSetOf(withoutLast, type)), named(owned)));
  const withOwned = removePaths(merged, unowned, type);
  const dropped = subtract(mergedNamed, named(fieldSetOf(withOwned, type)));
  return removePaths(merged, intersect(dropped, lastNamed), type);
}
