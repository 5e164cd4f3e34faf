import { TransportError } from "./transport.ts";

/** Chunks on their way from a writer to one reader in the same process. */
export interface BodyQueue {
  /** Bytes written and not yet taken by the reader. */
  readonly bufferedBytes: number;
  /** False when this chunk was too much and the queue has failed. */
  write(chunk: Uint8Array): boolean;
  /** The reader gets what is there, then the end. */
  end(): void;
  /** The reader gets the error at once. */
  fail(error: unknown): void;
  /** The chunks as they come. `onLeave` is called when the reader stops, early or at the end. */
  chunks(onLeave: () => void): AsyncIterable<Uint8Array>;
}

/** Creates a queue; beyond `maxBytes` of unread chunks it fails, as a connection to a reader that hangs would. */
export function createBodyQueue(maxBytes: number): BodyQueue {
  let waiting: Uint8Array[] = [];
  let bufferedBytes = 0;
  let state: "open" | "ended" | "failed" = "open";
  let error: unknown;
  let wake: (() => void) | undefined;
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  const fail = (reason: unknown): void => {
    if (state === "failed") return;
    state = "failed";
    error = reason;
    waiting = [];
    bufferedBytes = 0;
    notify();
  };

  async function* chunks(onLeave: () => void): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        if (state === "failed") throw error;
        if (waiting.length > 0) {
          const batch = waiting;
          waiting = [];
          for (const chunk of batch) {
            if (failed()) throw error;
            bufferedBytes -= chunk.byteLength;
            yield chunk;
          }
        } else if (state === "ended") return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      onLeave();
    }
  }
  /** Not inlined: the compiler would narrow `state` across a `yield`. */
  const failed = (): boolean => state === "failed";

  return {
    get bufferedBytes() {
      return bufferedBytes;
    },
    write(chunk) {
      if (state !== "open" || chunk.byteLength === 0) return true;
      bufferedBytes += chunk.byteLength;
      if (bufferedBytes > maxBytes) {
        fail(new TransportError(`the response has more than ${maxBytes} unread bytes`, { code: "ETOOLARGE" }));
        return false;
      }
      waiting.push(chunk);
      notify();
      return true;
    },
    end() {
      if (state !== "open") return;
      state = "ended";
      notify();
    },
    fail,
    chunks,
  };
}
