import type { FunctionDeclaration, Overload } from "#cel/library.ts";
import { INT } from "#cel/type.ts";
import { calendarTime, dayOfYear, nanosOfSecond, secondsOf, weekday } from "./calendar.ts";
import { method, moment, span, text } from "./overload.ts";
import { zoneOffsetSeconds } from "./time-zone.ts";

/** `getFullYear()`, `getHours("Europe/Berlin")`…: parts of a moment, in UTC unless a time zone is given, and of a duration. */
export const TIME_FIELDS: readonly FunctionDeclaration[] = [
  ofMoment("getFullYear", "timestamp_to_year", (seconds) => calendarTime(seconds).year),
  ofMoment("getMonth", "timestamp_to_month", (seconds) => calendarTime(seconds).month - 1),
  ofMoment("getDayOfYear", "timestamp_to_day_of_year", (seconds) => dayOfYear(calendarTime(seconds))),
  ofMoment("getDayOfMonth", "timestamp_to_day_of_month", (seconds) => calendarTime(seconds).day - 1),
  ofMoment("getDate", "timestamp_to_day_of_month_1_based", (seconds) => calendarTime(seconds).day),
  ofMoment("getDayOfWeek", "timestamp_to_day_of_week", weekday),
  withDuration(
    ofMoment("getHours", "timestamp_to_hours", (seconds) => calendarTime(seconds).hour),
    "duration_to_hours",
    3_600_000_000_000n,
  ),
  withDuration(
    ofMoment("getMinutes", "timestamp_to_minutes", (seconds) => calendarTime(seconds).minute),
    "duration_to_minutes",
    60_000_000_000n,
  ),
  withDuration(
    ofMoment(
      "getSeconds",
      "timestamp_to_seconds",
      (seconds) => calendarTime(seconds).second,
      "timestamp_to_seconds_tz",
    ),
    "duration_to_seconds",
    1_000_000_000n,
  ),
  withDuration(
    ofMoment("getMilliseconds", "timestamp_to_milliseconds", (_seconds, nanos) =>
      Number(nanosOfSecond(nanos) / 1_000_000n),
    ),
    "duration_to_milliseconds",
    1_000_000n,
  ),
];

type Field = (localSeconds: number, nanos: bigint) => number;

function ofMoment(name: string, id: string, field: Field, zonedId = `${id}_with_tz`): FunctionDeclaration {
  return {
    name,
    overloads: [
      method(id, { args: [moment], result: INT, call: (nanos) => BigInt(field(secondsOf(nanos), nanos)) }),
      method(zonedId, {
        args: [moment, text],
        result: INT,
        call: (nanos, zone) => {
          const seconds = secondsOf(nanos);
          return BigInt(field(seconds + zoneOffsetSeconds(zone, seconds), nanos));
        },
      }),
    ],
  };
}

/** Of a duration the whole of it in this unit is meant, not a part. */
function withDuration(declaration: FunctionDeclaration, id: string, unitNanos: bigint): FunctionDeclaration {
  const ofDuration: Overload = method(id, { args: [span], result: INT, call: (nanos) => nanos / unitNanos });
  return { ...declaration, overloads: [...declaration.overloads, ofDuration] };
}
