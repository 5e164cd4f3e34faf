import { isEmptySet, pathSet, subtract, type FieldSet } from "./field-set.ts";
import type { Owner } from "./owners.ts";

const METADATA = [
  "name",
  "namespace",
  "creationTimestamp",
  "selfLink",
  "uid",
  "clusterName",
  "generation",
  "managedFields",
  "resourceVersion",
];

/** Fields that every object has and nobody owns. */
const STRIPPED: FieldSet = pathSet(
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...METADATA.map((name) => ["f:metadata", `f:${name}`]),
);

export function withoutStripped(set: FieldSet): FieldSet {
  return subtract(set, STRIPPED);
}

/** Takes from a manager the fields that nobody owns; a manager who is left with nothing is forgotten. */
export function stripOwner(owners: Map<string, Owner>, id: string): void {
  const owner = owners.get(id);
  if (owner === undefined) return;
  const set = withoutStripped(owner.set);
  if (isEmptySet(set)) owners.delete(id);
  else if (set !== owner.set) owners.set(id, { ...owner, set });
}
