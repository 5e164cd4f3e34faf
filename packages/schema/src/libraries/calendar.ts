/** A moment on the calendar of one time zone. */
export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const NANOS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400;

/** The nanoseconds since 1970 of an RFC 3339 time, nanoseconds and all; undefined: it is none. Date and time of day must exist. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 3600 + offsetMinutes * 60) * (match[8] === "-" ? -1 : 1);
  const seconds = daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
  return BigInt(seconds) * NANOS_PER_SECOND + BigInt((match[7] ?? "").slice(0, 9).padEnd(9, "0"));
}

/** Minutes that the zone of an RFC 3339 time is ahead of UTC. */
export function offsetOfTimestamp(text: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? 0 - offset : offset;
}

/** RFC 3339 in UTC, or in the zone that is `offsetMinutes` ahead of it, with as much of the fraction as there is. */
export function formatTimestamp(nanos: bigint, offsetMinutes: number = 0): string {
  const { year, month, day, hour, minute, second } = calendarTime(secondsOf(nanos) + offsetMinutes * 60);
  const fraction = nanosOfSecond(nanos).toString().padStart(9, "0").replace(/0+$/, "");
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${fraction === "" ? "" : `.${fraction}`}${zoneText(offsetMinutes)}`;
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return "Z";
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** Whole seconds since 1970, rounded down. */
export function secondsOf(nanos: bigint): number {
  return Number((nanos - nanosOfSecond(nanos)) / NANOS_PER_SECOND);
}

/** 0 to 999,999,999. */
export function nanosOfSecond(nanos: bigint): bigint {
  const rest = nanos % NANOS_PER_SECOND;
  return rest < 0n ? rest + NANOS_PER_SECOND : rest;
}

/** The calendar of seconds since 1970 (plus the offset of a zone). */
export function calendarTime(seconds: number): CalendarTime {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const rest = seconds - days * SECONDS_PER_DAY;
  const [year, month, day] = dateOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
  };
}

/** 0: Sunday. */
export function weekday(seconds: number): number {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return (((days + 4) % 7) + 7) % 7;
}

/** 0: the first of January. */
export function dayOfYear({ year, month, day }: CalendarTime): number {
  return daysSince1970(year, month, day) - daysSince1970(year, 1, 1);
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar: years begin in March, so that the leap day is the last. */
export function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfShifted = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfShifted;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
}

const DAYS_PER_ERA = 146_097;
const DAYS_TO_1970 = 719_468;

function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
