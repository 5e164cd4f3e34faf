import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Logger } from "#observe/logger.ts";
import { afterIo } from "#std/after-io.ts";
import type { HttpResponse, HttpStream } from "./handler.ts";

/** A streaming response under way. */
export interface OutgoingStream {
  /** Ends the response; what was written is still sent. */
  end(): void;
  /** The response is over, or the other side is gone. */
  closed(): void;
}

/** Sends the headers and gives `body` the stream to write to. */
export function startStream(
  response: ServerResponse,
  answered: HttpResponse,
  body: (stream: HttpStream) => void,
  log: Logger,
): OutgoingStream {
  const controller = new AbortController();
  let over = false;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = (): void => {
    if (waitingBytes === 0) return;
    const [first] = waiting;
    response.write(waiting.length === 1 ? first : Buffer.concat(waiting, waitingBytes));
    waiting = [];
    waitingBytes = 0;
  };
  const end = (): void => {
    if (over) return;
    flush();
    over = true;
    response.end();
    controller.abort();
  };
  response.writeHead(answered.status, answered.headers as OutgoingHttpHeaders | undefined);
  const stream: HttpStream = {
    flushHeaders: () => response.flushHeaders(),
    write(chunk) {
      if (over) return;
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : bufferOf(chunk);
      if (bytes.length === 0) return;
      // What is written in one turn goes out as one chunk: a system call costs more than copying a few kilobytes.
      if (waitingBytes === 0) afterIo(flush);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= FLUSH_BYTES) flush();
    },
    get bufferedBytes() {
      return response.writableLength + waitingBytes;
    },
    end,
    signal: controller.signal,
  };
  try {
    body(stream);
  } catch (error) {
    log.error(error, "writing a streaming HTTP response failed");
    over = true;
    response.destroy();
  }
  return {
    end,
    closed() {
      over = true;
      waiting = [];
      waitingBytes = 0;
      controller.abort();
    },
  };
}

/** So much is not kept waiting. */
const FLUSH_BYTES = 64 * 1024;

function bufferOf(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
