import { parseArgs } from "node:util";
import { expect, test } from "vitest";
import { exitOf } from "./exit-with.ts";

test("a mistake of the user ends the program with code 1 and one message with its causes, without a stack", () => {
  const error = new Error("metrics server cannot listen on :8080", { cause: new Error("listen EADDRINUSE") });
  expect(exitOf(error)).toEqual({ code: 1, message: "metrics server cannot listen on :8080: listen EADDRINUSE" });
});

test("a mistake of the program ends it with code 70 and a stack", () => {
  const { code, message } = exitOf(new TypeError("undefined is not a function"));
  expect(code).toBe(70);
  expect(message).toMatch(/a bug in this program.*\nTypeError: undefined is not a function\n +at /);
});

test("what is thrown without being an error is a mistake of the program", () => {
  expect(exitOf({ some: "thing" })).toEqual({
    code: 70,
    message: 'a bug in this program, please report it:\n{"some":"thing"}',
  });
});

test("a flag that there is not ends the program with code 2", () => {
  const thrown = (() => {
    try {
      return parseArgs({ args: ["--colour"], options: {} });
    } catch (error) {
      return error;
    }
  })();
  expect(exitOf(thrown)).toMatchObject({
    code: 2,
    message: expect.stringContaining("Unknown option '--colour'") as string,
  });
});
