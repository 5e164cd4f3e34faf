import { CelError } from "#cel/value.ts";
import { daysSince1970 } from "./calendar.ts";

/**
 * Seconds that the clocks of a time zone are ahead of UTC at a moment: `Europe/Berlin`, `+02:00`, `-08:00`, `01:00`. Throws for a zone
 * that nobody knows.
 */
export function zoneOffsetSeconds(zone: string, seconds: number): number {
  if (zone === "" || zone === "UTC") return 0;
  const colon = zone.indexOf(":");
  if (colon >= 0) return fixedOffset(zone, colon);
  return offsetOf(formatterOf(zone), seconds);
}

function fixedOffset(zone: string, colon: number): number {
  const hours = wholeNumber(zone.slice(0, colon));
  const minutes = wholeNumber(zone.slice(colon + 1));
  return (hours * 60 + (zone.startsWith("-") ? -minutes : minutes)) * 60;
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Making a formatter takes long; few zones are in use at once. */
const MAX_FORMATTERS = 100;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = newFormatter(zone);
    if (formatters.size >= MAX_FORMATTERS) formatters.clear();
    formatters.set(zone, formatter);
  }
  return formatter;
}

function newFormatter(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

function offsetOf(formatter: Intl.DateTimeFormat, seconds: number): number {
  const fields = new Map(formatter.formatToParts(seconds * 1000).map((part) => [part.type, part.value]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(fields.get(name));
  const year = fields.get("era") === "BC" ? 1 - field("year") : field("year");
  const days = daysSince1970(year, field("month"), field("day"));
  return days * 86_400 + field("hour") * 3600 + field("minute") * 60 + field("second") - seconds;
}
