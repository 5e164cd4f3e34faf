/**
 * Carries requests to one API server. Implementations: keep-alive `node:https` (`createHttpTransport`) and a handler in the
 * same process (`createHandlerTransport`).
 */
export interface Transport {
  /** Shown in errors and metrics, for example `127.0.0.1:6443`. */
  readonly host: string;
  /**
   * Resolves when the response's headers are there, whatever the status. Rejects with `TransportError` when there is no
   * response, and with `signal.reason` when aborted; an abort after the headers ends the body with that reason.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes idle connections and aborts the running requests. */
  close(): Promise<void>;
}

/** A request to the API server. */
export interface TransportRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Deadline for the response's headers; undefined: none. */
  readonly timeoutMs?: number;
}

/** A response whose body is read once, as a whole or as a stream. */
export interface TransportResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole body. */
  readBody(): Promise<Buffer>;
  /** The body's chunks as they come; leaving the loop closes the connection. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Drops the body and the connection. */
  discard(): void;
}

/** There was no usable response: the connection failed, was refused, broke, or timed out. */
export class TransportError extends Error {
  /**
   * Node's error code when there is one: `ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED`…; ours are `EIDLE` (a watch went
   * silent), `EBADBODY` (the answer is not what the API sends) and `ETOOLARGE` (a body or an event beyond its limit).
   */
  readonly code: string | undefined;
  constructor(message: string, options: { readonly code?: string | undefined; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TransportError";
    this.code = options.code;
    Object.defineProperty(this, TRANSPORT_ERROR, { value: true });
  }
}

/** Whether `error` is a `TransportError` (with this code), also one from another copy of this package. */
export function isTransportError(error: unknown, code?: string): error is TransportError {
  return (
    error instanceof Error &&
    TRANSPORT_ERROR in error &&
    (code === undefined || ("code" in error && error.code === code))
  );
}

const TRANSPORT_ERROR: symbol = Symbol.for("homeostat.TransportError");
