/** Structured logging: a message and fields; pino underneath (`createLogger`). */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` may be any thrown value; its stack and causes are logged. */
  error(error: unknown, message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  with(fields: LogFields): Logger;
}

/** Fields of a log line. Kubernetes objects must be reduced to their identity by the caller. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Logs nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLogger,
};
