import { expect, test } from "vitest";
import { createFakeClock } from "#std/fake-clock.ts";
import { createLogger, type LoggerOptions } from "./create-logger.ts";
import type { Logger } from "./logger.ts";

async function logTo(lines: string[], options: LoggerOptions = {}): Promise<Logger> {
  return createLogger({ clock: createFakeClock(), destination: { write: (line) => lines.push(line) }, ...options });
}

test("a line is one JSON object with level, time, message and fields", async () => {
  const lines: string[] = [];
  const log = (await logTo(lines)).with({ controller: "podset" });
  log.info("Starting workers", { "worker count": 2 });
  log.debug("not written");
  expect(lines).toEqual([
    '{"level":"info","ts":"2026-01-01T00:00:00.000Z","controller":"podset","worker count":2,"msg":"Starting workers"}\n',
  ]);
});

test("an error is logged with its causes and its stack, whatever was thrown", async () => {
  const lines: string[] = [];
  const log = await logTo(lines);
  log.error(new Error("cannot scale", { cause: new Error("quota") }), "Reconciler error");
  log.error({ odd: true }, "Reconciler error");
  const [first, second] = lines.map((line): unknown => JSON.parse(line));
  expect(first).toMatchObject({
    level: "error",
    error: "cannot scale: quota",
    stacktrace: expect.stringContaining("caused by: Error: quota"),
  });
  expect(second).toMatchObject({ error: { odd: true } });
});

test("secrets never reach a line, and objects are reduced to their identity", async () => {
  const lines: string[] = [];
  const log = await logTo(lines);
  log.info("login", {
    token: "t0p",
    headers: { Authorization: "Bearer t0p", accept: "x" },
    config: [{ clientKeyData: "t0p", insecure: false }],
    secret: "t0p",
    object: { apiVersion: "v1", kind: "Secret", metadata: { namespace: "shop", name: "db" }, data: { a: "t0p" } },
    big: 2n ** 60n,
    bytes: Buffer.from("t0p"),
  });
  expect(lines.join("")).not.toContain("t0p");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    object: { apiVersion: "v1", kind: "Secret", namespace: "shop", name: "db" },
    headers: { accept: "x" },
    big: "1152921504606846976",
    bytes: "[3 bytes]",
  });
});

test("cycles and endless texts end", async () => {
  const lines: string[] = [];
  const log = await logTo(lines);
  const cycle: Record<string, unknown> = { text: "x".repeat(100_000) };
  cycle["self"] = cycle;
  log.info("odd", { cycle });
  expect(lines[0]?.length).toBeLessThan(200_000);
});

test("the format for people is one line, with names in place of structures, and the stack below an error", async () => {
  const lines: string[] = [];
  const log = await logTo(lines, { format: "pretty" });
  log.info("Reconcile successful", { PodSet: { namespace: "shop", name: "web" }, reason: "all good", duration: "1ms" });
  log.error(new Error("boom"), "Reconciler error");
  expect(lines[0]).toBe('00:00:00.000 INFO  Reconcile successful PodSet=shop/web reason="all good" duration=1ms\n');
  expect(lines[1]).toMatch(/^00:00:00\.000 ERROR Reconciler error error=boom\n {4}Error: boom\n {4} {4}at /);
});

test("the format for people says what a line is about once", async () => {
  const lines: string[] = [];
  const log = await logTo(lines, { format: "pretty" });
  const controller = { controller: "podset", controllerGroup: "app.example.com", controllerKind: "PodSet" };
  log.with(controller).info("Reconciling", {
    PodSet: { namespace: "shop", name: "web" },
    namespace: "shop",
    name: "web",
    reconcileID: "7",
  });
  expect(lines).toEqual(["00:00:00.000 INFO  Reconciling controller=podset PodSet=shop/web reconcileID=7\n"]);
});
