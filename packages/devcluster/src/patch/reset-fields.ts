import type { Schema } from "@homeostat/schema";
import { isBuiltin } from "./value-type.ts";

/**
 * The fields that a write cannot change, whoever writes them, when the caller does not know better: built-in kinds keep
 * `status` to its subresource, and a write of `status` leaves the rest alone.
 */
export function resetFieldsOf(schema: Schema, subresource: string): readonly string[] {
  const hasStatus = schema.properties?.["status"] !== undefined;
  if (!hasStatus) return [];
  if (subresource === "status") return isBuiltin(schema) ? ["spec"] : ["spec", "metadata"];
  return subresource === "" && isBuiltin(schema) ? ["status"] : [];
}
