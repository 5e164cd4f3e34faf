import { type Clock, systemClock } from "#std/clock.ts";
import { isoTimestamp } from "#std/timestamp.ts";
import { safeFields } from "./log-fields.ts";
import type { LogFields, Logger } from "./logger.ts";

/** Where log lines go and what they look like. */
export interface LoggerOptions {
  /** The least important level that is written. @default "info" */
  readonly level?: LogLevel;
  /** `json`: one object per line; `pretty`: for people; `auto`: pretty on a terminal. @default "auto" */
  readonly format?: "json" | "pretty" | "auto";
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default the process's standard error */
  readonly destination?: LogDestination;
}

/** From which level on lines are written; `silent`: none. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What takes finished lines; a stream of Node is one. */
export interface LogDestination {
  write(line: string): unknown;
  readonly isTTY?: boolean;
  /** Whether the terminal shows colours. */
  hasColors?(): boolean;
}

/**
 * Creates a logger. Lines have `level`, `ts`, `msg` and the fields; values under names such as `token` or `password` are
 * replaced, Kubernetes objects are reduced to their identity. pino is loaded at the first call.
 */
export async function createLogger(options: LoggerOptions = {}): Promise<Logger> {
  const { level = "info", format = "auto", clock = systemClock, destination = process.stderr } = options;
  const { pino } = await import("pino");
  const pretty = format === "pretty" || (format === "auto" && destination.isTTY === true);
  const render = pretty ? await prettyFormatter(destination) : undefined;
  const write = (line: string): void => void destination.write(render === undefined ? line : render(line));
  const root = pino(
    {
      level,
      base: null,
      timestamp: () => `,"ts":"${isoTimestamp(clock.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return wrap(root);
}

async function prettyFormatter(destination: LogDestination): Promise<(line: string) => string> {
  const { createPrettyFormatter } = await import("./pretty-format.ts");
  return createPrettyFormatter({ colors: destination.hasColors?.() === true });
}

/** The part of pino that is used. */
interface Sink {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Sink;
  isLevelEnabled(level: string): boolean;
}

function wrap(sink: Sink): Logger {
  const noFields: LogFields = {};
  return {
    debug(message, fields = noFields) {
      if (sink.isLevelEnabled("debug")) sink.debug(safeFields(fields), message);
    },
    info: (message, fields = noFields) => sink.info(safeFields(fields), message),
    warn: (message, fields = noFields) => sink.warn(safeFields(fields), message),
    error: (error, message, fields = noFields) =>
      sink.error({ ...safeFields(fields), ...safeFields({ error }) }, message),
    with: (fields) => wrap(sink.child(safeFields(fields))),
  };
}
