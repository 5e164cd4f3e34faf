import type { HandlerTransportOptions, Transport } from "homeostat/client";
import type { HttpHandler } from "homeostat/internal/http/handler.ts";

/** A transport to a handler in this process. The client's code is loaded at the first request: a bare server needs none. */
export function lazyTransport(handler: HttpHandler, options: HandlerTransportOptions = {}): Transport {
  let created: Promise<Transport> | undefined;
  const transport = async (): Promise<Transport> => {
    const { createHandlerTransport } = await import("homeostat/client");
    return createHandlerTransport(handler, options);
  };
  return {
    host: "in-process",
    send: async (request) => (await (created ??= transport())).send(request),
    close: async () => (await (created ??= transport())).close(),
  };
}
