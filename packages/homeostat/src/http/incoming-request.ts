import type { IncomingMessage } from "node:http";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { BodyTooLargeError, type HttpHeaders, type HttpPeer, type HttpRequest } from "./handler.ts";

/**
 * A request from a socket, and what its server must know of it. The signal is made only when somebody asks for it. A class,
 * because an object literal with a getter is put together anew, member by member, for every request.
 */
export class IncomingRequest implements HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly peer?: HttpPeer;
  /** The rest of the body was not read: the connection cannot be used again. */
  bodyWasTooLarge: boolean = false;
  readonly #message: IncomingMessage;
  #controller: AbortController | undefined = undefined;
  #isOver = false;

  constructor(message: IncomingMessage) {
    this.method = message.method ?? "GET";
    this.url = message.url ?? "/";
    this.headers = message.headers;
    const peer = peerOf(message);
    if (peer !== undefined) this.peer = peer;
    this.#message = message;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  readBody(limitBytes: number): Promise<Buffer> {
    return readBody(this.#message, limitBytes, () => (this.bodyWasTooLarge = true));
  }

  /** The exchange is over, well or not: aborts the request's signal. */
  closed(): void {
    this.#isOver = true;
    this.#controller?.abort();
  }
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

function readBody(message: IncomingMessage, limitBytes: number, onTooLarge: () => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      onTooLarge();
      reject(new BodyTooLargeError(limitBytes));
    };
    if (Number(message.headers["content-length"] ?? 0) > limitBytes) return refuse();
    if (message.readableEnded) return resolve(EMPTY);
    const parts: Buffer[] = [];
    let bytes = 0;
    const onData = (part: Buffer): void => {
      bytes += part.length;
      parts.push(part);
      if (bytes <= limitBytes) return;
      message.off("data", onData).pause();
      refuse();
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
