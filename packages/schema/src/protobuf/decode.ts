import { decodeSpecial, isSpecial } from "./special-values.ts";
import { messageFields, messageOfKind, type MessageField } from "#builtin/messages.ts";
import { ProtobufDecodeError, readFields, readPacked, type WireValue } from "./wire.ts";

export { ProtobufDecodeError } from "./wire.ts";

/**
 * Decodes a body of `application/vnd.kubernetes.protobuf` to the JSON object that a client would have sent instead, with
 * `apiVersion` and `kind`. Throws `ProtobufDecodeError` when it is malformed or of a kind that is not built in.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function decodeProtobuf(bytes: Uint8Array): object {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new ProtobufDecodeError("the body does not begin with the bytes 6b 38 73 00");
  }
  const envelope = readFields(bytes.subarray(MAGIC.length));
  const type = readFields(bytesOf(envelope.get(1)?.at(-1)));
  const apiVersion = textOf(type.get(1)?.at(-1));
  const kind = textOf(type.get(2)?.at(-1));
  const slash = apiVersion.indexOf("/");
  const message = messageOfKind(apiVersion.slice(0, Math.max(slash, 0)), apiVersion.slice(slash + 1), kind);
  if (message === undefined)
    throw new ProtobufDecodeError(`unknown kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  return { kind, apiVersion, ...decodeMessage(message, bytesOf(envelope.get(2)?.at(-1)), 0) };
}

const MAGIC: readonly number[] = [0x6b, 0x38, 0x73, 0x00];

/** Deeper than any real object; the recursion of JSON schemas is the only unbounded one. */
const MAX_DEPTH = 200;

function decodeMessage(name: string, bytes: Uint8Array, depth: number): Record<string, unknown> {
  const fields = messageFields(name);
  if (fields === undefined) throw new ProtobufDecodeError(`unknown message ${name}`);
  if (depth > MAX_DEPTH) throw new ProtobufDecodeError(`more than ${MAX_DEPTH} messages inside each other`);
  const values = readFields(bytes);
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    const found = values.get(field.number);
    if (field.inline) {
      const last = found?.at(-1);
      if (last !== undefined) Object.assign(result, decodeMessage(field.type, bytesOf(last), depth + 1));
      continue;
    }
    const value = found === undefined ? absent(field) : decodeField(field, found, depth);
    if (value !== undefined && !(field.omitEmpty && !field.pointer && isZero(value))) result[field.name] = value;
  }
  return result;
}

function decodeField(field: MessageField, values: readonly WireValue[], depth: number): unknown {
  if (field.type.startsWith("map<")) {
    const valueType = field.type.slice("map<string,".length, -1);
    return Object.fromEntries(
      values.map((entry) => {
        const pair = readFields(bytesOf(entry));
        return [textOf(pair.get(1)?.at(-1)), decodeValue(valueType, pair.get(2)?.at(-1) ?? new Uint8Array(), depth)];
      }),
    );
  }
  if (field.type.endsWith("[]")) {
    const itemType = field.type.slice(0, -2);
    return values.flatMap((value) =>
      VARINTS.has(itemType) && value instanceof Uint8Array
        ? readPacked(value).map((one) => decodeValue(itemType, one, depth))
        : [decodeValue(itemType, value, depth)],
    );
  }
  const last = values.at(-1);
  return last === undefined ? undefined : decodeValue(field.type, last, depth);
}

const VARINTS: ReadonlySet<string> = new Set(["int32", "int64", "bool"]);

function decodeValue(type: string, value: WireValue, depth: number): unknown {
  switch (type) {
    case "string":
      return textOf(value);
    case "int32":
    case "int64":
      return numberOf(value);
    case "bool":
      return numberOf(value) !== 0;
    case "bytes":
      return Buffer.from(bytesOf(value)).toString("base64");
    case "float64":
      return doubleOf(bytesOf(value));
  }
  // A Go struct{}: only its presence says something.
  if (type.startsWith("?")) return {};
  if (isSpecial(type)) return decodeSpecial(type, bytesOf(value));
  const decoded = decodeMessage(type, bytesOf(value), depth + 1);
  return UNIONS[type]?.(decoded) ?? decoded;
}

/** What Go encodes for a field that is not there: nothing, or the zero value when the field has no `omitempty`. */
function absent(field: MessageField): unknown {
  if (field.omitEmpty) return undefined;
  if (field.pointer || field.type.endsWith("[]") || field.type.startsWith("map<")) return null;
  const zero: Readonly<Record<string, unknown>> = { string: "", bool: false, int32: 0, int64: 0, float64: 0 };
  return zero[field.type];
}

/** What `omitempty` and `omitzero` leave out; structs are never empty, a zero time is null. */
function isZero(value: unknown): boolean {
  return (
    value === null || value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
  );
}

type Decoded = Readonly<Record<string, unknown>>;

/** Messages whose JSON is one of their fields. */
const UNIONS: Readonly<Record<string, (value: Decoded) => unknown>> = {
  "apiextensions.v1.JSONSchemaPropsOrArray": (value) => value["Schema"] ?? value["JSONSchemas"],
  "apiextensions.v1.JSONSchemaPropsOrBool": (value) => value["Schema"] ?? value["Allows"],
  "apiextensions.v1.JSONSchemaPropsOrStringArray": (value) => value["Schema"] ?? value["Property"],
};

function bytesOf(value: WireValue | undefined): Uint8Array {
  if (value === undefined) return new Uint8Array();
  if (typeof value === "number") throw new ProtobufDecodeError("a number where bytes are expected");
  return value;
}

function numberOf(value: WireValue): number {
  if (typeof value === "number") return value;
  // The value of a map entry whose number is 0 is left out by some encoders.
  if (value.length === 0) return 0;
  throw new ProtobufDecodeError("bytes where a number is expected");
}

function textOf(value: WireValue | undefined): string {
  return Buffer.from(bytesOf(value)).toString("utf8");
}

function doubleOf(bytes: Uint8Array): number {
  if (bytes.length !== 8) throw new ProtobufDecodeError("a floating point number of other than 8 bytes");
  return Buffer.from(bytes).readDoubleLE();
}
