import { expect, test } from "vitest";
import type { HttpRequest } from "#http/handler.ts";
import { silentLogger } from "#observe/logger.ts";
import { createHealthHandler, type HealthCheck, ping } from "./health.ts";

const bad: HealthCheck = () => {
  throw new Error("database is down");
};

async function get(url: string, checks: Readonly<Record<string, HealthCheck>>): Promise<readonly [number, unknown]> {
  const handler = createHealthHandler("/readyz", new Map(Object.entries(checks)), silentLogger);
  const request: HttpRequest = {
    method: "GET",
    url,
    headers: {},
    signal: new AbortController().signal,
    readBody: () => Promise.resolve(Buffer.alloc(0)),
  };
  const { status, body, headers } = await handler(request);
  expect(headers).toEqual({ "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  return [status, body];
}

test.each([
  ["/readyz", {}, 200, "ok"],
  ["/readyz/", { a: ping }, 200, "ok"],
  ["/readyz?verbose", {}, 200, "[+]ping ok\nhealthz check passed\n"],
  ["/readyz/ping", {}, 200, "ok"],
  ["/readyz/ping", { a: ping }, 404, "404 page not found\n"],
  ["/readyz/a", { a: ping }, 200, "ok"],
  ["/readyz/bad1", { bad1: bad }, 500, "internal server error: database is down\n"],
  ["/readyz", { ok1: ping, bad1: bad }, 500, "[-]bad1 failed: reason withheld\n[+]ok1 ok\nhealthz check failed\n"],
  ["/readyz?exclude=bad1", { ok1: ping, bad1: bad }, 200, "ok"],
  [
    "/readyz?exclude=bad1&verbose=true",
    { ok1: ping, bad1: bad },
    200,
    "[+]bad1 excluded: ok\n[+]ok1 ok\nhealthz check passed\n",
  ],
  [
    "/readyz?exclude=nope&verbose",
    { a: ping },
    200,
    '[+]a ok\nwarn: some health checks cannot be excluded: no matches for "nope"\nhealthz check passed\n',
  ],
])("%s with %j answers %d", async (url, checks, status, body) => {
  expect(await get(url, checks)).toEqual([status, body]);
});
