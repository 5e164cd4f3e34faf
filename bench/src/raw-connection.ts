import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ClusterConfig } from "homeostat/kubeconfig";

/** One connection that sends prepared requests and looks at no more of an answer than its status and length. */
export interface RawConnection {
  /** Sends a request and resolves to the status of the answer, when all of it is there. */
  send(request: string): Promise<number>;
  /** Sends a request and hands over every chunk of the answer. */
  stream(request: string, onChunk: (chunk: Buffer) => void): void;
}

/** Opens a connection; a load generator must cost little, or it is what is measured. */
export async function openConnection(config: ClusterConfig): Promise<RawConnection> {
  const socket = await open(config);
  let received: Buffer[] = [];
  let wanted = Number.POSITIVE_INFINITY;
  let size = 0;
  let status = 0;
  let done: (status: number) => void = () => undefined;
  const readHead = (): void => {
    const all = Buffer.concat(received);
    received = [all];
    const end = all.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = all.toString("latin1", 0, end);
    status = Number(head.slice(9, 12));
    wanted = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  };
  const onData = (chunk: Buffer): void => {
    received.push(chunk);
    size += chunk.length;
    if (wanted === Number.POSITIVE_INFINITY) readHead();
    if (size < wanted) return;
    received = [];
    size = 0;
    wanted = Number.POSITIVE_INFINITY;
    done(status);
  };
  socket.on("data", onData);
  return {
    send: (request) =>
      new Promise((resolve) => {
        done = resolve;
        socket.write(request);
      }),
    stream(request, onChunk) {
      socket.off("data", onData);
      socket.on("data", onChunk);
      socket.write(request);
    },
  };
}

function open(config: ClusterConfig): Promise<Socket> {
  const { hostname: host, port, protocol } = new URL(config.server);
  return new Promise((resolve, reject) => {
    const socket =
      protocol === "http:"
        ? connectPlain({ host, port: Number(port) }, () => resolve(socket))
        : connectTls(
            {
              host,
              port: Number(port),
              ...(config.ca === undefined ? {} : { ca: config.ca }),
              ...(config.clientCertificate === undefined ? {} : { cert: config.clientCertificate }),
              ...(config.clientKey === undefined ? {} : { key: config.clientKey }),
            },
            () => resolve(socket),
          );
    socket.once("error", reject);
    socket.setNoDelay(true);
  });
}
