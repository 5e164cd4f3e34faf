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
  const head: Record<string, unknown> = {};
  if (kindName !== undefined) head["kind"] = kindName;
  if (apiVersion !== undefined) head["apiVersion"] = apiVersion;
  return Object.assign(head, messageForm(message, rest)) as T;
}

type Fields = Readonly<Record<string, unknown>>;

/** What Go makes of a value, or of its absence (`undefined`); `undefined` when it writes nothing. */
type Form = (value: unknown) => unknown;

/** The value itself when it has this form already: what is read, changed and written again has it nearly everywhere. */
function messageForm(name: string, value: Fields): Fields {
  const { fields, indexes } = layoutOf(name);
  const filled: unknown[] = [];
  let isSame = true;
  for (const field of fields) {
    const given = value[field.name];
    const formed = field.form(given);
    if (formed !== given) isSame = false;
    filled.push(formed);
  }
  if (isSame && isInOrder(value, indexes)) return value;
  const form: Record<string, unknown> = {};
  fields.forEach((field, index) => {
    if (filled[index] !== undefined) form[field.name] = filled[index];
  });
  for (const key in value) if (!indexes.has(key)) form[key] = value[key];
  return form;
}

/** Known fields in the order of the struct, and nothing else. */
function isInOrder(value: Fields, indexes: ReadonlyMap<string, number>): boolean {
  let last = -1;
  for (const key in value) {
    const index = indexes.get(key);
    if (index === undefined || index < last || value[key] === undefined) return false;
    last = index;
  }
  return true;
}

/** The fields of a message with inlined ones in their place. */
interface Layout {
  readonly fields: readonly { readonly name: string; readonly form: Form }[];
  /** Positions in `fields`, by name. */
  readonly indexes: ReadonlyMap<string, number>;
}

const layouts = new Map<string, Layout>();

function layoutOf(name: string): Layout {
  let layout = layouts.get(name);
  if (layout === undefined) {
    const fields = flatFields(name).map((field) => ({ name: field.name, form: fieldForm(field) }));
    layout = { fields, indexes: new Map(fields.map((field, index) => [field.name, index])) };
    layouts.set(name, layout);
  }
  return layout;
}

function flatFields(name: string): readonly MessageField[] {
  return (messageFields(name) ?? []).flatMap((field) => (field.inline ? flatFields(field.type) : [field]));
}

function fieldForm(field: MessageField): Form {
  const absent = absentForm(field);
  const present = OPAQUE.has(field.type) ? asItIs : presentForm(field, absent);
  return (value) => (value === undefined || value === null ? absent() : present(value));
}

function presentForm(field: MessageField, absent: () => unknown): Form {
  if (field.type.endsWith("[]")) return listForm(field.type.slice(0, -2), absent);
  if (field.type.startsWith("map<")) return mapForm(field.type.slice("map<string,".length, -1), absent);
  const form = valueForm(field.type);
  if (!field.omitEmpty || field.pointer) return form;
  return (value) => {
    const formed = form(value);
    return formed === "" || formed === 0 || formed === false ? undefined : formed;
  };
}

/** Storage is protobuf, which knows no empty lists and maps: they are read back as absent. */
function listForm(type: string, absent: () => unknown): Form {
  const item = valueForm(type);
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (value.length === 0) return absent();
    return item === asItIs
      ? value
      : sameOr(
          value,
          value.map((one) => item(one)),
        );
  };
}

function mapForm(type: string, absent: () => unknown): Form {
  const item = valueForm(type);
  return (value) => {
    if (!isObject(value)) return value;
    let form: Record<string, unknown> | undefined;
    let any = false;
    for (const key in value) {
      any = true;
      const given = value[key];
      const formed = given === null && type === "string" ? "" : item(given);
      if (formed !== given) (form ??= { ...value })[key] = formed;
    }
    return any ? (form ?? value) : absent();
  };
}

function sameOr(list: readonly unknown[], changed: readonly unknown[]): readonly unknown[] {
  return changed.every((item, index) => item === list[index]) ? list : changed;
}

const asItIs: Form = (value) => value;

function valueForm(type: string): Form {
  if (type === "$quantity") return quantityForm;
  if (type === "$time") return (value) => timeForm(value, PLAIN_TIME, false);
  if (type === "$microtime") return (value) => timeForm(value, MICRO_TIME, true);
  if (SCALARS.has(type) || OPAQUE.has(type) || type.startsWith("?") || type.startsWith("$")) return asItIs;
  return (value) => (value === null ? messageForm(type, {}) : isObject(value) ? messageForm(type, value) : value);
}

/** What Go encodes for a field that is absent. */
function absentForm(field: MessageField): () => unknown {
  const { type, omitEmpty, pointer } = field;
  const constant = (value: unknown) => (): unknown => value;
  const nothing = constant(undefined);
  const isTime = type === "$time" || type === "$microtime";
  if (pointer || type.endsWith("[]") || type.startsWith("map<")) return omitEmpty ? nothing : constant(null);
  // Structs cannot be empty for `omitempty`, hence "firstTimestamp": null; metadata's is `omitzero`.
  if (isTime) return field.name === "creationTimestamp" ? nothing : constant(null);
  if (type === "$quantity") return constant("0");
  if (type === "$intstr") return constant(0);
  if (type in ZEROS) return omitEmpty ? nothing : constant(ZEROS[type]);
  if (type.startsWith("$") || type.startsWith("?")) return nothing;
  return () => messageForm(type, {});
}

const ZEROS: Fields = { string: "", bool: false, int32: 0, int64: 0, float64: 0, bytes: null, $rawjson: null };

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

function timeForm(value: unknown, canonical: RegExp, isMicro: boolean): unknown {
  if (typeof value !== "string" || canonical.test(value)) return value;
  const ms = parseRfc3339(value);
  if (ms === undefined) return value;
  const whole = formatTime(ms);
  if (!isMicro) return whole;
  // Microseconds are cut from the text: milliseconds are all that a number of our clock holds.
  const fraction = /\.(\d+)/.exec(value)?.[1] ?? "";
  return `${whole.slice(0, -1)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
