import { describe, expect, test } from "vitest";
import type { Runnable } from "#cluster/runnable.ts";
import { silentLogger } from "#observe/logger.ts";
import { aborted } from "#std/abort.ts";
import { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";

interface Harness {
  readonly clock: FakeClock;
  readonly lifecycle: Lifecycle;
  readonly journal: string[];
  readonly stop: AbortController;
  runnable(name: string, phase: Runnable["phase"], change?: Partial<Runnable>): Runnable;
}

function createHarness(graceMs = 30_000): Harness {
  const clock = createFakeClock();
  const journal: string[] = [];
  return {
    clock,
    journal,
    lifecycle: createLifecycle({ clock, log: silentLogger, graceMs }),
    stop: new AbortController(),
    runnable: (name, phase, change = {}) => ({
      name,
      phase,
      async run({ stopping }) {
        journal.push(`start ${name}`);
        await aborted(stopping);
        journal.push(`stop ${name}`);
      },
      ...change,
    }),
  };
}

test("phases start in their order, each when the one before is ready, and stop in the reverse order", async () => {
  const { lifecycle, runnable, journal, clock, stop } = createHarness();
  for (const phase of ["leader", "always", "server"] as const) lifecycle.add(runnable(phase, phase));
  lifecycle.add(
    runnable("cache", "cache", {
      async ready(signal) {
        await clock.sleep(1000, signal);
        journal.push("synced");
      },
    }),
  );
  const run = lifecycle.run(stop.signal);
  await clock.advance(999);
  expect([...journal]).toEqual(["start server", "start cache"]);
  expect(lifecycle.hasStarted("cache")).toBe(false);
  await clock.advance(1);
  lifecycle.add(runnable("late", "always"));
  await clock.advance(0);
  expect(lifecycle.hasStarted("leader")).toBe(true);
  stop.abort();
  await run;
  expect(journal.join(", ")).toBe(
    "start server, start cache, synced, start always, start leader, start late, " +
      "stop leader, stop always, stop late, stop cache, stop server",
  );
});

describe("failures", () => {
  test("the first failure stops everything and is what run rejects with", async () => {
    const { lifecycle, runnable, journal, stop } = createHarness();
    lifecycle.add(runnable("steady", "always"));
    lifecycle.add(runnable("broken", "leader", { run: () => Promise.reject(new Error("no permission")) }));
    await expect(lifecycle.run(stop.signal)).rejects.toThrow("no permission");
    expect(journal).toEqual(["start steady", "stop steady"]);
    expect(() => lifecycle.add(runnable("late", "always"))).toThrow("cannot add late: the manager is stopping");
  });

  test("what cannot become ready stops the start", async () => {
    const { lifecycle, runnable, journal, stop } = createHarness();
    lifecycle.add(runnable("cache", "cache", { ready: () => Promise.reject(new Error("CRD is missing")) }));
    lifecycle.add(runnable("controller", "leader"));
    await expect(lifecycle.run(stop.signal)).rejects.toThrow("CRD is missing");
    expect(journal).toEqual(["start cache", "stop cache"]);
  });

  test("a stop during the start is an orderly end", async () => {
    const { lifecycle, runnable, clock, stop } = createHarness();
    lifecycle.add(runnable("cache", "cache", { ready: (signal) => clock.sleep(60_000, signal) }));
    const run = lifecycle.run(stop.signal);
    await clock.advance(10);
    stop.abort();
    await expect(run).resolves.toBeUndefined();
  });

  test("it can be run once", async () => {
    const { lifecycle, stop } = createHarness();
    stop.abort();
    await lifecycle.run(stop.signal);
    await expect(lifecycle.run(stop.signal)).rejects.toThrow("a manager can be run once");
  });
});

describe("the grace period", () => {
  const stuck: Partial<Runnable> = { run: ({ abort }) => aborted(abort) };

  test("at its end everything is aborted, and the error names what was late", async () => {
    const { lifecycle, runnable, clock, stop, journal } = createHarness();
    lifecycle.add(runnable("podset", "leader", stuck));
    lifecycle.add(runnable("cache", "cache"));
    const run = lifecycle.run(stop.signal);
    const failure = expect(run).rejects.toThrow(
      "failed waiting for all runnables to end within grace period of 30s: still running: cache, podset",
    );
    await clock.advance(0);
    stop.abort();
    await clock.advance(30_000);
    await failure;
    expect(journal).toEqual(["start cache", "stop cache"]);
  });

  test("of zero means that nothing is waited for", async () => {
    const { lifecycle, runnable, clock, stop } = createHarness(0);
    lifecycle.add(runnable("podset", "leader", { run: () => new Promise(() => undefined) }));
    const run = lifecycle.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await expect(run).resolves.toBeUndefined();
  });

  test("below zero has no end", async () => {
    const { lifecycle, runnable, clock, stop, journal } = createHarness(-1);
    lifecycle.add(
      runnable("podset", "leader", { run: () => clock.sleep(3_600_000).then(() => void journal.push("finished")) }),
    );
    const run = lifecycle.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await clock.advance(3_600_000);
    await run;
    expect(journal).toEqual(["finished"]);
  });
});
