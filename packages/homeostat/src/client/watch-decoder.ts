import { parseBytes, parseWithoutManagedFields } from "./cut-json.ts";
import { memberValue, NEWLINE } from "./json-scan.ts";
import { TransportError } from "./transport.ts";

/** Makes events of the bytes of a watch, however they were cut into chunks. */
export interface WatchDecoder {
  /** The events that are complete with this chunk. The chunk is not changed and may be shared. */
  push(chunk: Uint8Array): readonly RawWatchEvent[];
  /** The stream has ended. Throws when it ended inside of an event. */
  end(): void;
}

/** An event as the server sent it. */
export interface RawWatchEvent {
  readonly type: string;
  readonly object: unknown;
}

/** Options of `createWatchDecoder`. */
export interface WatchDecoderOptions {
  /** False: the bytes of `metadata.managedFields` are cut before parsing. @default false */
  readonly managedFields?: boolean;
  /** Longest event. @default 16 777 216 */
  readonly maxEventBytes?: number;
}

/** Longest event that a watch accepts; the API server itself refuses objects of more than about 3 MiB. */
const MAX_EVENT_BYTES: number = 16 * 1024 * 1024;

/** Creates the decoder of one watch. */
export function createWatchDecoder(options: WatchDecoderOptions = {}): WatchDecoder {
  const { managedFields = false, maxEventBytes = MAX_EVENT_BYTES } = options;
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  const keep = (part: Buffer): void => {
    pendingBytes += part.length;
    if (pendingBytes > maxEventBytes) {
      throw new TransportError(`a watch event is longer than ${maxEventBytes} bytes`, { code: "ETOOLARGE" });
    }
    // A copy: the part may be a small piece of a large chunk, which it would keep alive.
    pending.push(Buffer.from(part));
  };
  const takePending = (lineEnd: Buffer): Buffer => {
    keep(lineEnd);
    const line = Buffer.concat(pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    return line;
  };

  return {
    push(chunk) {
      const bytes = bufferView(chunk);
      const events: RawWatchEvent[] = [];
      let start = 0;
      for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
        if (pending.length > 0) {
          const line = takePending(bytes.subarray(start, newline));
          events.push(parse(line, { start: 0, end: line.length }, managedFields));
        } else if (newline > start) events.push(parse(bytes, { start, end: newline }, managedFields));
        start = newline + 1;
      }
      if (start < bytes.length) keep(bytes.subarray(start));
      return events;
    },
    end() {
      if (pendingBytes > 0) {
        throw new TransportError("the watch ended in the middle of an event", { code: "ECONNRESET" });
      }
    },
  };
}

const OBJECT = Buffer.from("object");

function parse(
  bytes: Buffer,
  range: { readonly start: number; readonly end: number },
  managedFields: boolean,
): RawWatchEvent {
  const { start, end } = range;
  const object = managedFields ? -1 : memberValue(bytes, start, end, OBJECT);
  let event: unknown;
  try {
    event = object < 0 ? parseBytes(bytes, start, end) : parseWithoutManagedFields(bytes, { start, end, object });
  } catch (cause) {
    throw new TransportError(`a watch event is not JSON: ${quoted(bytes, start, end)}`, { code: "EBADBODY", cause });
  }
  if (
    typeof event === "object" &&
    event !== null &&
    "type" in event &&
    "object" in event &&
    typeof event.type === "string"
  ) {
    return event as RawWatchEvent;
  }
  throw new TransportError(`a watch event has no type and object: ${quoted(bytes, start, end)}`, { code: "EBADBODY" });
}

const MAX_QUOTED_BYTES = 200;

function quoted(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("utf8", start, Math.min(end, start + MAX_QUOTED_BYTES));
}

function bufferView(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
