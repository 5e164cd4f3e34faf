import type { Schema } from "@homeostat/schema";
import { isJsonObject, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { isBuiltin } from "./value-type.ts";

/**
 * Fields of built-in kinds whose Go type is a struct, not a pointer, on the way down from the object: they exist before
 * anyone sets them, so nobody owns them as such.
 */
const STRUCT_FIELDS: ReadonlySet<string> = new Set([
  "metadata", "spec", "status", "template", "jobTemplate", "strategy", "updateStrategy", "acceptedNames", "names",
  "daemonEndpoints", "kubeletEndpoint", "nodeInfo", "deprecatedSource", "source", "involvedObject", "regarding", "devices",
  "loadBalancer", "podSelector", "pool", "priorityLevelConfiguration", "resources", "roleRef", "scaleTargetRef", "target",
  "user", "userInfo",
]); // prettier-ignore

/** The one kind in which a field of such a name is a pointer. */
const POINTER_TEMPLATE = "ReplicationController";

/** Required by the documents, and yet left out by Go where there is none. */
const OMITTED_LISTS: ReadonlySet<string> = new Set(["validationActions"]);

const zeroObjects = new WeakMap<Schema, JsonObject>();

/**
 * What an object of a built-in kind is before anything is set: structs and required fields exist with zero values. Ownership
 * of a created object (`next`) counts from there. A custom resource has nothing but its kind.
 */
export function zeroObject(schema: Schema, next: JsonObject = {}): JsonObject {
  let zero = zeroObjects.get(schema);
  if (zero === undefined) {
    const kind = schema["x-kubernetes-group-version-kind"]?.[0]?.kind ?? "";
    zero = isBuiltin(schema) ? zeroStruct(schema, kind) : {};
    zeroObjects.set(schema, zero);
  }
  return isBuiltin(schema) ? withNullsOf(next, zero) : zero;
}

/** A null in a built-in kind's struct is Go's zero value, too. */
function withNullsOf(next: JsonObject, zero: JsonObject): JsonObject {
  let result: MutableJsonObject | undefined;
  for (const name in next) {
    const value = next[name];
    const current = zero[name];
    if (value === null && current === undefined) (result ??= { ...zero })[name] = null;
    if (!isJsonObject(value) || !isJsonObject(current)) continue;
    const child = withNullsOf(value, current);
    if (child !== current) (result ??= { ...zero })[name] = child;
  }
  return result ?? zero;
}

function zeroStruct(schema: Schema, kind: string): JsonObject {
  const zero: MutableJsonObject = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (isStruct(name, property, { kind, parent: schema })) zero[name] = zeroStruct(property, kind);
    else if ((schema.required?.includes(name) === true && !OMITTED_LISTS.has(name)) || isTime(property))
      zero[name] = null;
    if (isZeroScalar(property.default)) zero[name] = property.default;
  }
  return zero;
}

/** Go writes a time that is not set as null. */
function isTime({ format }: Schema): boolean {
  return format === "date-time" || format === "micro-time";
}

/** The documents give a zero default to fields that Go always writes. */
function isZeroScalar(value: unknown): boolean {
  return value === "" || value === 0 || value === false;
}

function isStruct(name: string, property: Schema, of: { readonly kind: string; readonly parent: Schema }): boolean {
  if (property.properties === undefined || !STRUCT_FIELDS.has(name)) return false;
  // The resources of a whole Pod are a pointer, those of a container are not.
  if (name === "resources" && of.parent.properties?.["containers"] !== undefined) return false;
  return !(name === "template" && of.kind === POINTER_TEMPLATE);
}
