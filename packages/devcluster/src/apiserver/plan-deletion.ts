import { formatTime, parseTime } from "homeostat/internal/meta/time.ts";
import type { Strategy } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import type { DeleteOptions } from "./write-options.ts";

/** What a DELETE does to an object. */
export type DeletionPlan =
  /** It is on its way already, and this request changes nothing. */
  | { readonly step: "none" }
  /** It is removed. */
  | { readonly step: "remove" }
  /** It becomes `object`, and is removed after that when nothing holds it back. */
  | { readonly step: "mark"; readonly object: ApiObject; readonly removeAfter: boolean };

/**
 * Plans a DELETE: graceful kinds (Pods) first get a deletion time in the future; finalizers, the client's or those of the
 * propagation policy, hold the object until they are gone.
 * See https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function planDeletion(
  object: ApiObject,
  options: DeleteOptions,
  strategy: Strategy,
  nowMs: number,
): DeletionPlan {
  const graceful =
    strategy.gracePeriodSeconds === undefined ? undefined : gracefulStep(object, options, strategy, nowMs);
  if (graceful === "pending") return { step: "none" };
  const before = object.metadata.finalizers ?? [];
  const finalizers = collectorFinalizers(before, options, strategy.defaultGarbageCollection);
  if (graceful === undefined && before.length === 0 && finalizers.length === 0) return { step: "remove" };
  const next = withFinalizers(graceful?.object ?? object, finalizers);
  const isHeld = finalizers.length > 0;
  if (graceful === undefined)
    return { step: "mark", object: isHeld ? marked(next, nowMs) : next, removeAfter: !isHeld };
  return { step: "mark", object: next, removeAfter: !isHeld && graceful.seconds === 0 };
}

/** The object with these finalizers; the same when it has them. */
export function withFinalizers(object: ApiObject, finalizers: readonly string[]): ApiObject {
  if (object.metadata.finalizers === finalizers) return object;
  const { finalizers: _old, ...metadata } = object.metadata;
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}

/** The finalizers with those of the garbage collector put in or taken out as the options say. */
export function collectorFinalizers(
  finalizers: readonly string[],
  options: DeleteOptions,
  fallback: Strategy["defaultGarbageCollection"],
): readonly string[] {
  const policy = policyOf(finalizers, options, fallback);
  const kept = finalizers.filter((one) => one !== ORPHAN && one !== FOREGROUND);
  const next = policy === "Orphan" ? [...kept, ORPHAN] : policy === "Foreground" ? [...kept, FOREGROUND] : kept;
  return next.length === finalizers.length && next.every((one) => finalizers.includes(one)) ? finalizers : next;
}

const ORPHAN = "orphan";
const FOREGROUND = "foregroundDeletion";

function policyOf(finalizers: readonly string[], options: DeleteOptions, fallback: string): string {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? "Orphan" : "Background";
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  const earlier = finalizers.find((one) => one === ORPHAN || one === FOREGROUND);
  if (earlier !== undefined) return earlier === ORPHAN ? "Orphan" : "Foreground";
  return fallback;
}

interface GracefulStep {
  readonly object: ApiObject;
  readonly seconds: number;
}

/** Undefined: the object waits for nothing but finalizers any more. */
function gracefulStep(
  object: ApiObject,
  options: DeleteOptions,
  strategy: Strategy,
  nowMs: number,
): GracefulStep | "pending" | undefined {
  // A negative period means one second.
  const wanted =
    options.gracePeriodSeconds === undefined || options.gracePeriodSeconds >= 0 ? options.gracePeriodSeconds : 1;
  const { deletionTimestamp, deletionGracePeriodSeconds: current = 0, generation = 0 } = object.metadata;
  if (deletionTimestamp !== undefined) {
    if (current === 0) return undefined;
    if (wanted === undefined || wanted >= current) return "pending";
    const earlierMs = parseTime(deletionTimestamp) - (current - wanted) * 1000;
    return { object: withDeletion(object, earlierMs, wanted, generation), seconds: wanted };
  }
  const usual = strategy.gracePeriodSeconds?.(object) ?? 0;
  const seconds = usual === 0 ? 0 : (wanted ?? usual);
  return {
    object: withDeletion(object, nowMs + seconds * 1000, seconds, generation > 0 ? generation + 1 : 0),
    seconds,
  };
}

function withDeletion(object: ApiObject, atMs: number, seconds: number, generation: number): ApiObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(generation > 0 ? { generation } : {}),
      deletionTimestamp: formatTime(atMs),
      deletionGracePeriodSeconds: seconds,
    },
  };
}

/** Marked as being deleted, now; the generation counts that once. */
function marked(object: ApiObject, nowMs: number): ApiObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation = 0 } = object.metadata;
  const counted = deletionGracePeriodSeconds === undefined && generation > 0 ? generation + 1 : generation;
  const isSet = deletionTimestamp !== undefined && parseTime(deletionTimestamp) <= nowMs;
  return withDeletion(object, isSet ? parseTime(deletionTimestamp) : nowMs, 0, counted);
}
