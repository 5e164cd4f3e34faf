import { isoTimestamp } from "homeostat/internal/std/timestamp.ts";
import { ProtobufDecodeError, readFields, type WireValue } from "./wire.ts";

/** Messages whose JSON is not an object of their fields: times, quantities, raw JSON… */
export function isSpecial(type: string): boolean {
  return type.startsWith("$");
}

/** The JSON value of a special message; null for a zero time. */
export function decodeSpecial(type: string, bytes: Uint8Array): unknown {
  const fields = readFields(bytes);
  switch (type) {
    case "$time":
      return timeText(fields, 0);
    case "$microtime":
      return timeText(fields, 6);
    case "$quantity":
      return textAt(fields, 1);
    case "$intstr":
      return numberAt(fields, 1) === 0 ? numberAt(fields, 2) : textAt(fields, 3);
    case "$rawjson":
      return parseJson(textAt(fields, 1));
    case "$strlist":
      return (fields.get(1) ?? []).map((item) => text(item));
    default:
      throw new ProtobufDecodeError(`unknown special type ${type}`);
  }
}

type Fields = ReadonlyMap<number, readonly WireValue[]>;

/** The zero time of Go, 0001-01-01T00:00:00Z, in seconds. */
const GO_ZERO_SECONDS = -62_135_596_800;

function timeText(fields: Fields, fractionDigits: 0 | 6): string | null {
  const seconds = numberAt(fields, 1);
  if (fields.size === 0 || seconds === GO_ZERO_SECONDS) return null;
  const milliseconds = seconds * 1000;
  if (!(Math.abs(milliseconds) <= 8.64e15)) throw new ProtobufDecodeError(`a time of ${seconds} seconds`);
  const whole = isoTimestamp(milliseconds).slice(0, 19);
  if (fractionDigits === 0) return `${whole}Z`;
  const micros = Math.floor(numberAt(fields, 2) / 1000);
  return `${whole}.${String(micros).padStart(6, "0")}Z`;
}

function parseJson(json: string): unknown {
  if (json === "") return null;
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtobufDecodeError("an embedded value is not JSON");
  }
}

function numberAt(fields: Fields, number: number): number {
  const value = fields.get(number)?.at(-1) ?? 0;
  if (typeof value !== "number") throw new ProtobufDecodeError("bytes where a number is expected");
  return value;
}

function textAt(fields: Fields, number: number): string {
  const value = fields.get(number)?.at(-1);
  return value === undefined ? "" : text(value);
}

function text(value: WireValue): string {
  if (typeof value === "number") throw new ProtobufDecodeError("a number where text is expected");
  return Buffer.from(value).toString("utf8");
}
