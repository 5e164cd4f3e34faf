import type { KubernetesObject } from "./object.ts";

/** Whether the object waits for `finalizer`. See https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/ */
export function hasFinalizer(object: KubernetesObject, finalizer: string): boolean {
  return object.metadata?.finalizers?.includes(finalizer) ?? false;
}

/** The object with `finalizer` added; the same object when it is there already. */
export function withFinalizer<T extends KubernetesObject>(object: T, finalizer: string): T {
  if (hasFinalizer(object, finalizer)) return object;
  const finalizers = [...(object.metadata?.finalizers ?? []), finalizer];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** The object without any `finalizer`; the same object when there is none. */
export function withoutFinalizer<T extends KubernetesObject>(object: T, finalizer: string): T {
  if (!hasFinalizer(object, finalizer)) return object;
  const finalizers = object.metadata?.finalizers?.filter((other) => other !== finalizer) ?? [];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** Whether the object is being deleted and only waits for finalizers or its grace period. */
export function isBeingDeleted(object: KubernetesObject): boolean {
  return object.metadata?.deletionTimestamp !== undefined;
}
