import type { ObjectEvent } from "#cache/cache.ts";
import type { KubernetesObject, ObjectMeta } from "#meta/object.ts";
import { type LabelSelector, matchesLabels, parseLabelSelector, selectorOf } from "#meta/selector.ts";
import { jsonEqual } from "#std/compare.ts";

/** Which events wake a controller. Several are joined with `and`, `or`, `not`; a function of your own is one, too. */
export type Predicate<T extends KubernetesObject> = (event: ObjectEvent<T>) => boolean;

/**
 * Passes changes of what is asked for: `metadata.generation`, labels, annotations, finalizers, owners and the start of the
 * deletion; not those of `status` only. The default for the kind of a controller, so that a status write does not wake its
 * writer. A kind whose objects have no generation passes whole.
 */
export function desiredStateChanged<T extends KubernetesObject>(event: ObjectEvent<T>): boolean {
  return (
    generationChanged(event) ||
    labelChanged(event) ||
    annotationChanged(event) ||
    (event.type === "update" &&
      !jsonEqual(event.old.metadata?.ownerReferences ?? [], event.object.metadata?.ownerReferences ?? []))
  );
}

/**
 * Passes updates that change `metadata.generation`, which the API server raises with each change of `spec`. Passes also when
 * the deletion starts or the finalizers change, and every update of a kind that has no generation.
 */
export function generationChanged<T extends KubernetesObject>(event: ObjectEvent<T>): boolean {
  if (event.type !== "update") return true;
  const before: ObjectMeta = event.old.metadata ?? {};
  const after: ObjectMeta = event.object.metadata ?? {};
  return (
    after.generation === undefined ||
    before.generation !== after.generation ||
    before.deletionTimestamp !== after.deletionTimestamp ||
    !jsonEqual(before.finalizers ?? [], after.finalizers ?? [])
  );
}

/** Passes updates that change anything, status included. */
export function resourceVersionChanged<T extends KubernetesObject>(event: ObjectEvent<T>): boolean {
  return event.type !== "update" || event.old.metadata?.resourceVersion !== event.object.metadata?.resourceVersion;
}

/** Passes updates that change labels. */
export function labelChanged<T extends KubernetesObject>(event: ObjectEvent<T>): boolean {
  return event.type !== "update" || !jsonEqual(event.old.metadata?.labels ?? {}, event.object.metadata?.labels ?? {});
}

/** Passes updates that change annotations. */
export function annotationChanged<T extends KubernetesObject>(event: ObjectEvent<T>): boolean {
  return (
    event.type !== "update" ||
    !jsonEqual(event.old.metadata?.annotations ?? {}, event.object.metadata?.annotations ?? {})
  );
}

/** Passes events of objects that a selector (text or `{ matchLabels, matchExpressions }`) selects; for an update, the new state counts. */
export function labelSelector<T extends KubernetesObject>(selector: string | LabelSelector): Predicate<T> {
  const parsed = typeof selector === "string" ? parseLabelSelector(selector) : selectorOf(selector);
  return (event) => matchesLabels(parsed, event.object.metadata?.labels);
}

/** Passes what every predicate passes; they are asked in order, until one refuses. */
export function and<T extends KubernetesObject>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Passes what at least one predicate passes. */
export function or<T extends KubernetesObject>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Passes what the predicate refuses, for all types of events. */
export function not<T extends KubernetesObject>(predicate: Predicate<T>): Predicate<T> {
  return (event) => !predicate(event);
}
