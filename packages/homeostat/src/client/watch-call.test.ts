import { expect, test } from "vitest";
import type { HttpStream } from "#http/handler.ts";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import type { WatchEvent, WatchOptions } from "./client.ts";
import { createClient } from "./create-client.ts";
import { createHandlerTransport } from "./handler-transport.ts";

const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});

interface Watching {
  readonly events: AsyncIterable<WatchEvent<KubernetesObject>>;
  readonly urls: string[];
  readonly clock: ReturnType<typeof createFakeClock>;
  /** The server's end, there when the request has arrived. */
  stream(): Promise<HttpStream>;
}

function watching(options: WatchOptions = {}): Watching {
  const clock = createFakeClock();
  const urls: string[] = [];
  let onStream: (stream: HttpStream) => void = () => undefined;
  const stream = new Promise<HttpStream>((resolve) => (onStream = resolve));
  const transport = createHandlerTransport((request) => {
    urls.push(request.url);
    return { status: 200, body: onStream };
  });
  return { events: createClient({ transport, clock }).watch(Pod, options), urls, clock, stream: () => stream };
}

const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

async function read(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test("events are typed objects; a bookmark is only a place", async () => {
  const { events, urls, stream } = watching({
    resourceVersion: "5",
    sendInitialEvents: true,
    namespace: "n",
    labels: "a=b",
  });
  const all = read(events);
  const { write, end } = await stream();
  write(line("ADDED", { metadata: { name: "a", managedFields: [{}] } }));
  write(line("BOOKMARK", { metadata: { resourceVersion: "9", annotations: { "k8s.io/initial-events-end": "true" } } }));
  write(line("DELETED", { kind: "Pod", apiVersion: "v1", metadata: { name: "a" } }));
  end();
  expect(await all).toEqual([
    { type: "ADDED", object: { kind: "Pod", apiVersion: "v1", metadata: { name: "a" } } },
    { type: "BOOKMARK", resourceVersion: "9", initialEventsEnd: true },
    { type: "DELETED", object: { kind: "Pod", apiVersion: "v1", metadata: { name: "a" } } },
  ]);
  expect(urls).toEqual([
    "/api/v1/namespaces/n/pods?watch=true&labelSelector=a%3Db&resourceVersion=5&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&allowWatchBookmarks=true",
  ]);
});

test("an ERROR event is thrown as the failure that it is", async () => {
  const { events, stream } = watching();
  const all = read(events);
  (await stream()).write(
    line("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version: 1 (5)" }),
  );
  await expect(all).rejects.toMatchObject({
    reason: "Expired",
    status: 410,
    message: "too old resource version: 1 (5) (watch /api/v1/pods?watch=true&allowWatchBookmarks=true: 410 Expired)",
  });
  expect((await stream()).signal.aborted).toBe(true);
});

test("silence beyond idleTimeoutMs is an error; a byte begins the time anew", async () => {
  const { events, clock, stream } = watching({ idleTimeoutMs: 1_000 });
  const all = read(events).catch((error: unknown) => error);
  const { write, signal } = await stream();
  await clock.advance(900);
  write(line("BOOKMARK", { metadata: {} }));
  await clock.advance(900);
  expect(signal.aborted).toBe(false);
  await clock.advance(100);
  expect(await all).toMatchObject({ name: "TransportError", code: "EIDLE" });
  expect(signal.aborted).toBe(true);
  expect(clock.nextDueMs()).toBeUndefined();
});

test("the watch outlives the deadline of calls, and ends with its signal", async () => {
  const controller = new AbortController();
  const { events, clock, stream } = watching({ signal: controller.signal, timeoutMs: 100 });
  const all = read(events);
  const { signal } = await stream();
  await clock.advance(1_000);
  expect(signal.aborted).toBe(false);
  controller.abort(new Error("stop"));
  await expect(all).rejects.toThrow("stop");
  expect(signal.aborted).toBe(true);
});

test("leaving the loop closes the connection", async () => {
  const { events, stream } = watching();
  const leave = async (): Promise<void> => {
    for await (const event of events) if (event.type === "ADDED") break;
  };
  const left = leave();
  const { write, signal } = await stream();
  write(line("ADDED", { metadata: { name: "a" } }));
  await left;
  expect(signal.aborted).toBe(true);
});
