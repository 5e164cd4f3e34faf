import { createManager, silentLogger } from "homeostat";
import { createFaultyTransport, type Clock, type Random } from "homeostat/testing";
import { TransportError, type Transport, type TransportRequest, type TransportResponse } from "homeostat/client";
import { podSetController } from "../index.ts";

/** An operator's process that can be killed: then no answer reaches it any more, whatever the server has done. */
export interface OperatorProcess {
  readonly dead: boolean;
  kill(): Promise<void>;
}

/** How the world treats the process. */
export interface World {
  readonly transport: () => Transport;
  readonly clock: Clock;
  readonly random: Random;
}

/** Starts the operator behind a network that loses answers, refuses, delays events, and kills it after some of its writes. */
export async function startOperatorProcess(world: World): Promise<OperatorProcess> {
  const { clock, random } = world;
  const death = new AbortController();
  const isWrite = (request: TransportRequest): boolean => request.method !== "GET";
  const transport = createFaultyTransport(lateAndMortal(world.transport(), { death, clock, random }), {
    clock,
    random,
    rules: [
      { fault: { type: "lostResponse" }, when: isWrite, probability: 0.15 },
      { fault: { type: "status", status: 409 }, when: isWrite, probability: 0.1 },
      { fault: { type: "status", status: 500 }, when: isWrite, probability: 0.05 },
      { fault: { type: "refused" }, probability: 0.05 },
      {
        fault: { type: "dropStream", afterChunks: 3 },
        when: (request) => request.path.includes("watch=true"),
        probability: 0.2,
      },
    ],
  });
  const manager = await createManager({
    transport,
    clock,
    random,
    log: silentLogger,
    freeze: true,
    gracefulShutdownTimeoutMs: 0,
  });
  manager.add(podSetController);
  const stop = new AbortController();
  const ended = manager.run(stop.signal).catch(() => undefined);
  return {
    get dead() {
      return death.signal.aborted;
    },
    async kill() {
      death.abort(new TransportError("the process is dead", { code: "ECONNRESET" }));
      stop.abort();
      await ended;
    },
  };
}

interface Fate {
  readonly death: AbortController;
  readonly clock: Clock;
  readonly random: Random;
}

/** Events come late, and one write in twelve is the last thing that the process does. */
function lateAndMortal(transport: Transport, fate: Fate): Transport {
  const { death, random } = fate;
  return {
    ...transport,
    host: transport.host,
    async send(request) {
      death.signal.throwIfAborted();
      const response = await transport.send(request);
      if (request.method === "POST" && random.next() < 1 / 12)
        death.abort(new TransportError("killed after a write", { code: "ECONNRESET" }));
      death.signal.throwIfAborted();
      return {
        ...response,
        readBody: () => response.readBody(),
        discard: () => response.discard(),
        chunks: () => late(response, fate),
      };
    },
  };
}

async function* late(response: TransportResponse, { death, clock, random }: Fate): AsyncIterable<Uint8Array> {
  for await (const chunk of response.chunks()) {
    if (random.next() < 0.5) await clock.sleep(random.next() * 3000);
    death.signal.throwIfAborted();
    yield chunk;
  }
}
