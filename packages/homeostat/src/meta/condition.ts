import { type Clock, systemClock } from "#std/clock.ts";
import type { Condition } from "./object.ts";
import { formatTime } from "./time.ts";

/** A condition to set; `lastTransitionTime` is filled when it is absent. */
export type ConditionUpdate = Omit<Condition, "lastTransitionTime"> & Partial<Pick<Condition, "lastTransitionTime">>;

/**
 * The conditions with one set by its `type`. `lastTransitionTime` moves only when `status` does; the same array comes back
 * when nothing changes, so a status write can be left out.
 * See https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  update: ConditionUpdate,
  clock: Clock = systemClock,
): readonly Condition[] {
  const all = conditions ?? [];
  const index = all.findIndex((condition) => condition.type === update.type);
  const old = all[index];
  if (old === undefined) return [...all, withTime(update, update.lastTransitionTime ?? formatTime(clock.now()))];
  if (isEqual(old, update)) return all;
  const time =
    old.status === update.status ? old.lastTransitionTime : (update.lastTransitionTime ?? formatTime(clock.now()));
  return all.with(index, withTime({ ...old, ...update }, time));
}

/** The conditions without the one of that type; the same array when there is none. */
export function removeCondition(conditions: readonly Condition[], type: string): readonly Condition[] {
  return conditions.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}

/** The condition of that type. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition of that type has status `True`. */
export function isConditionTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

function withTime(update: ConditionUpdate, lastTransitionTime: string): Condition {
  return { ...update, lastTransitionTime };
}

function isEqual(old: Condition, update: ConditionUpdate): boolean {
  return (
    old.status === update.status &&
    old.reason === update.reason &&
    old.message === update.message &&
    (update.observedGeneration === undefined || old.observedGeneration === update.observedGeneration)
  );
}
