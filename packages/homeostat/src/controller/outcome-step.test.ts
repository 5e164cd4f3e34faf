import { expect, test } from "vitest";
import { done, requeue, requeueAfter } from "./outcome.ts";
import { outcomeEffect, type ReconcileResult } from "./outcome-step.ts";
import { isTerminalError, TerminalError } from "./terminal-error.ts";

const none = { error: false, terminal: false, panic: false };
const failed = (error: unknown): ReconcileResult => ({ type: "failed", error });

test.each([
  ["a failure", failed(new Error("x")), { do: "retry" }, "error", { ...none, error: true }],
  [
    "a terminal error",
    failed(new TerminalError("x")),
    { do: "keep" },
    "error",
    { ...none, error: true, terminal: true },
  ],
  [
    "a terminal error deep in the causes",
    failed(new Error("a", { cause: new Error("b", { cause: new TerminalError("c") }) })),
    { do: "keep" },
    "error",
    { ...none, error: true, terminal: true },
  ],
  ["a defect", { type: "panicked", error: "x" }, { do: "retry" }, "error", { ...none, error: true, panic: true }],
  [
    "requeueAfter",
    { type: "returned", outcome: requeueAfter("1m30s") },
    { do: "requeue", afterMs: 90_000 },
    "requeue_after",
    none,
  ],
  [
    "requeueAfter with a priority",
    { type: "returned", outcome: requeueAfter(5, { priority: 7 }) },
    { do: "requeue", afterMs: 5, priority: 7 },
    "requeue_after",
    none,
  ],
  ["requeueAfter of nothing", { type: "returned", outcome: requeueAfter(0) }, { do: "forget" }, "success", none],
  [
    "requeueAfter of less than nothing",
    { type: "returned", outcome: requeueAfter(-1) },
    { do: "forget" },
    "success",
    none,
  ],
  ["requeue", { type: "returned", outcome: requeue() }, { do: "retry" }, "requeue", none],
  [
    "requeue with a priority",
    { type: "returned", outcome: requeue({ priority: -3 }) },
    { do: "retry", priority: -3 },
    "requeue",
    none,
  ],
  ["done", { type: "returned", outcome: done() }, { do: "forget" }, "success", none],
] as const)("%s has its row of the requeue table", (...[, result, queue, label, counted]) => {
  expect(outcomeEffect(result)).toEqual({ queue, result: label, counted });
});

test("a requeue after something that is no duration is a mistake of the caller", () => {
  expect(() => requeueAfter("soon")).toThrow('cannot parse "soon" as a duration');
  expect(() => requeueAfter(Number.NaN)).toThrow("finite");
});

test("a cycle of causes ends", () => {
  const error = new Error("a");
  error.cause = error;
  expect(isTerminalError(error)).toBe(false);
});
