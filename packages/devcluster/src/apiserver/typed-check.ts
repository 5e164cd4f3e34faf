import { messageFields } from "@homeostat/schema";
import { parseQuantity } from "homeostat/internal/meta/quantity.ts";
import { jsonTypeName } from "./go-json-syntax.ts";
import { goTimeProblem } from "./go-time.ts";

/** What a Go struct would have taken of a JSON value. */
export interface TypedValue {
  /** Without fields that the struct does not have; the same value, uncopied, when all are known. */
  readonly value: Fields;
  /** Paths of the others, in the order of the value. */
  readonly unknown: readonly string[];
}

/** A value is of another type than Go's struct field; the message is Go's (`json: cannot unmarshal number into …`). */
export class TypedDecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TypedDecodeError";
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks a value against the Go struct of a built-in kind, as decoding it would: `message` is the struct's name in the
 * protobuf table (`core.v1.ConfigMap`, `meta.ObjectMeta`). `label` is the path that unknown fields are reported below.
 * Throws `TypedDecodeError`.
 */
export function checkTyped(message: string, value: unknown, label: string = ""): TypedValue {
  const unknown: string[] = [];
  const place: Place = { parent: undefined, step: label, isField: false, message, unknown };
  return { value: checkMessage(message, value, place) as Fields, unknown };
}

/** Where in the value a check is. Paths are put together only where something is wrong. */
interface Place {
  /** Undefined at the root. */
  readonly parent: Place | undefined;
  /** The name of a field, the key of a map's member, the index of a list's item; the label at the root. */
  readonly step: string | number;
  readonly isField: boolean;
  /** The innermost struct. */
  readonly message: string;
  readonly unknown: string[];
}

function itemPlace(parent: Place, step: string | number): Place {
  return { parent, step, isField: false, message: parent.message, unknown: parent.unknown };
}

/** `spec.containers[0].name`. */
function pathOf({ parent, step }: Place): string {
  if (parent === undefined) return String(step);
  return typeof step === "number" ? `${pathOf(parent)}[${step}]` : below(pathOf(parent), step);
}

/** Names of the fields from the root, without indexes and keys. */
function stackOf({ parent, step, isField }: Place): string[] {
  if (parent === undefined) return [];
  const stack = stackOf(parent);
  if (isField) stack.push(String(step));
  return stack;
}

function mismatch(place: Place, value: unknown, type: string): TypedDecodeError {
  const found = jsonTypeName(value);
  const isInteger = type.startsWith("int");
  const what = found === "number" && isInteger ? `number ${JSON.stringify(value)}` : found;
  if (place.parent === undefined)
    return new TypedDecodeError(`json: cannot unmarshal ${what} into Go value of type ${goType(place.message)}`);
  return new TypedDecodeError(
    `json: cannot unmarshal ${what} into Go struct field ${structName(place.message)}.${stackOf(place).join(".")} of type ${type}`,
  );
}

/** A type taken apart: `core.v1.Container[]` is a list of `core.v1.Container`. */
interface Shape {
  readonly form: "list" | "map" | "value";
  readonly type: string;
}

function shapeOf(type: string): Shape {
  let shape = shapes.get(type);
  if (shape === undefined) {
    if (type.endsWith("[]")) shape = { form: "list", type: type.slice(0, -2) };
    else if (type.startsWith("map<")) shape = { form: "map", type: type.slice("map<string,".length, -1) };
    else shape = { form: "value", type };
    shapes.set(type, shape);
  }
  return shape;
}

const shapes = new Map<string, Shape>();

/** The fields that JSON has for a struct, inlined ones in their place. */
function layoutOf(message: string): ReadonlyMap<string, Shape> {
  let layout = layouts.get(message);
  if (layout === undefined) {
    const fields = new Map<string, Shape>();
    collect(message, fields);
    layouts.set(message, (layout = fields));
  }
  return layout;
}

function collect(message: string, into: Map<string, Shape>): void {
  for (const field of messageFields(message) ?? []) {
    if (field.inline) collect(field.type, into);
    else into.set(field.name, shapeOf(field.type));
  }
}

const layouts = new Map<string, ReadonlyMap<string, Shape>>();

function checkMessage(message: string, value: unknown, place: Place): unknown {
  const custom = CUSTOM[message];
  if (custom !== undefined) return custom(value, place);
  if (value === null) return {};
  if (!isObject(value)) throw mismatch(place, value, goType(message));
  const layout = layoutOf(message);
  const hasType = message === CLAIM_TEMPLATE || (place.parent === undefined && message !== "meta.ObjectMeta");
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const field = layout.get(name);
    if (field === undefined) {
      if (hasType && (name === "apiVersion" || name === "kind")) continue;
      copy ??= { ...value };
      delete copy[name];
      place.unknown.push(below(pathOf(place), name));
      continue;
    }
    const child = value[name];
    if (child === null) continue;
    if (field.type === "string" && typeof child === "string") continue;
    const checked = checkField(field, child, {
      parent: place,
      step: name,
      isField: true,
      message,
      unknown: place.unknown,
    });
    if (checked !== child) (copy ??= { ...value })[name] = checked;
  }
  return copy ?? value;
}

function checkField({ form, type }: Shape, value: unknown, place: Place): unknown {
  if (form === "list") return checkList(type, value, place);
  return form === "map" ? checkMap(type, value, place) : checkValue(type, value, place);
}

function checkList(type: string, value: unknown, place: Place): unknown {
  if (!Array.isArray(value)) throw mismatch(place, value, `[]${goType(type)}`);
  const shape = shapeOf(type);
  let copy: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    const checked =
      item === null
        ? zeroOf(type)
        : type === "string" && typeof item === "string"
          ? item
          : checkField(shape, item, itemPlace(place, index));
    if (checked !== item) (copy ??= [...(value as readonly unknown[])])[index] = checked;
  }
  return copy ?? value;
}

function checkMap(type: string, value: unknown, place: Place): unknown {
  if (!isObject(value)) throw mismatch(place, value, `map[string]${goType(type)}`);
  const shape = shapeOf(type);
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = value[key];
    if (type === "string" && typeof item === "string") continue;
    const checked = item === null ? zeroOf(type) : checkField(shape, item, itemPlace(place, key));
    if (checked !== item) (copy ??= { ...value })[key] = checked;
  }
  return copy ?? value;
}

/** What `null` is for an item that cannot be absent. */
function zeroOf(type: string): unknown {
  if (type === "string" || type === "bytes") return "";
  if (type === "bool") return false;
  if (type === "$quantity") return "0";
  if (type.startsWith("$")) return null;
  return type === "int32" || type === "int64" || type === "float64" ? 0 : {};
}

function checkValue(type: string, value: unknown, place: Place): unknown {
  switch (type) {
    case "string":
      if (typeof value !== "string") throw mismatch(place, value, "string");
      return value;
    case "bool":
      if (typeof value !== "boolean") throw mismatch(place, value, "bool");
      return value;
    case "int32":
    case "int64":
      if (typeof value !== "number" || !Number.isInteger(value) || !fits(type, value))
        throw mismatch(place, value, type);
      return value;
    case "float64":
      if (typeof value !== "number") throw mismatch(place, value, type);
      return value;
    case "bytes":
      return checkBase64(value, place);
  }
  if (type.startsWith("?")) return isObject(value) ? value : {};
  return type.startsWith("$") ? checkSpecial(type, value, place) : checkMessage(type, value, place);
}

function fits(type: "int32" | "int64", value: number): boolean {
  return type === "int32" ? value >= -(2 ** 31) && value < 2 ** 31 : Math.abs(value) <= 2 ** 63;
}

function checkBase64(value: unknown, place: Place): unknown {
  if (typeof value !== "string") throw mismatch(place, value, "[]uint8");
  if (BASE64.test(value)) return value;
  const text = value.replaceAll(/[\r\n]/g, "");
  if (BASE64.test(text)) return text;
  const wrong = /[^A-Za-z0-9+/=]/.exec(value)?.index ?? value.indexOf("=");
  throw new TypedDecodeError(
    `illegal base64 data at input byte ${wrong >= 0 ? wrong : value.length - (value.length % 4)}`,
  );
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkSpecial(type: string, value: unknown, place: Place): unknown {
  switch (type) {
    case "$time":
      return checkTime(value, "2006-01-02T15:04:05Z07:00");
    case "$microtime":
      return checkTime(value, "2006-01-02T15:04:05.000000Z07:00");
    case "$quantity":
      return checkQuantity(value, place);
    case "$intstr":
      if (typeof value === "string" || (typeof value === "number" && Number.isInteger(value))) return value;
      throw new TypedDecodeError(
        `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${typeof value === "number" ? "int32" : "string"}`,
      );
    default:
      return value;
  }
}

function checkTime(value: unknown, layout: string): unknown {
  if (typeof value !== "string")
    throw new TypedDecodeError(`json: cannot unmarshal ${jsonTypeName(value)} into Go value of type string`);
  const rest = goTimeProblem(value, layout.includes(".000000"));
  if (rest === undefined) return value;
  const [text, element] = rest;
  throw new TypedDecodeError(
    `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(text)} as ${JSON.stringify(element)}`,
  );
}

function checkQuantity(value: unknown, place: Place): unknown {
  if (typeof value !== "string" && typeof value !== "number") throw mismatch(place, value, "resource.Quantity");
  try {
    parseQuantity(String(value).trim());
    return value;
  } catch (error) {
    throw new TypedDecodeError(error instanceof Error ? error.message : String(error));
  }
}

/** The one kind that is part of another: StatefulSets hold claims as whole objects. */
const CLAIM_TEMPLATE = "core.v1.PersistentVolumeClaim";

const SCHEMA_PROPS = "apiextensions.v1.JSONSchemaProps";

/** Types whose JSON is not an object of their fields. */
const CUSTOM: Readonly<Record<string, (value: unknown, place: Place) => unknown>> = {
  "apiextensions.v1.JSONSchemaPropsOrArray": (value, place) =>
    Array.isArray(value) ? checkList(SCHEMA_PROPS, value, place) : checkMessage(SCHEMA_PROPS, value, place),
  "apiextensions.v1.JSONSchemaPropsOrBool": (value, place) =>
    typeof value === "boolean" ? value : checkMessage(SCHEMA_PROPS, value, place),
  "apiextensions.v1.JSONSchemaPropsOrStringArray": (value, place) =>
    Array.isArray(value) ? checkList("string", value, place) : checkMessage(SCHEMA_PROPS, value, place),
};

/** `core.v1.ConfigMap` → `ConfigMap`. */
function structName(message: string): string {
  return message.slice(message.lastIndexOf(".") + 1);
}

/** The type as Go prints it: `v1.PodSpec`, `string`, `[]uint8`. */
function goType(type: string): string {
  if (type === "bytes") return "[]uint8";
  if (type === "$quantity") return "resource.Quantity";
  if (type === "$strlist") return "[]string";
  if (!type.includes(".")) return type;
  const parts = type.split(".");
  return parts.length === 2 ? `v1.${parts[1] ?? ""}` : parts.slice(-2).join(".");
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
