import type { ApiObject } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { getObject } from "./get.ts";
import { scaleOf } from "./scale-object.ts";

/** GET of an object's `scale`. Throws as `getObject` does, and 500 when a custom resource has no number of replicas. */
export async function getScale(request: ResourceRequest): Promise<Outcome> {
  const { object } = await getObject(request);
  return { code: 200, object: scaleOf(request, object as ApiObject) };
}
