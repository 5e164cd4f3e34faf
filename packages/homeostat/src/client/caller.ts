import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import { LightAbortController } from "#std/light-abort.ts";
import { type ApiError, apiErrorOfBody } from "./api-error.ts";
import { ApiRequest } from "./api-request.ts";
import type { CallOptions } from "./client.ts";
import type { Transport, TransportResponse } from "./transport.ts";
import { TransportError } from "./transport.ts";
import { type WarningHandler, warningTexts } from "./warning.ts";

/** One request as a verb makes it. */
export interface ApiCall {
  /** As RBAC calls it; for errors. */
  readonly verb: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: string | Uint8Array | undefined;
  readonly contentType?: string | undefined;
  /** Added to the usual ones; lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly options: CallOptions;
}

/** Sends calls: deadline, retries that the server asks for, warnings, failures as `ApiError`. */
export interface Caller {
  /** The whole body of a successful answer; the deadline covers all of it, retries included. */
  read(call: ApiCall): Promise<ApiAnswer>;
  /** A successful answer whose body is still to come; the deadline covers its headers only. */
  open(call: ApiCall): Promise<TransportResponse>;
}

/** A successful answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: TransportResponse["headers"];
  readonly body: Buffer;
}

/** What `createCaller` needs. */
export interface CallerOptions {
  readonly transport: Transport;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly warningHandler: WarningHandler;
}

/** Creates the sender of one client. */
export function createCaller(options: CallerOptions): Caller {
  const { transport, clock, log } = options;
  const baseHeaders = { accept: "application/json", "user-agent": options.userAgent };

  async function send(call: ApiCall, deadline: Deadline): Promise<TransportResponse> {
    const request = new ApiRequest(call, headersOf(baseHeaders, call), deadline.controller);
    for (let tries = 1; ; tries++) {
      const response = await transport.send(request);
      reportWarnings(call, response);
      if (response.status < 400) return response;
      const error = await errorOf(call, response);
      const delayMs = retryDelayMs(error);
      if (delayMs === undefined || tries > MAX_RETRIES || delayMs >= deadline.remainingMs()) throw error;
      log.debug("the API server asks to try again later", { path: call.path, status: error.status, delayMs, tries });
      await clock.sleep(delayMs, deadline.controller.signal);
    }
  }

  function reportWarnings(call: ApiCall, response: TransportResponse): void {
    const header = response.headers["warning"];
    if (header === undefined) return;
    for (const text of warningTexts(header)) options.warningHandler({ text, method: call.method, path: call.path });
  }

  return {
    async read(call) {
      const deadline = startDeadline(call, options);
      try {
        const response = await send(call, deadline);
        return { status: response.status, headers: response.headers, body: await response.readBody() };
      } finally {
        deadline.stop();
      }
    },
    async open(call) {
      const deadline = startDeadline(call, options);
      try {
        const response = await send(call, deadline);
        deadline.disarm();
        return releasing(response, deadline.stop);
      } catch (error) {
        deadline.stop();
        throw error;
      }
    },
  };
}

/** client-go's limit: only answers with a `Retry-After` are tried again. */
const MAX_RETRIES = 10;

interface Deadline {
  /** Aborts with the caller's signal, and when the time is over. */
  readonly controller: LightAbortController;
  remainingMs(): number;
  /** The time does not run any more, the caller's signal still counts. */
  disarm(): void;
  /** Lets go of the caller's signal too. */
  stop(): void;
}

function startDeadline(call: ApiCall, options: CallerOptions): Deadline {
  const { clock, transport } = options;
  const { signal, timeoutMs = options.timeoutMs } = call.options;
  const controller = new LightAbortController();
  const endMs = clock.monotonicMs() + timeoutMs;
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  const timer = Number.isFinite(timeoutMs)
    ? clock.timer(timeoutMs, () => {
        const message = `${call.verb} ${call.path}: no complete answer from ${transport.host} within ${timeoutMs} ms`;
        controller.abort(new TransportError(message, { code: "ETIMEDOUT" }));
      })
    : undefined;
  const disarm = (): void => timer?.cancel();
  return {
    controller,
    remainingMs: () => endMs - clock.monotonicMs(),
    disarm,
    stop() {
      disarm();
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** The response, letting go of what it holds once its body was read or dropped. */
function releasing(response: TransportResponse, release: () => void): TransportResponse {
  return {
    status: response.status,
    headers: response.headers,
    readBody: () => response.readBody().finally(release),
    async *chunks() {
      try {
        yield* response.chunks();
      } finally {
        release();
      }
    },
    discard() {
      release();
      response.discard();
    },
  };
}

function headersOf(base: Readonly<Record<string, string>>, call: ApiCall): Readonly<Record<string, string>> {
  if (call.body === undefined && call.headers === undefined) return base;
  const type = call.body === undefined ? undefined : (call.contentType ?? "application/json");
  return { ...base, ...(type === undefined ? {} : { "content-type": type }), ...call.headers };
}

async function errorOf(call: ApiCall, response: TransportResponse): Promise<ApiError> {
  const body = await response.readBody();
  return apiErrorOfBody(call, response.status, body.toString("utf8"), retryAfterSeconds(response));
}

/** As client-go reads it: whole seconds only, no dates. */
function retryAfterSeconds(response: TransportResponse): number | undefined {
  const header = response.headers["retry-after"];
  return typeof header === "string" && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function retryDelayMs(error: ApiError): number | undefined {
  if (error.status !== 429 && error.status < 500) return undefined;
  return error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1000;
}
