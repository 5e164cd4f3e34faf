import { isJsonObject, member, setMember, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { jsonTypeName, PatchError } from "./patch-error.ts";

/**
 * Applies a JSON merge patch (RFC 7386) to an object and returns the new one; what the patch does not name is shared.
 *
 * @throws PatchError `malformed` when the patch is no object.
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (patch === null) throw new PatchError("malformed", "Invalid JSON Patch");
  if (!isJsonObject(patch)) {
    throw new PatchError(
      "malformed",
      `error decoding patch: json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return isJsonObject(target) ? mergeObjects(target, patch) : withoutNulls(patch);
}

function mergeObjects(target: JsonObject, patch: JsonObject): JsonObject {
  const result: MutableJsonObject = { ...target };
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else setMember(result, key, mergeValue(member(target, key), value));
  }
  return result;
}

function mergeValue(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(current)) return withoutNulls(patch);
  return isJsonObject(patch) ? mergeObjects(current, patch) : patch;
}

/** Null members say "remove" also where there is nothing to remove; inside a new array too, as in the real server. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item));
  if (!isJsonObject(value)) return value;
  const result: MutableJsonObject = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== null) setMember(result, key, withoutNulls(value[key]));
  }
  return result;
}
