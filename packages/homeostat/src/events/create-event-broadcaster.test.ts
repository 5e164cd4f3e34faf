import { describe, expect, test } from "vitest";
import { ApiError } from "#client/api-error.ts";
import type { Client } from "#client/client.ts";
import { TransportError } from "#client/transport.ts";
import type { Logger } from "#observe/logger.ts";
import { silentLogger } from "#observe/logger.ts";
import { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import { createEventBroadcaster, type EventBroadcaster } from "./create-event-broadcaster.ts";
import type { EventObject } from "./event.ts";

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web-0", namespace: "shop", uid: "u1", resourceVersion: "7" },
};

interface Harness {
  readonly clock: FakeClock;
  readonly broadcaster: EventBroadcaster;
  readonly created: EventObject[];
  readonly patched: { readonly name: string; readonly patch: unknown }[];
  /** Thrown by the next writes. */
  readonly failures: Error[];
  readonly warnings: string[];
  readonly stopping: AbortController;
  run(): Promise<void>;
}

function createHarness(): Harness {
  const clock = createFakeClock();
  const [created, patched, failures, warnings]: [EventObject[], Harness["patched"], Error[], string[]] = [
    [],
    [],
    [],
    [],
  ];
  const attempt = (write: () => void): Promise<void> => {
    const failure = failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    write();
    return Promise.resolve();
  };
  // A broadcaster writes with these two verbs only.
  const client = {
    create: (_kind: unknown, event: EventObject) => attempt(() => created.push(event)),
    patch: (_kind: unknown, { name }: { readonly name: string }, { patch }: { readonly patch: unknown }) =>
      attempt(() => patched.push({ name, patch })),
  } as unknown as Client;
  const log: Logger = {
    ...silentLogger,
    warn: (message) => void warnings.push(message),
    error: (_error, message) => void warnings.push(message),
  };
  const stopping = new AbortController();
  const broadcaster = createEventBroadcaster({
    client,
    clock,
    random: createSeededRandom(1),
    log,
    instance: "podset-1",
  });
  return {
    clock,
    broadcaster,
    created,
    patched,
    failures,
    warnings,
    stopping,
    run: () => broadcaster.run({ stopping: stopping.signal, abort: new AbortController().signal }),
  };
}

test("an event says who saw what on which object", async () => {
  const { broadcaster, created, run, clock } = createHarness();
  void run();
  broadcaster
    .recorder("podset")
    .event(pod, { type: "Warning", reason: "Failed", action: "Scale", note: "no quota", related: pod });
  await clock.advance(0);
  const reference = {
    apiVersion: "v1",
    kind: "Pod",
    namespace: "shop",
    name: "web-0",
    uid: "u1",
    resourceVersion: "7",
  };
  expect(created).toEqual([
    {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: expect.stringMatching(/^web-0\.[0-9a-f]{16}$/), namespace: "shop" },
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "podset",
      reportingInstance: "podset-1",
      action: "Scale",
      reason: "Failed",
      regarding: reference,
      related: reference,
      note: "no quota",
      type: "Warning",
    },
  ]);
});

test("a repeated event becomes a series: the second is sent, further ones are counted and sent when the series ends", async () => {
  const { broadcaster, created, patched, run, clock } = createHarness();
  void run();
  const recorder = broadcaster.recorder("podset");
  for (let time = 0; time < 5; time++) {
    recorder.event(pod, { reason: "Failed", note: `try ${time}` });
    await clock.advance(1000);
  }
  expect([created.length, patched.length]).toEqual([1, 1]);
  await clock.advance(7 * 60_000);
  expect(patched.map(({ patch }) => patch)).toEqual([
    { series: { count: 2, lastObservedTime: "2026-01-01T00:00:01.000000Z" } },
    { series: { count: 5, lastObservedTime: "2026-01-01T00:00:04.000000Z" } },
  ]);
  recorder.event(pod, { reason: "Failed", note: "again" });
  await clock.advance(0);
  expect(created).toHaveLength(2);
});

describe("failures", () => {
  test("an unreachable server is tried again about every 10 s", async () => {
    const { broadcaster, created, failures, run, clock } = createHarness();
    void run();
    failures.push(
      new TransportError("refused", { code: "ECONNREFUSED" }),
      new TransportError("refused", { code: "ECONNREFUSED" }),
    );
    broadcaster.recorder("podset").event(pod, { reason: "Scaled", note: "" });
    await clock.advance(25_000);
    expect(created).toHaveLength(1);
  });

  test("a refusal is not tried again, and a missing permission is named", async () => {
    const { broadcaster, created, failures, warnings, run, clock } = createHarness();
    void run();
    failures.push(new ApiError({ status: 403, reason: "Forbidden", statusMessage: "no", verb: "create", path: "/x" }));
    broadcaster.recorder("podset").event(pod, { reason: "Scaled", note: "" });
    await clock.advance(60_000);
    expect(created).toEqual([]);
    expect(warnings).toEqual([
      "An event was refused. Events need this RBAC rule: create and patch on events in API group events.k8s.io",
    ]);
  });

  test("a series whose event is gone is created again", async () => {
    const { broadcaster, created, failures, run, clock } = createHarness();
    void run();
    const recorder = broadcaster.recorder("podset");
    recorder.event(pod, { reason: "Scaled", note: "" });
    await clock.advance(0);
    failures.push(new ApiError({ status: 404, reason: "NotFound", statusMessage: "no", verb: "patch", path: "/x" }));
    recorder.event(pod, { reason: "Scaled", note: "" });
    await clock.advance(0);
    expect(created.map(({ series }) => series?.count)).toEqual([undefined, 2]);
  });

  test("an object without an identity is reported, and recording never throws", () => {
    const { broadcaster, warnings } = createHarness();
    broadcaster.recorder("podset").event({}, { reason: "Scaled", note: "" });
    expect(warnings).toHaveLength(1);
  });
});

test("more events than the queue holds are dropped with one warning", async () => {
  const { broadcaster, created, warnings, run, clock, stopping } = createHarness();
  const recorder = broadcaster.recorder("podset");
  for (let reason = 0; reason < 1500; reason++) recorder.event(pod, { reason: `R${reason}`, note: "" });
  expect(warnings).toHaveLength(1);
  const ended = run();
  stopping.abort();
  await clock.advance(0);
  await ended;
  expect(created).toHaveLength(1000);
});

test("a stop sends what is queued and tries nothing again", async () => {
  const { broadcaster, created, failures, run, clock, stopping } = createHarness();
  const recorder = broadcaster.recorder("podset");
  recorder.event(pod, { reason: "One", note: "" });
  recorder.event(pod, { reason: "Two", note: "x".repeat(3000) });
  failures.push(new TransportError("refused", { code: "ECONNREFUSED" }));
  stopping.abort();
  await run();
  expect(created.map(({ reason, note }) => [reason, Buffer.byteLength(note)])).toEqual([["Two", 1024]]);
  expect(clock.nextDueMs()).toBeUndefined();
});
