/** The queue of a controller: one entry per key, priorities, delays, rate limits. Knows nothing of Kubernetes. */
export { createWorkqueue, type WorkqueueOptions } from "./create-workqueue.ts";
export { createQueueMetrics } from "./queue-metrics.ts";
export {
  type BucketRateLimiterOptions,
  cappedRateLimiter,
  createBucketRateLimiter,
  createExponentialRateLimiter,
  createFastSlowRateLimiter,
  type ExponentialRateLimiterOptions,
  type FastSlowRateLimiterOptions,
  maxOfRateLimiters,
  type RateLimiter,
} from "./rate-limiter.ts";
export type { AddOptions, Lease, UnfinishedWork, Workqueue, WorkqueueMetrics } from "./workqueue.ts";
