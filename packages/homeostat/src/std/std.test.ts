import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { abortable } from "./abort.ts";
import { backoffDelayMs } from "./backoff.ts";
import { systemClock } from "./clock.ts";
import { deepFreeze, jsonClone, jsonEqual } from "./compare.ts";
import { createFakeClock } from "./fake-clock.ts";
import { createHeap } from "./heap.ts";
import { createSeededRandom } from "./random.ts";
import { createTaskGroup } from "./task-group.ts";

describe("task groups", () => {
  test("the first failure aborts the others, and join rejects with it after all have ended", async () => {
    const group = createTaskGroup();
    const journal: string[] = [];
    group.start(async (signal) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      journal.push("cleaned up");
      throw new Error("second");
    });
    group.start(() => Promise.reject(new Error("first")));
    await expect(group.join()).rejects.toThrow("first");
    expect(journal).toEqual(["cleaned up"]);
  });

  test("join waits for tasks that other tasks start", async () => {
    const group = createTaskGroup();
    const journal: string[] = [];
    group.start(async () => {
      await Promise.resolve();
      group.start(async () => {
        await Promise.resolve();
        journal.push("inner");
      });
    });
    await group.join();
    expect(journal).toEqual(["inner"]);
  });

  test("a parent's abort reaches the tasks and is not a failure", async () => {
    const parent = new AbortController();
    const group = createTaskGroup(parent.signal);
    group.start((signal) => createFakeClock().sleep(1000, signal));
    parent.abort(new Error("enough"));
    await expect(group.join()).resolves.toBeUndefined();
    expect(group.signal.reason).toEqual(new Error("enough"));
  });
});

describe("clocks", () => {
  test("a fake clock fires what falls due in order, also timers that are set on the way", async () => {
    const clock = createFakeClock();
    const journal: string[] = [];
    const note = (text: string) => (): void => void journal.push(`${text} at ${clock.monotonicMs()}`);
    clock.timer(20, note("late"));
    clock.timer(10, () => {
      note("early")();
      clock.timer(5, note("nested"));
    });
    clock.timer(15, note("cancelled")).cancel();
    await clock.advance(30);
    expect(journal).toEqual(["early at 10", "nested at 15", "late at 20"]);
    expect([clock.monotonicMs(), clock.nextDueMs()]).toEqual([30, undefined]);
  });

  test.each([
    ["the fake", createFakeClock()],
    ["the machine's", systemClock],
  ])("%s clock's sleep rejects with the reason of an abort and leaves no timer", async (_name, clock) => {
    const stop = new AbortController();
    const sleep = clock.sleep(3_600_000, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow("enough");
  });
});

test("abortable settles with whichever comes first", async () => {
  const stop = new AbortController();
  await expect(abortable(Promise.resolve(1), stop.signal)).resolves.toBe(1);
  const waiting = abortable(new Promise(() => undefined), stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(abortable(Promise.reject(new Error("unseen")), stop.signal)).rejects.toThrow("enough");
});

test("a heap gives any items in their order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = createHeap<number>((a, b) => a < b);
      for (const number of numbers) heap.push(number);
      const popped = numbers.map(() => heap.pop());
      expect(popped).toEqual([...numbers].sort((a, b) => a - b));
      expect([heap.size, heap.pop()]).toEqual([0, undefined]);
    }),
  );
});

test("a clone of a JSON value is equal and independent, and a change makes it unequal", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (value) => {
      const clone: Record<string, unknown> = jsonClone(deepFreeze(value));
      expect(jsonEqual(clone, value)).toBe(true);
      clone["a new key"] = 1;
      expect(jsonEqual(clone, value)).toBe(false);
    }),
    { numRuns: 100 },
  );
  const odd: unknown = JSON.parse('{"__proto__":{}}');
  expect([jsonEqual(jsonClone(odd), odd), jsonEqual(odd, {}), jsonEqual({}, odd)]).toEqual([true, false, false]);
  expect(jsonEqual({ a: undefined }, {})).toBe(true);
  expect(jsonEqual([1], { 0: 1, length: 1 })).toBe(false);
});

test("a seed gives the same sequence, and UUIDs of version 4", () => {
  const [one, same] = [createSeededRandom(7), createSeededRandom(7)];
  expect([one.next(), one.uuid()]).toEqual([same.next(), same.uuid()]);
  expect(one.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a backoff grows to its limit and is spread by its jitter", () => {
  const options = { initialMs: 800, maxMs: 30_000, jitter: 1 };
  expect([1, 2, 7, 1000].map((failures) => backoffDelayMs(options, failures))).toEqual([800, 1600, 30_000, 30_000]);
  const delayMs = backoffDelayMs(options, 1, { next: () => 0.5, uuid: () => "" });
  expect(delayMs).toBe(1200);
});
