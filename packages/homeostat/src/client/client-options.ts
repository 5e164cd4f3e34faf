import type { Logger } from "#observe/logger.ts";
import { silentLogger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import type { Transport } from "./transport.ts";
import { VERSION } from "./version.ts";
import type { WarningHandler } from "./warning.ts";

/** Options of `createClient`. */
export interface ClientOptions {
  readonly transport: Transport;
  /** Who owns the fields that writes set, where a call does not say. @default the server's: the user agent's first word */
  readonly fieldManager?: string;
  /** The program's name and version, put before this library's own. */
  readonly userAgent?: string;
  /** Deadline of a call that has none of its own. @default 30 000 */
  readonly timeoutMs?: number;
  /** @default nothing is logged */
  readonly log?: Logger;
  /** Called for each warning of the server. @default logs it */
  readonly warningHandler?: WarningHandler;
  readonly clock?: Clock;
}

/** `ClientOptions` with everything decided. */
export interface ResolvedClientOptions {
  readonly transport: Transport;
  readonly fieldManager: string | undefined;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly log: Logger;
  readonly warningHandler: WarningHandler;
  readonly clock: Clock;
}

/** Fills in the defaults. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const { transport, fieldManager, userAgent, timeoutMs = 30_000, log = silentLogger, clock = systemClock } = options;
  const ours = `homeostat/${VERSION} (${process.platform}/${process.arch})`;
  return {
    transport,
    fieldManager,
    userAgent: userAgent === undefined ? ours : `${userAgent} ${ours}`,
    timeoutMs,
    log,
    warningHandler:
      options.warningHandler ??
      (({ text, method, path }) => log.warn(`the API server warns: ${text}`, { method, path: withoutQuery(path) })),
    clock,
  };
}

function withoutQuery(path: string): string {
  const question = path.indexOf("?");
  return question < 0 ? path : path.slice(0, question);
}
