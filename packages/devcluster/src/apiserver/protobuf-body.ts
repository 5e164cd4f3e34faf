import { decodeProtobuf, ProtobufDecodeError } from "@homeostat/schema";

/** The body is no protobuf message; the message is that of Go's decoder as far as it is known. */
export class ProtobufBodyError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ProtobufBodyError";
  }
}

/** Decodes a protobuf body; one that does not name its kind is of the expected one. Throws `ProtobufBodyError`. */
export function decodeProtobufBody(
  bytes: Buffer,
  expected: { readonly group: string; readonly version: string; readonly kind: string },
): Readonly<Record<string, unknown>> {
  if (!bytes.subarray(0, PREFIX.length).equals(PREFIX)) {
    throw new ProtobufBodyError(
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    );
  }
  try {
    return decodeProtobuf(bytes) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof ProtobufDecodeError)) throw error;
    if (error.message.includes("beyond the end")) throw new ProtobufBodyError("unexpected EOF", error);
    if (!error.message.includes('unknown kind ""')) throw new ProtobufBodyError(error.message, error);
  }
  const apiVersion = expected.group === "" ? expected.version : `${expected.group}/${expected.version}`;
  return decodeProtobuf(
    Buffer.concat([bytes, field(TYPE_META, Buffer.concat([text(API_VERSION, apiVersion), text(KIND, expected.kind)]))]),
  ) as Readonly<Record<string, unknown>>;
}

const PREFIX = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** Tags of `runtime.Unknown.typeMeta`, and of `apiVersion` and `kind` in it: length-delimited fields. A later one replaces the earlier. */
const TYPE_META = 0x0a;
const API_VERSION = 0x0a;
const KIND = 0x12;

function text(tag: number, value: string): Buffer {
  return field(tag, Buffer.from(value));
}

/** Names of kinds are short: their length fits one byte. */
function field(tag: number, value: Buffer): Buffer {
  if (value.length > 0x7f) throw new ProtobufBodyError("the name of the kind is too long");
  return Buffer.concat([Buffer.from([tag, value.length]), value]);
}
