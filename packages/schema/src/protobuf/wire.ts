/** A body that is not the protobuf that it should be. */
export class ProtobufDecodeError extends Error {
  constructor(message: string) {
    super(`cannot decode protobuf: ${message}`);
    this.name = "ProtobufDecodeError";
  }
}

/** One field's values in the order in which they came: numbers for varints, bytes for everything else. */
export type WireValue = number | Uint8Array;

/** Splits a message into its fields by number. Fixed-width numbers stay bytes. */
export function readFields(bytes: Uint8Array): Map<number, WireValue[]> {
  const fields = new Map<number, WireValue[]>();
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor);
    const number = Math.floor(tag / 8);
    const value = readValue(cursor, tag % 8);
    const values = fields.get(number);
    if (values === undefined) fields.set(number, [value]);
    else values.push(value);
  }
  return fields;
}

/** The varints of a packed repeated field. */
export function readPacked(bytes: Uint8Array): number[] {
  const cursor = { bytes, at: 0 };
  const numbers: number[] = [];
  while (cursor.at < bytes.length) numbers.push(readVarint(cursor));
  return numbers;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readValue(cursor: Cursor, wireType: number): WireValue {
  switch (wireType) {
    case 0:
      return readVarint(cursor);
    case 1:
      return readBytes(cursor, 8);
    case 2:
      return readBytes(cursor, readVarint(cursor));
    case 5:
      return readBytes(cursor, 4);
    default:
      throw new ProtobufDecodeError(`wire type ${wireType} at byte ${cursor.at}`);
  }
}

function readBytes(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (length < 0 || end > cursor.bytes.length) {
    throw new ProtobufDecodeError(
      `a field of ${length} bytes at byte ${cursor.at} goes beyond the end (${cursor.bytes.length})`,
    );
  }
  const slice = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return slice;
}

/** A varint as a signed 64-bit number; beyond 2^53 it loses digits, as JSON numbers do. */
function readVarint(cursor: Cursor): number {
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index++) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new ProtobufDecodeError("a number goes beyond the end");
    const bits = byte & 0x7f;
    const shift = index * 7;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high |= bits >> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return (high | 0) * 2 ** 32 + (low >>> 0);
  }
  throw new ProtobufDecodeError("a number of more than 10 bytes");
}
