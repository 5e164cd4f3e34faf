import { formatQuantity, parseQuantity } from "homeostat/internal/meta/quantity.ts";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { parseRfc3339 } from "homeostat/internal/std/timestamp.ts";
import { messageFields, messageOfKind, type MessageField } from "./messages.ts";

/**
 * What remains of a built-in object when the API server's Go decodes and encodes it: fields in the order of the struct,
 * null and empty `omitempty` fields gone, zero values and empty structs filled in where Go cannot leave them out, quantities
 * and times in canonical form. Fields that the kind does not have are kept at the end; an unknown kind is returned as it is.
 */
export function goForm<T extends object>(
  object: T,
  kind: { readonly group: string; readonly version: string; readonly kind: string },
): T {
  const message = messageOfKind(kind.group, kind.version, kind.kind);
  if (message === undefined) return object;
  const { apiVersion, kind: kindName, ...rest } = object as Fields;
  const head = {
    ...(kindName === undefined ? {} : { kind: kindName }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
  };
  return { ...head, ...messageForm(message, rest) } as T;
}

/** The empty struct as Go encodes it, by the name of its message (`apps.v1.DeploymentStatus`). */
export function goZero(message: string): Readonly<Record<string, unknown>> {
  return messageForm(message, {});
}

type Fields = Readonly<Record<string, unknown>>;

function messageForm(name: string, value: Fields): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  const known = fillMessage(name, value, form);
  for (const key in value) {
    if (known.has(key)) continue;
    form[key] = value[key];
  }
  return form;
}

/** Fills in the fields of one message, and of those that are inlined into it; returns the JSON names that it knows. */
function fillMessage(name: string, value: Fields, form: Record<string, unknown>): ReadonlySet<string> {
  const layout = layoutOf(name);
  for (const field of layout.fields) {
    const filled = fieldForm(field, value[field.name]);
    if (filled !== undefined) form[field.name] = filled;
  }
  return layout.names;
}

/** The fields of a message with inlined ones in their place. */
interface Layout {
  readonly fields: readonly MessageField[];
  readonly names: ReadonlySet<string>;
}

const layouts = new Map<string, Layout>();

function layoutOf(name: string): Layout {
  let layout = layouts.get(name);
  if (layout === undefined) {
    const fields = flatFields(name);
    layout = { fields, names: new Set(fields.map((field) => field.name)) };
    layouts.set(name, layout);
  }
  return layout;
}

function flatFields(name: string): readonly MessageField[] {
  return (messageFields(name) ?? []).flatMap((field) => (field.inline ? flatFields(field.type) : [field]));
}

function fieldForm(field: MessageField, value: unknown): unknown {
  if (value === undefined || value === null) return absent(field);
  if (OPAQUE.has(field.type)) return value;
  if (field.type.endsWith("[]")) {
    if (!Array.isArray(value)) return value;
    // Storage is protobuf, which knows no empty lists: they are read back as absent.
    if (value.length === 0) return absent(field);
    const type = field.type.slice(0, -2);
    return SCALARS.has(type) ? value : value.map((item) => valueForm(type, item));
  }
  if (field.type.startsWith("map<")) return mapForm(field, value);
  const form = valueForm(field.type, value);
  if (field.omitEmpty && !field.pointer && (form === "" || form === 0 || form === false)) return undefined;
  return form;
}

function mapForm(field: MessageField, value: unknown): unknown {
  if (!isObject(value)) return value;
  const type = field.type.slice("map<string,".length, -1);
  const keys = Object.keys(value);
  if (keys.length === 0) return absent(field);
  if (SCALARS.has(type) && !keys.some((key) => value[key] === null)) return value;
  return Object.fromEntries(keys.map((key) => [key, valueForm(type, value[key])]));
}

function valueForm(type: string, value: unknown): unknown {
  if (type === "string" && value === null) return "";
  if (SCALARS.has(type) || OPAQUE.has(type) || type.startsWith("?")) return value;
  switch (type) {
    case "$quantity":
      return quantityForm(value);
    case "$time":
      return timeForm(value, PLAIN_TIME, formatTime);
    case "$microtime":
      return timeForm(value, MICRO_TIME, undefined);
  }
  if (type.startsWith("$")) return value;
  if (value === null) return messageForm(type, {});
  return isObject(value) ? messageForm(type, value) : value;
}

/** What Go encodes for a field that is absent; undefined: nothing. */
function absent(field: MessageField): unknown {
  if (field.pointer) return field.omitEmpty ? undefined : null;
  if (field.type.endsWith("[]") || field.type.startsWith("map<")) return field.omitEmpty ? undefined : null;
  // Structs cannot be empty for `omitempty`, hence "firstTimestamp": null; metadata's is `omitzero`.
  if (field.type === "$time" || field.type === "$microtime")
    return field.name === "creationTimestamp" ? undefined : null;
  switch (field.type) {
    case "string":
      return field.omitEmpty ? undefined : "";
    case "bool":
      return field.omitEmpty ? undefined : false;
    case "int32":
    case "int64":
    case "float64":
      return field.omitEmpty ? undefined : 0;
    case "bytes":
    case "$rawjson":
      return field.omitEmpty ? undefined : null;
    case "$quantity":
      return "0";
    case "$intstr":
      return 0;
  }
  return field.type.startsWith("$") || field.type.startsWith("?") ? undefined : messageForm(field.type, {});
}

const SCALARS: ReadonlySet<string> = new Set(["string", "bool", "int32", "int64", "float64", "bytes"]);

/** Written by the server itself in canonical form, or JSON of another shape than their message. */
const OPAQUE: ReadonlySet<string> = new Set([
  "meta.ManagedFieldsEntry[]",
  "$rawjson",
  "$intstr",
  "apiextensions.v1.JSONSchemaProps",
  "apiextensions.v1.JSONSchemaPropsOrArray",
  "apiextensions.v1.JSONSchemaPropsOrBool",
  "apiextensions.v1.JSONSchemaPropsOrStringArray",
]);

/** Nearly every quantity is written like this already: two digits cannot be reduced to a larger suffix. */
const PLAIN_QUANTITY = /^[1-9]\d?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

function quantityForm(value: unknown): unknown {
  if (typeof value === "string" && PLAIN_QUANTITY.test(value)) return value;
  if (typeof value !== "string" && typeof value !== "number") return value;
  try {
    return formatQuantity(parseQuantity(String(value).trim()));
  } catch {
    return value; // Refused by the decoder, not here.
  }
}

const PLAIN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function timeForm(value: unknown, canonical: RegExp, format: ((ms: number) => string) | undefined): unknown {
  if (typeof value !== "string") return value;
  if (canonical.test(value)) return value;
  const ms = parseRfc3339(value);
  if (ms === undefined) return value;
  const whole = formatTime(ms);
  if (format !== undefined) return format(ms);
  // Microseconds are cut from the text: milliseconds are all that a number of our clock holds.
  const fraction = /\.(\d+)/.exec(value)?.[1] ?? "";
  return `${whole.slice(0, -1)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
