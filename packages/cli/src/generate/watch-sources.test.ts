import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createFakeClock } from "homeostat/testing";
import { systemClock } from "homeostat/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchSources } from "./watch-sources.ts";

let folder: string;
let stop: AbortController;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "watch-")));
  mkdirSync(join(folder, "api"));
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true });
});

test("changes of sources and configuration are told, also in new folders, and generated files are not", async () => {
  const changes = watchSources({ project: folder, paths: () => ["./..."], clock: systemClock, signal: stop.signal });
  const iterator = changes[Symbol.asyncIterator]();
  let next = iterator.next();
  const changed = async (file: string): Promise<void> => {
    for (;;) {
      const { value } = await next;
      next = iterator.next();
      const names = [...(value ?? [])].map((one) => relative(folder, one));
      expect(names).not.toContain("api/zz_generated.kinds.ts");
      if (names.includes(file)) return;
    }
  };
  write("api/zz_generated.kinds.ts");
  write("api/a.ts");
  await changed("api/a.ts");
  write("PROJECT");
  await changed("PROJECT");
  mkdirSync(join(folder, "controllers"));
  write("controllers/b.ts");
  await changed("controllers/b.ts");
  stop.abort();
  expect(await next).toEqual({ value: undefined, done: true });
});

test("without help of the system, files are looked at each second", async () => {
  const clock = createFakeClock();
  write("api/a.ts");
  const options = { project: folder, paths: () => ["./api/..."], clock, signal: stop.signal, poll: true };
  const iterator = watchSources(options)[Symbol.asyncIterator]();
  const next = iterator.next();
  write("api/a.ts", "longer");
  await clock.advance(1000);
  await clock.advance(1000);
  expect([...((await next).value ?? [])]).toEqual([join(folder, "api/a.ts")]);
});

function write(file: string, text = ""): void {
  writeFileSync(join(folder, file), text);
}
