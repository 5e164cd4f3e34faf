import type { IncomingMessage } from "node:http";
import { createBodyQueue } from "./body-queue.ts";
import type { TransportResponse } from "./transport.ts";
import { TransportError } from "./transport.ts";

/** Wraps Node's response. */
export function responseOf(
  message: IncomingMessage,
  options: {
    readonly maxBodyBytes: number;
    /** Makes the error that the reader sees of the one that Node gives. */
    readonly describe: (error: unknown) => unknown;
  },
): TransportResponse {
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    readBody: () => readBody(message, options),
    chunks: () => chunks(message, options),
    discard: () => void message.destroy(),
  };
}

type Options = Parameters<typeof responseOf>[1];

const EMPTY = Buffer.alloc(0);

/** With listeners instead of iteration: a third of the cost for small answers. */
function readBody(message: IncomingMessage, options: Options): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    message.on("data", (part: Buffer) => {
      bytes += part.length;
      parts.push(part);
      if (bytes > options.maxBodyBytes) message.destroy(tooLarge(options.maxBodyBytes));
    });
    message.once("end", () => resolve(parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts, bytes)));
    message.once("error", (error) => reject(options.describe(error)));
    message.once("close", () => {
      if (!message.complete) reject(options.describe(broken()));
    });
  });
}

/** With listeners here too; the server is held back while the reader is busy. */
async function* chunks(message: IncomingMessage, options: Options): AsyncGenerator<Uint8Array, void, undefined> {
  const queue = createBodyQueue(Number.POSITIVE_INFINITY);
  message.on("data", (part: Buffer) => {
    queue.write(part);
    if (queue.bufferedBytes >= MAX_UNREAD_BYTES) message.pause();
  });
  message.once("end", queue.end);
  message.once("error", (error) => queue.fail(options.describe(error)));
  message.once("close", () => {
    if (!message.complete) queue.fail(options.describe(broken()));
  });
  for await (const chunk of queue.chunks(() => void message.destroy())) {
    if (queue.bufferedBytes === 0 && message.isPaused()) message.resume();
    yield chunk;
  }
}

/** Enough for the next chunks to come while the last ones are worked on. */
const MAX_UNREAD_BYTES = 256 * 1024;

function broken(): Error {
  return Object.assign(new Error("the connection was closed in the middle of the answer"), { code: "ECONNRESET" });
}

function tooLarge(maxBodyBytes: number): TransportError {
  return new TransportError(`the answer is larger than ${maxBodyBytes} bytes; list in pages`, { code: "ETOOLARGE" });
}
