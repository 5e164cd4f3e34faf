import { durationMs } from "#meta/duration.ts";
import type { Duration } from "#meta/scalars.ts";

/**
 * What a reconcile asks for: nothing more (`done()`), another run after some time (`requeueAfter("30s")`), or another run with
 * the delay of a failure (`requeue()`).
 */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "requeueAfter"; readonly afterMs: number; readonly priority?: number }
  | { readonly kind: "requeue"; readonly priority?: number };

/** How urgent the next run is. */
export interface RequeueOptions {
  /** @default the priority of this run */
  readonly priority?: number;
}

/** All is as it should be; the next event wakes the controller. */
export function done(): Outcome {
  return DONE;
}

/** Look again after `duration` (`"30s"`, `"1m30s"`, or milliseconds). Zero or less means the same as `done()`. */
export function requeueAfter(duration: number | Duration, options: RequeueOptions = {}): Outcome {
  return { kind: "requeueAfter", afterMs: durationMs(duration), ...options };
}

/** Look again with the delay of a failure, which grows until a run ends with `done` or `requeueAfter`. */
export function requeue(options: RequeueOptions = {}): Outcome {
  return { kind: "requeue", ...options };
}

const DONE: Outcome = Object.freeze({ kind: "done" });
