import { type Transport, TransportError, type TransportRequest, type TransportResponse } from "#client/transport.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";

/** What may go wrong with a request. */
export type Fault =
  /** The server does it, but the answer is lost. */
  | { readonly type: "lostResponse" }
  /** The connection is refused; the server sees nothing. */
  | { readonly type: "refused" }
  /** The server answers with a failure and does nothing. */
  | { readonly type: "status"; readonly status: 409 | 429 | 500 | 503 | 504; readonly retryAfterSeconds?: number }
  /** The request waits before it is sent. */
  | { readonly type: "delay"; readonly ms: number }
  /** A streaming answer breaks after so many chunks. */
  | { readonly type: "dropStream"; readonly afterChunks: number }
  /** A streaming answer stays open and says nothing more after so many chunks. */
  | { readonly type: "stallStream"; readonly afterChunks: number }
  /** A read gets the answer that the same read got before, when there was one. */
  | { readonly type: "stale" };

/** When a fault happens. */
export interface FaultRule {
  readonly fault: Fault;
  /** Which requests. @default all */
  readonly when?: (request: TransportRequest) => boolean;
  /** Chance per request, between 0 and 1. @default 1 */
  readonly probability?: number;
  /** How often at most. @default without limit */
  readonly times?: number;
}

/** What a faulty transport needs. */
export interface FaultyTransportOptions {
  /** A seeded one makes the faults repeatable. */
  readonly random: Random;
  readonly clock: Clock;
  readonly rules: readonly FaultRule[];
}

/** A transport whose faults can be counted. */
export interface FaultyTransport extends Transport {
  /** How often each rule struck, in the order of the rules. */
  readonly strikes: readonly number[];
}

/**
 * A transport that fails as networks and servers do, by rules; the first rule that strikes decides. For tests that a controller
 * does its work through lost answers, conflicts, throttling and broken watches.
 */
export function createFaultyTransport(transport: Transport, options: FaultyTransportOptions): FaultyTransport {
  const { random, clock, rules } = options;
  const strikes = rules.map(() => 0);
  const earlier = createAnswerMemory();
  const strike = (request: TransportRequest): Fault | undefined => {
    const index = rules.findIndex((rule, at) => {
      const isLeft = (strikes[at] ?? 0) < (rule.times ?? Infinity);
      return isLeft && (rule.when?.(request) ?? true) && random.next() < (rule.probability ?? 1);
    });
    if (index < 0) return undefined;
    strikes[index] = (strikes[index] ?? 0) + 1;
    return rules[index]?.fault;
  };
  return {
    host: transport.host,
    strikes,
    async send(request) {
      const fault = strike(request);
      if (fault === undefined) return earlier.remember(request, await transport.send(request));
      return sendWithFault(fault, request, { transport, clock, earlier });
    },
    close: () => transport.close(),
  };
}

interface FaultContext {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly earlier: AnswerMemory;
}

async function sendWithFault(
  fault: Fault,
  request: TransportRequest,
  context: FaultContext,
): Promise<TransportResponse> {
  const { transport, clock, earlier } = context;
  const attempted = `${request.method} ${request.path}`;
  switch (fault.type) {
    case "refused":
      throw new TransportError(`${attempted}: connection refused (injected)`, { code: "ECONNREFUSED" });
    case "lostResponse":
      await (await transport.send(request)).readBody();
      throw new TransportError(`${attempted}: connection reset before the answer (injected)`, { code: "ECONNRESET" });
    case "status":
      return statusResponse(fault.status, fault.retryAfterSeconds);
    case "delay":
      await clock.sleep(fault.ms, request.signal);
      return earlier.remember(request, await transport.send(request));
    case "dropStream":
    case "stallStream":
      return cutStream(await transport.send(request), fault, request.signal);
    case "stale":
      return earlier.recall(request) ?? earlier.remember(request, await transport.send(request));
  }
}

const statusReasons = {
  409: "Conflict",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

function statusResponse(status: 409 | 429 | 500 | 503 | 504, retryAfterSeconds?: number): TransportResponse {
  const body = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "injected fault",
    reason: statusReasons[status],
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } }),
    code: status,
  };
  const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return bufferResponse(
    status,
    { "content-type": "application/json", ...retryAfter },
    Buffer.from(JSON.stringify(body)),
  );
}

function bufferResponse(status: number, headers: TransportResponse["headers"], body: Buffer): TransportResponse {
  return {
    status,
    headers,
    readBody: () => Promise.resolve(body),
    async *chunks() {
      await Promise.resolve();
      yield body;
    },
    discard: () => undefined,
  };
}

function cutStream(
  response: TransportResponse,
  fault: { readonly type: "dropStream" | "stallStream"; readonly afterChunks: number },
  signal: AbortSignal | undefined,
): TransportResponse {
  return {
    ...response,
    readBody: () => response.readBody(),
    discard: () => response.discard(),
    async *chunks() {
      let count = 0;
      if (fault.afterChunks > 0) {
        for await (const chunk of response.chunks()) {
          yield chunk;
          if (++count >= fault.afterChunks) break;
        }
      } else response.discard();
      if (fault.type === "dropStream")
        throw new TransportError("connection reset while streaming (injected)", { code: "ECONNRESET" });
      await new Promise<never>((_resolve, reject) => {
        const onAbort = (): void => reject(signal?.reason as Error);
        if (signal?.aborted) onAbort();
        else signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}

interface AnswerMemory {
  remember(request: TransportRequest, response: TransportResponse): TransportResponse;
  recall(request: TransportRequest): TransportResponse | undefined;
}

const MAX_REMEMBERED = 256;

/** The last whole answers to reads; streams are not kept. */
function createAnswerMemory(): AnswerMemory {
  const answers = new Map<string, () => TransportResponse>();
  return {
    remember(request, response) {
      if (request.method !== "GET" || response.status !== 200) return response;
      return {
        ...response,
        chunks: () => response.chunks(),
        discard: () => response.discard(),
        async readBody() {
          const body = await response.readBody();
          answers.delete(request.path);
          answers.set(request.path, () => bufferResponse(response.status, response.headers, body));
          for (const path of answers.keys()) if (answers.size > MAX_REMEMBERED) answers.delete(path);
          return body;
        },
      };
    },
    recall: (request) => (request.method === "GET" ? answers.get(request.path)?.() : undefined),
  };
}
