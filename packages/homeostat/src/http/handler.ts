/** A header's value as Node gives it; names are lower-case. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who the other side proved to be by its TLS client certificate. */
export interface HttpPeer {
  /** CN of the subject. */
  readonly commonName: string;
  /** O values of the subject. */
  readonly organizations: readonly string[];
  /** SHA-256 of the certificate, lower-case hex without colons. */
  readonly fingerprint?: string;
}

/** A request, from a socket or from within the process. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as received, for example `/api/v1/pods?limit=500`. */
  readonly url: string;
  readonly headers: HttpHeaders;
  /** Present when a client certificate was verified. */
  readonly peer?: HttpPeer;
  /** Aborts when the other side goes away or the server stops. */
  readonly signal: AbortSignal;
  /** The whole body, empty when there is none. Rejects with `BodyTooLargeError` beyond `limitBytes`. */
  readBody(limitBytes: number): Promise<Buffer>;
}

/** Where a streaming response writes to. */
export interface HttpStream {
  /** Sends headers now, before the first byte of the body. */
  flushHeaders(): void;
  write(chunk: Uint8Array | string): void;
  /** Bytes accepted but not yet handed to the network: the measure for giving up on a slow reader. */
  readonly bufferedBytes: number;
  /** Ends the response; later writes are ignored. */
  end(): void;
  /** Aborts when the other side goes away, when `end` was called, or when the server stops. */
  readonly signal: AbortSignal;
}

/** A response; a function as body streams: it is called once with the stream, which ends when it calls `end`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | ((stream: HttpStream) => void);
}

/** Answers requests; must not throw (a rejection becomes a bare 500). */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

/** Thrown by `readBody`. */
export class BodyTooLargeError extends Error {
  readonly limitBytes: number;
  constructor(limitBytes: number) {
    super(`request body is larger than ${limitBytes} bytes`);
    this.name = "BodyTooLargeError";
    this.limitBytes = limitBytes;
  }
}
