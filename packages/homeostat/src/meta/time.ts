import { isoTimestamp, parseRfc3339 } from "#std/timestamp.ts";

/** A time as most fields have it (`metav1.Time`): `2026-01-01T00:00:00Z`, without a fraction. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${isoTimestamp(ms).slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** A server writes the same second thousands of times. */
let lastSecond = Number.NaN;
let lastText = "";

/** A time as leases and events have it (`metav1.MicroTime`): `2026-01-01T00:00:00.000000Z`. */
export function formatMicroTime(ms: number): string {
  return `${isoTimestamp(ms).slice(0, 23)}000Z`;
}

/** Milliseconds since the epoch for a `Time` or `MicroTime`; throws when it is not an RFC 3339 time. */
export function parseTime(text: string): number {
  const ms = parseRfc3339(text);
  if (ms === undefined)
    throw new Error(
      `cannot parse ${JSON.stringify(text)} as a time: expected RFC 3339, for example 2026-01-01T00:00:00Z`,
    );
  return ms;
}

/** An age as kubectl prints it: `45s`, `5m12s`, `3h`, `2d4h`, `400d`, `3y20d`. */
export function formatAge(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return twoUnits(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? twoUnits(years, "y", days % 365, "d") : `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
