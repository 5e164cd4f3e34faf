import type { ReflectorFailure } from "./reflector-failure.ts";
import type { NextTry, ReflectorOutput, ReflectorState } from "./reflector-state.ts";

/** A step: the state after it, and what to do. */
export type Result = readonly [ReflectorState, ReflectorOutput];

/** Gets everything anew, as a stream when the server can. */
export function relist(state: ReflectorState, reason: string): Result {
  if (state.streamingRefused) return list(state, reason);
  const resourceVersion = state.versionUnavailable ? "" : state.resourceVersion;
  return [
    { ...state, phase: { name: "streaming", resourceVersion } },
    { command: { type: "watch", resourceVersion, sendInitialEvents: true, reason } },
  ];
}

/** Gets everything anew by a list: at first whatever the server has in memory, later nothing older than was seen. */
export function list(state: ReflectorState, reason: string): Result {
  const resourceVersion = state.versionUnavailable ? "" : state.resourceVersion === "" ? "0" : state.resourceVersion;
  // A limit would make a server that lists from memory go to its database instead, except at version 0.
  const unlimited = resourceVersion !== "" && resourceVersion !== "0" && !state.paginates;
  return listAt(state, { resourceVersion, pageSize: unlimited ? 0 : PAGE_SIZE, reason });
}

/** Lists with this request. */
export function listAt(
  state: ReflectorState,
  request: { resourceVersion: string; pageSize: number; reason: string },
): Result {
  const { resourceVersion, pageSize } = request;
  return [
    { ...state, phase: { name: "listing", resourceVersion, pageSize, pages: 0 } },
    { command: { type: "list", ...request } },
  ];
}

/** Watches on from the last version. */
export function watch(state: ReflectorState, reason: string): Result {
  const { resourceVersion } = state;
  const trusted = resourceVersion !== "" && resourceVersion !== "0";
  return [
    { ...state, phase: { name: "watching", trusted, events: 0 } },
    { command: { type: "watch", resourceVersion, sendInitialEvents: false, reason } },
  ];
}

/** Pauses, longer after each failure. */
export function wait(state: ReflectorState, next: NextTry, failure: ReflectorFailure): Result {
  const delayMs = Math.min(BACKOFF.initialMs * 2 ** Math.min(state.failures - 1, 30), BACKOFF.maxMs);
  const minMs = Math.max(delayMs, failure.retryAfterMs ?? 0);
  return [
    { ...state, phase: { name: "waiting", next, reason: failure.cause } },
    { command: { type: "wait", minMs, maxMs: minMs + delayMs } },
  ];
}

/** Objects per page; client-go's. */
const PAGE_SIZE = 500;

/** client-go's backoff of lists and watches. */
const BACKOFF = { initialMs: 800, maxMs: 30_000, quietMs: 120_000 };

/** The state after one more failure. */
export function failed(state: ReflectorState, failure: ReflectorFailure, atMs: number): ReflectorState {
  const quiet = atMs - state.lastFailureAtMs > BACKOFF.quietMs;
  const verb = state.phase.name === "listing" ? "list" : "watch";
  return { ...state, failures: quiet ? 1 : state.failures + 1, lastFailureAtMs: atMs, failing: { verb, failure } };
}
