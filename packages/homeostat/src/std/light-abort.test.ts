import { expect, test } from "vitest";
import { LightAbortController } from "./light-abort.ts";

const reason = new Error("stop");

test("an abort calls each listener once, with the reason, as an AbortController does", () => {
  for (const controller of [new AbortController(), new LightAbortController()]) {
    const source = controller instanceof AbortController ? controller.signal : controller;
    const calls: string[] = [];
    const left = (): void => void calls.push("left");
    source.addEventListener("abort", left, { once: true });
    source.addEventListener("abort", () => calls.push(`${source.aborted} ${source.reason === reason}`), { once: true });
    source.removeEventListener("abort", left);
    expect(source.aborted).toBe(false);
    controller.abort(reason);
    controller.abort(new Error("again"));
    source.addEventListener("abort", left, { once: true });
    expect(calls).toEqual(["true true"]);
    expect(source.reason).toBe(reason);
  }
});

test("the signal is aborted with the reason, whenever it was asked for", () => {
  const before = new LightAbortController();
  const { signal } = before;
  before.abort(reason);
  const after = new LightAbortController();
  after.abort(reason);
  for (const one of [signal, before.signal, after.signal]) expect(one).toMatchObject({ aborted: true, reason });
  expect(before.signal).toBe(signal);
});
