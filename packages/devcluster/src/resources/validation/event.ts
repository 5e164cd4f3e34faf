import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { eventConversion } from "#resources/event-conversion.ts";
import { fields, text } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { invalid, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

/** Events of the core group: the object that they are about must be in their namespace. */
export function validateCoreEvent(event: ApiObject): readonly FieldError[] {
  const involved = text(fields(event["involvedObject"])["namespace"]);
  const namespace = event.metadata.namespace ?? "";
  // What has no namespace is reported in the default one.
  const matches = involved === namespace || (involved === "" && namespace === "default");
  return matches ? [] : [invalid("involvedObject.namespace", involved, "does not match event.namespace")];
}

/** Events of events.k8s.io/v1; messages name the fields of the core group. */
export function validateEvent(given: ApiObject, context: StrategyContext): readonly FieldError[] {
  const event = eventConversion.toStorage(given);
  const errors = [...validateCoreEvent(event)];
  const eventTime = event["eventTime"] ?? null;
  if (eventTime === null) errors.push(required("eventTime"));
  const type = text(event["type"]);
  const isNew = eventTime !== null;
  if (isNew) errors.push(...validateReporter(event));
  if (type !== "Normal" && type !== "Warning") errors.push(invalid("type", type, `has invalid value: ${type}`));
  if (Buffer.byteLength(text(event["message"])) > 1024)
    errors.push(invalid("message", text(event["message"]), "can have at most 1024 characters"));
  return context.subresource === "" ? errors : [];
}

function validateReporter(event: ApiObject): readonly FieldError[] {
  const limits = [
    ["reportingComponent", "reportingController"],
    ["reportingInstance", "reportingInstance"],
    ["action", "action"],
    ["reason", "reason"],
  ] as const;
  return limits.flatMap(([field, shown]) => {
    const value = text(event[field]);
    if (value === "") return [required(shown)];
    return value.length > 128 ? [invalid(shown, value, "can have at most 128 characters")] : [];
  });
}

const MUTABLE = ["metadata", "series", "apiVersion", "kind"];

/** An event with a time of its own says the same for ever; only its series grows. */
export function validateEventUpdate(given: ApiObject, oldGiven: ApiObject): readonly FieldError[] {
  const event = eventConversion.toStorage(given);
  const old = eventConversion.toStorage(oldGiven);
  if ((old["eventTime"] ?? null) === null) return [];
  return Object.keys({ ...old, ...event })
    .filter((key) => !MUTABLE.includes(key) && !jsonEqual(event[key], old[key]))
    .map((key) => invalid(key, event[key] ?? null, "field is immutable"));
}
