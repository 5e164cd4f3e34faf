import { expect, test } from "vitest";
import { LightAbortController } from "#std/light-abort.ts";
import { ApiRequest } from "./api-request.ts";

const call = { verb: "get", method: "GET", path: "/x", options: {} };
const headers = { accept: "application/json" };

test("a request is a plain one to others, and so is its copy", () => {
  const controller = new LightAbortController();
  const request = new ApiRequest(call, headers, controller);
  const copy = { ...request, path: "/y" };
  expect(copy).toEqual({ method: "GET", path: "/y", headers, signal: controller.signal });
  expect(Object.keys(new ApiRequest({ ...call, body: "{}" }, headers, controller))).toContain("body");
  controller.abort(new Error("stop"));
  expect(copy.signal.aborted).toBe(true);
  expect(request.signal).toBe(copy.signal);
});

test("the abort of a request is told by the client's controller, that of any other by its signal", () => {
  const controller = new LightAbortController();
  const request = new ApiRequest(call, headers, controller);
  expect(ApiRequest.abortSourceOf(request)).toBe(controller);
  expect(ApiRequest.abortSourceOf({ ...request })).toBe(controller.signal);
  expect(ApiRequest.abortSourceOf({ method: "GET", path: "/x", headers })).toBeUndefined();
});
