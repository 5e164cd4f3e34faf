import { createHash } from "node:crypto";
import type { Pod } from "homeostat/apis/core/v1";
import type { PodSet } from "../api/v1alpha1/zz_generated.kinds.ts";

/**
 * Every Pod of a PodSet fills a slot, and its name follows from the slot. So a create that is repeated, after a crash, a lost
 * answer or from a stale view, meets the Pod that it made before instead of making another.
 */
export interface Slot {
  readonly index: number;
  /** Grows when a slot is filled again while an earlier Pod of it still exists. */
  readonly incarnation: number;
  readonly podName: string;
}

const SLOT = "app.example.com/slot";
const INCARNATION = "app.example.com/incarnation";

/** The annotations by which a Pod is found in its slot again. */
export function slotAnnotations(slot: Slot): Readonly<Record<string, string>> {
  return { [SLOT]: String(slot.index), [INCARNATION]: String(slot.incarnation) };
}

/** The first `count` slots that no Pod in `occupying` fills. `existing` are all Pods that still have a name, also those that end. */
export function freeSlots(
  podSet: PodSet,
  count: number,
  pods: { readonly occupying: readonly Pod[]; readonly existing: readonly Pod[] },
): readonly Slot[] {
  const occupied = new Set(pods.occupying.map(slotIndexOf));
  const names = new Set(pods.existing.map((pod) => pod.metadata?.name));
  const slots: Slot[] = [];
  for (let index = 0; slots.length < count; index++) {
    if (!occupied.has(index)) slots.push(nextIncarnation(podSet, index, { names, existing: pods.existing }));
  }
  return slots;
}

function nextIncarnation(
  podSet: PodSet,
  index: number,
  seen: { readonly names: ReadonlySet<string | undefined>; readonly existing: readonly Pod[] },
): Slot {
  const earlier = seen.existing.filter((pod) => slotIndexOf(pod) === index).map(incarnationOf);
  for (let incarnation = Math.max(-1, ...earlier) + 1; ; incarnation++) {
    const podName = `${podNamePrefix(podSet)}${suffixOf(podSet, index, incarnation)}`;
    if (!seen.names.has(podName)) return { index, incarnation, podName };
  }
}

/** What the names of a PodSet's Pods begin with, as `generateName` has it. */
export function podNamePrefix(podSet: PodSet): string {
  return `${podSet.metadata?.name ?? ""}-pod`;
}

/** The slot that a Pod fills; undefined when it is not one of ours. */
export function slotIndexOf(pod: Pod): number | undefined {
  const text = pod.metadata?.annotations?.[SLOT];
  return text === undefined ? undefined : Number(text);
}

function incarnationOf(pod: Pod): number {
  return Number(pod.metadata?.annotations?.[INCARNATION] ?? -1);
}

/** Five characters of the alphabet that Kubernetes uses for generated names. */
function suffixOf(podSet: PodSet, index: number, incarnation: number): string {
  const alphabet = "bcdfghjklmnpqrstvwxz2456789";
  const digest = createHash("sha256")
    .update(`${podSet.metadata?.uid ?? ""}/${index}/${incarnation}`)
    .digest();
  return Array.from(digest.subarray(0, 5), (byte) => alphabet[byte % alphabet.length]).join("");
}
