import type { KubernetesObject } from "#meta/object.ts";
import type { DeleteOptions } from "./client.ts";

/** The DeleteOptions that a delete sends; undefined when the server's defaults are wanted. */
export function deleteBody(options: DeleteOptions): string | undefined {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions } = options;
  const fields = {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(dryRun === true ? { dryRun: ["All"] } : {}),
  };
  if (Object.keys(fields).length === 0) return undefined;
  return JSON.stringify({ apiVersion: "v1", kind: "DeleteOptions", ...fields });
}

/**
 * Whether the object in the answer to a delete is only what was there before: some resources answer with the object instead
 * of a Status even when it is gone.
 */
export function isGone(object: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers = [] } = object.metadata ?? {};
  if (deletionTimestamp === undefined) return true;
  return deletionGracePeriodSeconds === 0 && finalizers.length === 0;
}
