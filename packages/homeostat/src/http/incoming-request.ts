import type { IncomingMessage } from "node:http";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { BodyTooLargeError, type HttpPeer, type HttpRequest } from "./handler.ts";

/** A request from a socket, and what its server must know of it. */
export interface IncomingRequest {
  readonly request: HttpRequest;
  /** The rest of the body was not read: the connection cannot be used again. */
  readonly bodyWasTooLarge: boolean;
  /** The exchange is over, well or not: aborts the request's signal. */
  closed(): void;
}

/** Wraps Node's request. The signal is made only when somebody asks for it. */
export function createIncomingRequest(message: IncomingMessage): IncomingRequest {
  let controller: AbortController | undefined;
  let over = false;
  let bodyWasTooLarge = false;
  const peer = peerOf(message);
  return {
    request: {
      method: message.method ?? "GET",
      url: message.url ?? "/",
      headers: message.headers,
      ...(peer === undefined ? {} : { peer }),
      get signal() {
        if (controller === undefined) {
          controller = new AbortController();
          if (over) controller.abort();
        }
        return controller.signal;
      },
      async readBody(limitBytes) {
        try {
          return await readBody(message, limitBytes);
        } catch (error) {
          if (error instanceof BodyTooLargeError) bodyWasTooLarge = true;
          throw error;
        }
      },
    },
    get bodyWasTooLarge() {
      return bodyWasTooLarge;
    },
    closed() {
      over = true;
      controller?.abort();
    },
  };
}

const EMPTY = Buffer.alloc(0);

/** Reading a certificate costs more than a small request: once per connection. */
const peers = new WeakMap<TLSSocket, HttpPeer | undefined>();

function peerOf(message: IncomingMessage): HttpPeer | undefined {
  const { socket } = message;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  if (peers.has(socket)) return peers.get(socket);
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  const peer = certificate.subject === undefined ? undefined : peerOfSubject(certificate.subject);
  peers.set(socket, peer);
  return peer;
}

/** Node's types do not say that a field that comes several times is an array. */
function peerOfSubject(subject: { readonly CN?: unknown; readonly O?: unknown }): HttpPeer {
  return { commonName: textsOf(subject.CN)[0] ?? "", organizations: textsOf(subject.O) };
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === "string");
}

function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(message.headers["content-length"] ?? 0) > limitBytes)
    return Promise.reject(new BodyTooLargeError(limitBytes));
  if (message.readableEnded) return Promise.resolve(EMPTY);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const onData = (part: Buffer): void => {
      bytes += part.length;
      parts.push(part);
      if (bytes <= limitBytes) return;
      message.off("data", onData).pause();
      reject(new BodyTooLargeError(limitBytes));
    };
    message.on("data", onData);
    message.once("end", () => resolve(parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts, bytes)));
    message.once("error", reject);
    message.once("close", () => {
      // Comes after every request; an error, whose stack costs more than the rest, is made for the incomplete ones only.
      if (!message.readableEnded) reject(new Error("the client went away before its request was complete"));
    });
  });
}
