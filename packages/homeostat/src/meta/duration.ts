import type { Duration } from "./scalars.ts";

/** Milliseconds for Go's text form (`"1h15m30.5s"`, `"300ms"`); throws when it is not one. */
export function parseDuration(text: string): number {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text);
  if (text === "0" || text === "+0" || text === "-0") return 0;
  if (match === null) {
    throw new Error(
      `cannot parse ${JSON.stringify(text)} as a duration: expected numbers with units, for example "1m30s" (ns, us, ms, s, m, h)`,
    );
  }
  let ms = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    ms += Number(count) * (unitMs[unit] ?? 0);
  }
  return match[1] === "-" ? -ms : ms;
}

/** Milliseconds of what an option takes: milliseconds, or a `Duration` such as `"1m30s"`; throws for a number that is not finite. */
export function durationMs(duration: number | Duration): number {
  if (typeof duration === "string") return parseDuration(duration);
  if (!Number.isFinite(duration))
    throw new Error(`a duration in milliseconds must be a finite number, not ${duration}`);
  return duration;
}

/** Go's text form: `1m30s`, `1h0m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return "0s";
  if (ms < 1) return ms * 1e3 < 1 ? `${Math.round(ms * 1e6)}ns` : `${decimal(ms * 1e3, 3)}µs`;
  if (ms < 1000) return `${decimal(ms, 6)}ms`;
  const totalSeconds = Math.floor(ms / 1000);
  const seconds = decimal((totalSeconds % 60) + (ms - totalSeconds * 1000) / 1000, 9);
  const minutes = Math.floor(totalSeconds / 60);
  if (minutes === 0) return `${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}s` : `${hours}h${minutes % 60}m${seconds}s`;
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

function decimal(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
