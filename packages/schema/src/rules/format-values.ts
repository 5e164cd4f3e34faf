import { timestamp } from "#cel/native-values.ts";
import { CelError, type Duration, type Timestamp } from "#cel/value.ts";
import { offsetOfTimestamp, parseTimestamp } from "#libraries/calendar.ts";
import { parseGoDuration } from "#libraries/conversions.ts";

/** A `format: duration`: Go's (`1h30m`) or in words (`3 days`). Throws `CelError`. */
export function durationOfFormat(text: string): Duration {
  const nanos = parseGoDuration(text) ?? wordyDuration(text);
  if (nanos === undefined) throw new CelError(`Invalid duration ${text}: unable to parse ${text} as duration`);
  return { celKind: "duration", nanos };
}

/** A `format: date` (`2006-01-02`): its first moment in UTC. Throws `CelError`. */
export function timestampOfDate(text: string): Timestamp {
  const nanos = parseTimestamp(`${text}T00:00:00Z`);
  if (nanos === undefined) throw new CelError(`Invalid date formatted string ${text}`);
  return timestamp(nanos);
}

/** A `format: date-time` (RFC 3339, to the nanosecond). Throws `CelError`. */
export function timestampOfDateTime(text: string): Timestamp {
  const nanos = parseTimestamp(text.toUpperCase());
  if (nanos === undefined) throw new CelError(`Invalid date-time formatted string ${text}`);
  return timestamp(nanos, offsetOfTimestamp(text));
}

/** A `format: byte` (base64). */
export function bytesOfFormat(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

const UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/^(ns|nano)/, 1n],
  [/^(us|µs|μs|micro)/, 1_000n],
  [/^(ms|milli)/, 1_000_000n],
  [/^(s|sec)/, 1_000_000_000n],
  [/^(m|min)/, 60_000_000_000n],
  [/^(h|hr|hour)/, 3_600_000_000_000n],
  [/^(d|day)/, 86_400_000_000_000n],
  [/^(w|wk|week)/, 604_800_000_000_000n],
];

function wordyDuration(text: string): bigint | undefined {
  let nanos = 0n;
  let found = false;
  for (const [, amount = "0", unit = ""] of text.matchAll(/(\d+)\s*([A-Za-zµμ]+)/g)) {
    const size = unitNanos(unit.toLowerCase());
    if (size === undefined) return undefined;
    nanos += BigInt(amount) * size;
    found = true;
  }
  return found ? nanos : undefined;
}

function unitNanos(unit: string): bigint | undefined {
  return UNITS.find(([pattern]) => pattern.test(unit))?.[1];
}
