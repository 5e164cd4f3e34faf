import type { Schema } from "./schema.ts";
import { isObject } from "./json.ts";

/** A CRD's `openAPIV3Schema` as a `Schema`. Nothing is copied or checked (see `checkStructural`); what is no object is the empty schema. */
export function parseSchema(json: unknown): Schema {
  return isObject(json) ? json : {};
}
