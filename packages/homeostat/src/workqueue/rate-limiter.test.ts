import { expect, test } from "vitest";
import { createFakeClock } from "#std/fake-clock.ts";
import {
  cappedRateLimiter,
  createBucketRateLimiter,
  createExponentialRateLimiter,
  createFastSlowRateLimiter,
  maxOfRateLimiters,
  type RateLimiter,
} from "./rate-limiter.ts";

function delaysMs(limiter: RateLimiter, count: number): number[] {
  return Array.from({ length: count }, () => limiter.delayMs("key"));
}

test("the default limiter goes from 5 ms to 1000 s, as client-go's does", () => {
  const delays = delaysMs(createExponentialRateLimiter(), 20);
  expect([delays[0], delays[7], delays[11], delays[17], delays[18], delays[19]]).toEqual([
    5, 640, 10_240, 655_360, 1_000_000, 1_000_000,
  ]);
});

test("a bucket lets a burst through, then one per interval", async () => {
  const clock = createFakeClock();
  const limiter = createBucketRateLimiter({ perSecond: 10, burst: 2, clock });
  expect(delaysMs(limiter, 4)).toEqual([0, 0, 100, 200]);
  await clock.advance(10_000);
  expect(delaysMs(limiter, 3)).toEqual([0, 0, 100]);
});

test("limiters combine: the longest delay, and a cap", () => {
  const fastSlow = createFastSlowRateLimiter({ fastMs: 10, slowMs: 5000, fastAttempts: 2 });
  const limiter = cappedRateLimiter(maxOfRateLimiters(createExponentialRateLimiter(), fastSlow), 1000);
  expect(delaysMs(limiter, 3)).toEqual([10, 10, 1000]);
  expect(limiter.failures("key")).toBe(3);
  limiter.forget("key");
  expect([limiter.failures("key"), limiter.delayMs("key")]).toEqual([0, 10]);
});
