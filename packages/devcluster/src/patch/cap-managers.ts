import { unite } from "./field-set.ts";
import { managerId, type Managed } from "./managed-fields.ts";
import type { Owner } from "./owners.ts";

/** More managers of ordinary writes than this are not told apart. */
const MAX_UPDATE_MANAGERS = 10;

/** Joins the oldest entries of ordinary writes into one per version, `ancient-changes`, when there are too many. */
export function capUpdateManagers(managed: Managed): Managed {
  const updaters = [...managed.owners].filter(([, owner]) => !owner.isApplied).map(([id]) => id);
  if (updaters.length <= MAX_UPDATE_MANAGERS) return managed;
  const owners = new Map(managed.owners);
  const times = new Map(managed.times);
  const age = (id: string): string => times.get(id) ?? "";
  updaters.sort((a, b) => (age(a) !== age(b) ? (age(a) < age(b) ? -1 : 1) : a < b ? -1 : 1));
  const oldest = new Map<string, string>();
  let excess = updaters.length - MAX_UPDATE_MANAGERS;
  for (const id of updaters) {
    if (excess === 0) break;
    const owner = owners.get(id);
    if (owner === undefined) continue;
    const first = oldest.get(owner.apiVersion);
    if (first === undefined) {
      oldest.set(owner.apiVersion, id);
      continue;
    }
    joinInto({ owners, times }, first, id);
    excess--;
  }
  return { ...managed, owners, times };
}

interface MutableManaged {
  readonly owners: Map<string, Owner>;
  readonly times: Map<string, string>;
}

function joinInto({ owners, times }: MutableManaged, first: string, id: string): void {
  const owner = owners.get(id);
  if (owner === undefined) return;
  const { apiVersion } = owner;
  const bucket = managerId({ manager: "ancient-changes", operation: "Update", apiVersion, subresource: "" });
  const joined = owners.get(bucket) ?? owners.get(first) ?? owner;
  if (!owners.has(bucket)) owners.delete(first);
  owners.set(bucket, { ...joined, set: unite(owner.set, joined.set) });
  owners.delete(id);
  const time = times.get(id);
  if (time === undefined) times.delete(bucket);
  else times.set(bucket, time);
}
