import { builtinBootstrapObjects } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import { fields } from "./fields.ts";

/**
 * What a fresh API server holds before anybody writes: namespaces, RBAC of the system and its default roles, priority
 * classes, flow control, Service and EndpointSlice `kubernetes`. Without UIDs, times and resource versions; in an order in
 * which each object comes after those that it needs.
 */
export function bootstrapObjects(): readonly ApiObject[] {
  return builtinBootstrapObjects().map((object) => ({ ...object, metadata: fields(object["metadata"]) }));
}
