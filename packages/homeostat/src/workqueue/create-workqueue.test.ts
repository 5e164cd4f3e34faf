import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
import { createMetricsRegistry } from "#observe/create-metrics-registry.ts";
import { createWorkqueue } from "./create-workqueue.ts";
import { createQueueMetrics } from "./queue-metrics.ts";
import type { AddOptions, Lease, Workqueue } from "./workqueue.ts";

const never = new AbortController().signal;

function queueOn(clock: FakeClock): Workqueue<string> {
  return createWorkqueue<string>({ clock, identify: (key) => key });
}

/** Takes what is ready now, without waiting. */
async function takeNow(queue: Workqueue<string>): Promise<Lease<string> | undefined> {
  const stop = new AbortController();
  const taken = queue.take(stop.signal).catch(() => undefined);
  stop.abort();
  return taken;
}

async function drain(queue: Workqueue<string>): Promise<string[]> {
  const keys: string[] = [];
  for (;;) {
    using lease = await takeNow(queue);
    if (lease === undefined) return keys;
    keys.push(lease.key);
  }
}

describe("order", () => {
  test("a higher priority comes first, and equal ones come in the order in which they were added", async () => {
    const queue = queueOn(createFakeClock());
    queue.add("old", { priority: -100 });
    queue.add("a");
    queue.add("b");
    queue.add("urgent", { priority: 10 });
    expect(await drain(queue)).toEqual(["urgent", "a", "b", "old"]);
  });

  test("a key whose priority rises goes to the end of its new level, one that is added again with less keeps its place", async () => {
    const queue = queueOn(createFakeClock());
    queue.add("low", { priority: -100 });
    queue.add("a");
    queue.add("b");
    queue.add("low");
    queue.add("a", { priority: -100 });
    expect(await drain(queue)).toEqual(["a", "b", "low"]);
  });

  test("a low priority gets every eighth turn once it has waited for the ageing time, so that nothing starves", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    queue.add("backlog", { priority: -100 });
    await clock.advance(10_000);
    const turns: string[] = [];
    for (let turn = 0; turn < 8; turn++) {
      queue.add(`fresh-${turn}`);
      using lease = await takeNow(queue);
      turns.push(lease?.key ?? "");
    }
    expect(turns).toContain("backlog");
  });
});

describe("delays", () => {
  test("the earliest of several delays counts, and keys become ready in the order of their times", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    queue.add("late", { afterMs: 300 });
    queue.add("early", { afterMs: 200 });
    queue.add("late", { afterMs: 100 });
    queue.add("late", { afterMs: 900 });
    await clock.advance(99);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
    await clock.advance(100);
    expect(await drain(queue)).toEqual(["late", "early"]);
    await clock.advance(10_000);
    expect(queue.length).toBe(0);
  });

  test("an add without delay makes a waiting key ready at once and leaves no delay behind", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    queue.add("key", { afterMs: 1000 });
    queue.add("key");
    expect(await drain(queue)).toEqual(["key"]);
    expect(clock.nextDueMs()).toBeUndefined();
  });

  test("failures double the delay, and a success starts again from 5 ms", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    queue.add("key");
    const delaysMs: number[] = [];
    for (let run = 0; run < 4; run++) {
      using lease = await queue.take(never);
      if (run === 3) lease?.succeed();
      else lease?.retry();
      const dueMs = clock.nextDueMs();
      if (dueMs === undefined) continue;
      delaysMs.push(dueMs - clock.monotonicMs());
      await clock.advance(dueMs - clock.monotonicMs());
    }
    queue.add("key");
    using lease = await queue.take(never);
    expect(lease?.failures).toBe(0);
    expect(delaysMs).toEqual([5, 10, 20]);
  });

  test("of a delay and the rate limiter's delay the shorter one counts, and the failure is counted all the same", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    queue.add("key", { afterMs: 1000, rateLimited: true });
    await clock.advance(5);
    using lease = await queue.take(never);
    expect(lease?.failures).toBe(1);
  });
});

describe("leases", () => {
  test("adds while a key is leased collapse into one more run, which keeps the highest priority", async () => {
    const queue = queueOn(createFakeClock());
    queue.add("key");
    const lease = await queue.take(never);
    for (let add = 0; add < 5; add++) queue.add("key", { priority: add });
    expect(queue.length).toBe(1);
    expect(await takeNow(queue)).toBeUndefined();
    lease?.[Symbol.dispose]();
    using next = await takeNow(queue);
    expect(next?.priority).toBe(4);
    expect(queue.length).toBe(0);
  });

  test("a lease that is disposed twice does not free the next lease of its key", async () => {
    const queue = queueOn(createFakeClock());
    queue.add("key");
    const first = await queue.take(never);
    first?.[Symbol.dispose]();
    queue.add("key");
    using second = await queue.take(never);
    first?.[Symbol.dispose]();
    queue.add("key");
    expect(second?.key).toBe("key");
    expect(await takeNow(queue)).toBeUndefined();
  });

  test("a shutdown drops what waits, ends every take and ignores later adds", async () => {
    const clock = createFakeClock();
    const queue = queueOn(clock);
    const waiting = queue.take(never);
    queue.shutDown();
    queue.add("late");
    expect(await waiting).toBeUndefined();
    expect(await queue.take(never)).toBeUndefined();
    expect([queue.length, clock.nextDueMs()]).toEqual([0, undefined]);
  });

  test("a take whose signal aborts rejects with the reason and takes nothing", async () => {
    const queue = queueOn(createFakeClock());
    const stop = new AbortController();
    const waiting = queue.take(stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    queue.add("key");
    expect(queue.length).toBe(1);
  });
});

/** A plain reading of the rules: one list, searched in full each time. */
interface ModelEntry {
  readonly key: string;
  priority: number;
  order: number;
  readyAtMs: number | undefined;
}

type Command =
  | { readonly do: "add"; readonly key: string; readonly options: AddOptions }
  | { readonly do: "take" }
  | { readonly do: "release"; readonly which: number }
  | { readonly do: "advance"; readonly ms: number };

const key = fc.constantFrom("a", "b", "c", "d");
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      key,
      options: fc.record(
        { priority: fc.integer({ min: -2, max: 2 }), afterMs: fc.constantFrom(0, 1, 5, 20) },
        { requiredKeys: [] },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Command>({ do: "take" }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(1, 5, 30) }) },
);

test("any sequence of adds, takes, releases and waits behaves as the rules say, and no key is leased twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      const clock = createFakeClock();
      const queue = queueOn(clock);
      const leases: Lease<string>[] = [];
      const model: ModelEntry[] = [];
      let orders = 0;
      const wake = (): void => {
        const due = model.filter(({ readyAtMs }) => readyAtMs !== undefined && readyAtMs <= clock.monotonicMs());
        due.sort((a, b) => (a.readyAtMs ?? 0) - (b.readyAtMs ?? 0) || a.order - b.order);
        for (const entry of due) Object.assign(entry, { readyAtMs: undefined, order: orders++ });
      };
      for (const step of commands) {
        if (step.do === "add") {
          const { priority = 0, afterMs = 0 } = step.options;
          queue.add(step.key, step.options);
          let entry = model.find((one) => one.key === step.key);
          if (entry === undefined)
            model.push((entry = { key: step.key, priority, order: orders++, readyAtMs: Infinity }));
          if (priority > entry.priority) Object.assign(entry, { priority, order: orders++ });
          if (entry.readyAtMs === undefined) continue;
          entry.readyAtMs = afterMs === 0 ? undefined : Math.min(entry.readyAtMs, clock.monotonicMs() + afterMs);
        } else if (step.do === "advance") {
          // Step by step, so that the order of becoming ready is the order of the times.
          for (let ms = 0; ms < step.ms; ms++) {
            await clock.advance(1);
            wake();
          }
        } else if (step.do === "release") {
          leases.splice(step.which, 1)[0]?.[Symbol.dispose]();
        } else {
          const lease = await takeNow(queue);
          const free = model.filter(
            (one) => one.readyAtMs === undefined && !leases.some((held) => held.key === one.key),
          );
          free.sort((a, b) => b.priority - a.priority || a.order - b.order);
          expect(lease?.key).toBe(free[0]?.key);
          if (lease === undefined) continue;
          model.splice(
            model.findIndex((one) => one.key === lease.key),
            1,
          );
          leases.push(lease);
        }
        expect(queue.length).toBe(model.filter(({ readyAtMs }) => readyAtMs === undefined).length);
        expect(queue.processing).toBe(leases.length);
      }
    }),
    { numRuns: 60 },
  );
});

test("metrics count ready keys by priority, retries, and the work under way", async () => {
  const clock = createFakeClock();
  const registry = await createMetricsRegistry();
  const metrics = createQueueMetrics(registry, "podset");
  const queue = createWorkqueue<string>({ clock, identify: (key) => key, metrics });
  queue.add("a", { priority: -100 });
  queue.add("b");
  queue.add("c", { afterMs: 60_000 });
  using lease = await queue.take(never);
  await clock.advance(2000);
  expect(lease?.key).toBe("b");
  const { body } = await registry.expose();
  const labels = 'name="podset",controller="podset"';
  for (const line of [
    `workqueue_depth{${labels},priority="-100"} 1`,
    `workqueue_depth{${labels},priority="0"} 0`,
    `workqueue_adds_total{${labels}} 2`,
    `workqueue_retries_total{${labels}} 1`,
    `workqueue_unfinished_work_seconds{${labels}} 2`,
    `workqueue_longest_running_processor_seconds{${labels}} 2`,
    `workqueue_queue_duration_seconds_count{${labels}} 1`,
  ]) {
    expect(body.split("\n")).toContain(line);
  }
});
