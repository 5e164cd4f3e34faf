import { expect, test } from "vitest";
import { createFakeClock } from "homeostat/testing";
import { createLogStore, type LogOptions, type LogStore } from "./log-store.ts";

const id = { namespace: "n", pod: "p", uid: "u", container: "c" };

test("lines are read by age, number, bytes and with their times", async () => {
  const clock = createFakeClock();
  const logs = createLogStore({ clock });
  logs.append(id, "one");
  await clock.advance(10_000);
  logs.append(id, "two");
  logs.append(id, "three");
  expect(await read(logs)).toBe("one\ntwo\nthree\n");
  expect(await read(logs, { tailLines: 1 })).toBe("three\n");
  expect(await read(logs, { tailLines: 0 })).toBe("");
  expect(await read(logs, { sinceSeconds: 5 })).toBe("two\nthree\n");
  expect(await read(logs, { limitBytes: 6 })).toBe("one\ntw");
  expect(await read(logs, { timestamps: true, tailLines: 1 })).toBe("2026-01-01T00:00:10.000000000Z three\n");
});

test("the newest lines are kept, up to the limit", async () => {
  const logs = createLogStore({ clock: createFakeClock(), limitBytes: 20 });
  for (let index = 0; index < 100; index++) logs.append(id, `line ${index}`);
  expect(await read(logs)).toBe("line 98\nline 99\n");
});

test("a follower gets new lines until the container ends; the run before stays readable", async () => {
  const logs = createLogStore({ clock: createFakeClock() });
  logs.append(id, "first run");
  const followed = read(logs, { follow: true });
  await Promise.resolve();
  logs.append(id, "more");
  logs.end(id);
  expect(await followed).toBe("first run\nmore\n");
  logs.append(id, "second run");
  expect(await read(logs)).toBe("second run\n");
  expect(await read(logs, { previous: true })).toBe("first run\nmore\n");
});

test("a follower ends when its reader goes away or the Pod does", async () => {
  const logs = createLogStore({ clock: createFakeClock() });
  const gone = new AbortController();
  const first = read(logs, { follow: true, signal: gone.signal });
  const second = read(logs, { follow: true });
  await Promise.resolve();
  gone.abort();
  expect(await first).toBe("");
  logs.remove(id);
  expect(await second).toBe("");
});

async function read(logs: LogStore, options: LogOptions = {}): Promise<string> {
  let text = "";
  for await (const line of logs.read(id, options)) text += line;
  return text;
}
