import { describe, expect, it } from "vitest";
import type { ReflectorFailureCause } from "./reflector-failure.ts";
import {
  initialReflectorState,
  type ReflectorInput,
  type ReflectorOutput,
  type ReflectorState,
  type StoredObject,
} from "./reflector-state.ts";
import { step } from "./reflector-step.ts";

const pod = (name: string, resourceVersion: string): StoredObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "a", uid: `uid-${name}`, resourceVersion, creationTimestamp: "2026-01-01T00:00:00Z" },
});
const added = (name: string, version: string): ReflectorInput => ({
  type: "event",
  event: { type: "ADDED", object: pod(name, version) },
});
const modified = (name: string, version: string): ReflectorInput => ({
  type: "event",
  event: { type: "MODIFIED", object: pod(name, version) },
});
const deleted = (name: string, version: string): ReflectorInput => ({
  type: "event",
  event: { type: "DELETED", object: pod(name, version) },
});
const bookmark = (resourceVersion: string, initialEventsEnd = false): ReflectorInput => ({
  type: "event",
  event: { type: "BOOKMARK", resourceVersion, initialEventsEnd },
});
const page = (resourceVersion: string, next?: string): ReflectorInput => ({
  type: "page",
  page: { items: [pod("p", "3")], resourceVersion, ...(next !== undefined && { continue: next }) },
});
const failed = (cause: ReflectorFailureCause, atMs = 0, retryAfterMs?: number): ReflectorInput => ({
  type: "failed",
  atMs,
  failure: { cause, error: new Error(cause), ...(retryAfterMs !== undefined && { retryAfterMs }) },
});
const ended = (openMs: number, atMs = 0): ReflectorInput => ({ type: "ended", atMs, openMs });
const waited: ReflectorInput = { type: "waited" };

/** Feeds inputs one after the other; returns the last state and output. */
function run(
  inputs: readonly ReflectorInput[],
  from: ReflectorState = initialReflectorState,
): [ReflectorState, ReflectorOutput] {
  let state = from;
  let output: ReflectorOutput = {};
  for (const input of inputs) [state, output] = step(state, input);
  return [state, output];
}

const start: ReflectorInput = { type: "start" };
const streamed = [start, added("p", "3"), bookmark("10", true)];
const listed = [start, failed("unsupported"), page("10")];

describe("the first list", () => {
  it("is a streaming list of the most recent state", () => {
    expect(run([start])[1].command).toEqual({
      type: "watch",
      resourceVersion: "",
      sendInitialEvents: true,
      reason: "initial",
    });
  });

  it("collects initial events aside, in any order of versions, and takes them over at the end bookmark", () => {
    const [collecting, output] = run([start, added("p", "9"), added("q", "3"), modified("p", "12")]);
    expect(output).toEqual({ change: { type: "stage", objects: [pod("p", "12")] } });
    expect(collecting.resourceVersion).toBe("");
    expect(run([deleted("p", "13")], collecting)[1]).toEqual({ change: { type: "unstage", object: pod("p", "13") } });
    expect(run([bookmark("11")], collecting)).toEqual([collecting, {}]);
    const [done, last] = run([bookmark("14", true)], collecting);
    expect(last).toEqual({ change: { type: "replace", objects: [], resourceVersion: "14" } });
    expect(done).toMatchObject({ resourceVersion: "14", phase: { name: "watching", trusted: true } });
  });

  it.each(["unsupported", "denied", "missing"] as const)(
    "falls back to pages at version 0 when streaming is %s",
    (cause) => {
      const [state, output] = run([start, added("p", "1"), failed(cause)]);
      expect(output.change).toEqual({ type: "discard" });
      expect(output.command).toMatchObject({ type: "list", resourceVersion: "0", pageSize: 500 });
      expect(state.streamingRefused).toBe(cause === "unsupported");
    },
  );

  it("never asks again for a stream that the server does not know", () => {
    const [, output] = run([...listed, failed("expired")]);
    expect(output.command).toMatchObject({ type: "list", resourceVersion: "10" });
  });

  it.each(["throttled", "refused", "unreachable", "server"] as const)("tries to stream again after %s", (cause) => {
    expect(run([start, failed(cause), waited])[1].command).toMatchObject({ type: "watch", sendInitialEvents: true });
    const often = Array.from({ length: 5 }, () => [failed(cause), waited]).flat();
    expect(run([start, ...often])[1].command).toMatchObject({ type: "list", resourceVersion: "0" });
  });

  it.each([ended(60_000), failed("idle"), failed("other")])(
    "does without a stream that stops before its end: %j",
    (input) => {
      const [, output] = run([start, added("p", "1"), input]);
      expect(output).toMatchObject({ change: { type: "discard" }, command: { type: "wait" } });
      expect(run([start, input, waited])[1].command).toMatchObject({ type: "list" });
    },
  );

  it("reads pages to the last one, then watches from there", () => {
    const [reading, first] = run([start, failed("unsupported"), page("10", "token")]);
    expect(first).toEqual({ change: { type: "stage", objects: [pod("p", "3")] } });
    const [watching, last] = run([page("10")], reading);
    expect(last.change).toEqual({ type: "replace", objects: [pod("p", "3")], resourceVersion: "10" });
    expect(last.command).toEqual({ type: "watch", resourceVersion: "10", sendInitialEvents: false, reason: "listed" });
    expect(watching).toMatchObject({ failing: undefined, failures: 0 });
  });

  it("reads everything at once when the continue token expires", () => {
    const [, output] = run([start, failed("unsupported"), page("10", "token"), failed("expired")]);
    expect(output).toMatchObject({
      change: { type: "discard" },
      command: { type: "list", resourceVersion: "0", pageSize: 0, reason: "continue-expired" },
    });
  });

  it.each(["expired", "versionTooLarge"] as const)(
    "asks for the most recent state when the version is %s, once without a pause",
    (cause) => {
      const [state, output] = run([...listed, failed("other"), waited, failed(cause)]);
      expect(output.command).toMatchObject({ type: "list", resourceVersion: "", pageSize: 500 });
      expect(run([failed(cause)], state)[1].command).toMatchObject({ type: "wait" });
      expect(run([page("20")], state)[0].versionUnavailable).toBe(false);
    },
  );
});

describe("a relist", () => {
  it("streams from the last version, or from the most recent state when that is too old", () => {
    const [state, output] = run([...streamed, failed("expired")]);
    expect(output.command).toEqual({
      type: "watch",
      resourceVersion: "10",
      sendInitialEvents: true,
      reason: "expired",
    });
    expect(run([failed("expired")], state)[1].command).toMatchObject({
      type: "watch",
      resourceVersion: "",
      sendInitialEvents: true,
    });
  });

  it("lists nothing older than the last version, in one page where the server lists from memory", () => {
    expect(run([...listed, failed("expired")])[1].command).toMatchObject({ resourceVersion: "10", pageSize: 0 });
  });

  it("goes on in pages where the server cut the list at version 0", () => {
    const paged = [start, failed("unsupported"), page("10", "token"), page("10")];
    expect(run([...paged, failed("expired")])[1].command).toMatchObject({ resourceVersion: "10", pageSize: 500 });
  });

  it("is not repeated without pause when the history stays too short", () => {
    const again = [...streamed, failed("expired"), bookmark("20", true), failed("expired")];
    expect(run(again)[1].command).toMatchObject({ type: "wait" });
    expect(run([...again, waited])[1].command).toMatchObject({ sendInitialEvents: true, resourceVersion: "20" });
  });
});

describe("a watch", () => {
  it("changes the store event by event and remembers the version", () => {
    const [state, put] = run([...streamed, modified("p", "12")]);
    expect(put).toEqual({ change: { type: "put", object: pod("p", "12"), trusted: true } });
    expect(state.resourceVersion).toBe("12");
    const [next, remove] = run([deleted("p", "15")], state);
    expect(remove).toEqual({ change: { type: "remove", object: pod("p", "15"), trusted: true } });
    expect(next.resourceVersion).toBe("15");
  });

  it("moves on by bookmarks", () => {
    const [state, output] = run([...streamed, bookmark("99")]);
    expect(output).toEqual({ change: { type: "progress", resourceVersion: "99" } });
    expect(run([ended(400_000)], state)[1].command).toEqual({
      type: "watch",
      resourceVersion: "99",
      sendInitialEvents: false,
      reason: "closed",
    });
  });

  it("does not trust the versions of synthetic events at version 0 before another event comes", () => {
    const [state, output] = run([start, failed("unsupported"), page("0"), added("p", "40")]);
    expect(output.change).toMatchObject({ trusted: false });
    expect(state.resourceVersion).toBe("0");
    expect(run([modified("p", "41")], state)[0].resourceVersion).toBe("41");
  });

  it("that ends at once without an event is a failure, and the list is asked", () => {
    const [state, output] = run([...listed, ended(999)]);
    expect(output.command).toEqual({ type: "wait", minMs: 800, maxMs: 1600 });
    expect(state.failing?.failure.cause).toBe("shortWatch");
    expect(run([waited], state)[1].command).toMatchObject({ type: "list", resourceVersion: "10" });
    expect(run([...listed, bookmark("10"), ended(5)])[1].command).toMatchObject({
      type: "watch",
      resourceVersion: "10",
    });
    expect(run([...listed, ended(1000)])[1].command).toMatchObject({ type: "watch", resourceVersion: "10" });
  });

  it.each(["throttled", "refused", "unreachable", "server"] as const)("goes on from its version after %s", (cause) => {
    const [state, output] = run([...streamed, modified("p", "12"), failed(cause)]);
    expect(output.command).toMatchObject({ type: "wait" });
    expect(run([waited], state)[1].command).toMatchObject({
      type: "watch",
      resourceVersion: "12",
      sendInitialEvents: false,
    });
  });

  it("goes on at once when the server was silent for too long", () => {
    expect(run([...streamed, failed("idle")])[1].command).toMatchObject({
      type: "watch",
      resourceVersion: "10",
      reason: "idle",
    });
  });

  it.each(["denied", "missing", "other", "unsupported"] as const)("asks the list after %s", (cause) => {
    expect(run([...listed, failed(cause), waited])[1].command).toMatchObject({ type: "list" });
  });

  it("asks the list when the server fails again and again", () => {
    const often = Array.from({ length: 5 }, () => [failed("server"), waited]).flat();
    expect(run([...streamed, ...often])[1].command).toMatchObject({ sendInitialEvents: true });
  });
});

describe("the pause after a failure", () => {
  const delays = (causes: readonly ReflectorInput[]): unknown[] => {
    let [state] = run(streamed);
    return causes.map((cause) => {
      const [next, { command }] = step(state, cause);
      [state] = step(next, waited);
      return command?.type === "wait" ? [command.minMs, command.maxMs] : command;
    });
  };

  it("doubles from 800 ms to 30 s, spread over twice its length", () => {
    expect(delays(Array.from({ length: 7 }, () => failed("refused")))).toEqual([
      [800, 1600],
      [1600, 3200],
      [3200, 6400],
      [6400, 12_800],
      [12_800, 25_600],
      [25_600, 51_200],
      [30_000, 60_000],
    ]);
  });

  it("begins anew after two quiet minutes", () => {
    expect(delays([failed("refused", 0), failed("refused", 120_000), failed("refused", 240_001)])).toEqual([
      [800, 1600],
      [1600, 3200],
      [800, 1600],
    ]);
  });

  it("is as long as the server asks at least", () => {
    expect(delays([failed("throttled", 0, 5000)])).toEqual([[5000, 5800]]);
  });
});

describe("what fails", () => {
  it("is known until something works again", () => {
    const [state] = run([...streamed, failed("denied")]);
    expect(state.failing).toMatchObject({ verb: "watch", failure: { cause: "denied" } });
    expect(run([waited, failed("denied")], state)[0].failing).toMatchObject({ verb: "watch" });
    expect(run([waited, failed("denied"), failed("denied")], state)[0].failing).toMatchObject({ verb: "list" });
    expect(run([waited, bookmark("20", true)], state)[0].failing).toBeUndefined();
  });

  it("is over when a watch has been open for a while", () => {
    const [state] = run([...streamed, failed("refused"), waited]);
    expect(state.failing).toBeDefined();
    expect(run([{ type: "alive" }], state)[0].failing).toBeUndefined();
  });

  it("a list that works does not hide that the watch is refused", () => {
    const [state] = run([start, failed("denied"), page("5"), failed("denied"), waited, failed("denied"), page("6")]);
    expect(state.failing).toMatchObject({ verb: "watch" });
  });
});
