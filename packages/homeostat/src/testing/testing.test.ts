import { expect, test } from "vitest";
import { createClient } from "#client/create-client.ts";
import { createHandlerTransport } from "#client/handler-transport.ts";
import { isApiError } from "#client/api-error.ts";
import { isTransportError } from "#client/transport.ts";
import type { HttpHandler } from "#http/handler.ts";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import { eventually } from "./eventually.ts";
import { createFaultyTransport, type FaultRule, type FaultyTransport } from "./faulty-transport.ts";

const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});
const key = { namespace: "shop", name: "web" };

function faulty(
  rules: readonly FaultRule[],
  seed = 1,
): { readonly transport: FaultyTransport; readonly requests: string[] } {
  const requests: string[] = [];
  const handler: HttpHandler = ({ method }) => {
    requests.push(method);
    const metadata = {
      ...key,
      uid: "u",
      resourceVersion: String(requests.length),
      creationTimestamp: "2026-01-01T00:00:00Z",
    };
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata }),
    };
  };
  const transport = createFaultyTransport(createHandlerTransport(handler), {
    random: createSeededRandom(seed),
    clock: createFakeClock(),
    rules,
  });
  return { transport, requests };
}

test("a lost response happens after the server did the work, a refused request before", async () => {
  const isWrite: FaultRule["when"] = ({ method }) => method !== "GET";
  const { transport, requests } = faulty([
    { fault: { type: "lostResponse" }, when: isWrite, times: 1 },
    { fault: { type: "refused" }, when: isWrite, times: 1 },
  ]);
  const client = createClient({ transport });
  const create = (): Promise<unknown> => client.create(Pod, { metadata: key });
  await expect(create()).rejects.toSatisfy((error: unknown) => isTransportError(error));
  expect(requests).toEqual(["POST"]);
  await expect(create()).rejects.toSatisfy((error: unknown) => isTransportError(error));
  expect(requests).toEqual(["POST"]);
  await create();
  expect(transport.strikes).toEqual([1, 1]);
});

test("a status on demand is an ApiError, and a stale read repeats an earlier answer", async () => {
  const { transport } = faulty([
    { fault: { type: "stale" }, when: ({ method }) => method === "GET", probability: 1 },
    { fault: { type: "status", status: 409 }, when: ({ method }) => method === "PUT" },
  ]);
  const client = createClient({ transport });
  const first = await client.get(Pod, key);
  expect((await client.get(Pod, key)).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  await expect(client.update(Pod, { metadata: key })).rejects.toSatisfy((error: unknown) =>
    isApiError(error, "Conflict"),
  );
});

test("the same seed gives the same faults", async () => {
  const strikesOf = async (seed: number): Promise<string> => {
    const { transport } = faulty([{ fault: { type: "refused" }, probability: 0.5 }], seed);
    let pattern = "";
    for (let count = 0; count < 20; count++) {
      const request = { method: "GET", path: "/", headers: {} };
      pattern += await transport.send(request).then(
        () => ".",
        () => "x",
      );
    }
    return pattern;
  };
  expect(await strikesOf(3)).toBe(await strikesOf(3));
  expect(await strikesOf(3)).not.toBe(await strikesOf(4));
});

test("a stream breaks after so many chunks", async () => {
  const handler: HttpHandler = () => ({
    status: 200,
    body: (stream) => {
      for (const text of ["a", "b", "c"]) stream.write(text);
      stream.end();
    },
  });
  const rules: readonly FaultRule[] = [{ fault: { type: "dropStream", afterChunks: 1 } }];
  const transport = createFaultyTransport(createHandlerTransport(handler), {
    random: createSeededRandom(1),
    clock: createFakeClock(),
    rules,
  });
  const response = await transport.send({ method: "GET", path: "/watch", headers: {} });
  const chunks: Uint8Array[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of response.chunks()) chunks.push(chunk);
  };
  await expect(read()).rejects.toSatisfy((error: unknown) => isTransportError(error));
  expect(chunks).toHaveLength(1);
});

test("eventually gives the value of a check that succeeds at last, and otherwise says what was missing", async () => {
  const clock = createFakeClock();
  let tries = 0;
  const found = eventually(() => ++tries === 3 && { ready: true }, { clock });
  await clock.advance(20);
  expect(await found).toEqual({ ready: true });
  const missed = eventually(() => expect(1).toBe(2), { clock, timeoutMs: 50 });
  const failure = expect(missed).rejects.toThrow(/^condition not met within 50ms: expected 1 to be 2/);
  await clock.advance(60);
  await failure;
});
