import type { Client } from "#client/client.ts";
import { resourceNameOf } from "#meta/kind.ts";
import type { Logger } from "#observe/logger.ts";
import { assert } from "#std/assert.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import type { InformerMetrics } from "./informer-metrics.ts";
import { InformerError, reflectorFailure } from "./reflector-failure.ts";
import {
  initialReflectorState,
  type ReflectorCommand,
  type ReflectorInput,
  type ReflectorState,
  type StoreChange,
} from "./reflector-state.ts";
import { step } from "./reflector-step.ts";
import type { KindSelection } from "./selection.ts";

/** Keeps a store equal to what the API server has of one kind, in one namespace or in all. */
export interface Reflector {
  /** Works until the signal aborts; failures are retried for ever. */
  run(signal: AbortSignal): Promise<void>;
  /** Why the last list or watch failed; undefined while all is well. */
  readonly lastError: InformerError | undefined;
}

/** What a reflector needs. */
export interface ReflectorOptions {
  readonly client: Pick<Client, "pages" | "watch">;
  /** What to list and watch; its namespaces do not count here. */
  readonly selection: KindSelection;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: InformerMetrics;
  /** Obeys in the order of the calls. */
  readonly onChange: (change: StoreChange) => void;
}

/** Creates a reflector: the shell around `step` that makes the requests. */
export function createReflector(options: ReflectorOptions): Reflector {
  const { clock, metrics } = options;
  const { kind } = options.selection;
  const log = options.log.with({
    resource: resourceNameOf(kind),
    ...(options.namespace && { namespace: options.namespace }),
  });
  let state: ReflectorState = initialReflectorState;
  let lastError: InformerError | undefined;

  /** One step; returns the next command, if the running one is over. */
  const feed = (input: ReflectorInput): ReflectorCommand | undefined => {
    const before = state.failing;
    const [next, { change, command }] = step(state, input);
    state = next;
    if (change !== undefined) options.onChange(change);
    if (state.failing !== before) noteFailure();
    return command;
  };

  const noteFailure = (): void => {
    const { failing } = state;
    if (failing === undefined) {
      lastError = undefined;
      return log.info("list and watch work again");
    }
    lastError = new InformerError(kind, failing.verb, failing.failure);
    metrics.failed?.(kind, failing.verb, failing.failure.cause);
    const fields = { verb: failing.verb, cause: failing.failure.cause };
    if (ROUTINE.has(failing.failure.cause)) log.debug(lastError.message, fields);
    else log.warn(lastError.message, fields);
  };

  /** Carries a command out to its end; undefined when aborted. */
  const execute = async (command: ReflectorCommand, signal: AbortSignal): Promise<ReflectorCommand | undefined> => {
    try {
      switch (command.type) {
        case "wait":
          await clock.sleep(command.minMs + options.random.next() * (command.maxMs - command.minMs), signal);
          return feed({ type: "waited" });
        case "list":
          return await executeList(command, signal);
        case "watch":
          return await executeWatch(command, signal);
      }
    } catch (error) {
      if (signal.aborted) return undefined;
      return feed({ type: "failed", failure: reflectorFailure(error), atMs: clock.monotonicMs() });
    }
  };

  const executeList = async (command: ListCommand, signal: AbortSignal): Promise<ReflectorCommand | undefined> => {
    metrics.relisted?.(kind, command.reason);
    log.debug("listing", { resourceVersion: command.resourceVersion, reason: command.reason });
    for await (const page of options.client.pages(kind, listOptions(options, command, signal))) {
      const next = feed({ type: "page", page });
      if (next !== undefined) return next;
    }
    if (signal.aborted) return undefined;
    throw new Error("the list ended before its last page");
  };

  const executeWatch = async (command: WatchCommand, signal: AbortSignal): Promise<ReflectorCommand | undefined> => {
    if (command.sendInitialEvents) metrics.relisted?.(kind, command.reason);
    else if (command.reason !== "listed") metrics.watchRestarted?.(kind, command.reason);
    log.debug("watching", { resourceVersion: command.resourceVersion, reason: command.reason });
    const startMs = clock.monotonicMs();
    const timer = command.sendInitialEvents
      ? undefined
      : clock.timer(ALIVE_AFTER_MS, () => void feed({ type: "alive" }));
    try {
      for await (const event of options.client.watch(kind, watchOptions(options, command, signal))) {
        metrics.lastEvent?.(kind, clock.now());
        const next = feed({ type: "event", event });
        if (next !== undefined) return next;
      }
    } finally {
      timer?.cancel();
    }
    if (signal.aborted) return undefined;
    const atMs = clock.monotonicMs();
    return feed({ type: "ended", atMs, openMs: atMs - startMs });
  };

  return {
    get lastError() {
      return lastError;
    },
    async run(signal) {
      state = initialReflectorState;
      for (let command = feed({ type: "start" }); command !== undefined && !signal.aborted;) {
        command = await execute(command, signal);
        assert(command !== undefined || signal.aborted, "a reflector goes on until it is aborted");
      }
    },
  };
}

type ListCommand = ReflectorCommand & { readonly type: "list" };
type WatchCommand = ReflectorCommand & { readonly type: "watch" };

/** Failures that belong to a healthy day. */
const ROUTINE: ReadonlySet<string> = new Set(["expired", "idle"]);

/** A real server sends a bookmark about every minute: after two silent minutes the connection is not trusted any more. */
const IDLE_TIMEOUT_MS = 120_000;

/** The server ends a watch after a random time in this range, so that watches spread over replaced servers. */
const WATCH_SECONDS = { min: 300, max: 600 };

/** A whole list may come as one answer. */
const LIST_TIMEOUT_MS = 180_000;

/** A watch that has been open so long counts as working, though nothing has happened; longer than a refusal takes. */
const ALIVE_AFTER_MS = 10_000;

function listOptions(
  options: ReflectorOptions,
  command: ListCommand,
  signal: AbortSignal,
): Parameters<Client["pages"]>[1] {
  const { resourceVersion, pageSize } = command;
  return {
    ...selectorOptions(options),
    ...(resourceVersion !== "" && { resourceVersion, resourceVersionMatch: "NotOlderThan" }),
    pageSize,
    timeoutMs: LIST_TIMEOUT_MS,
    signal,
  };
}

function watchOptions(
  options: ReflectorOptions,
  command: WatchCommand,
  signal: AbortSignal,
): Parameters<Client["watch"]>[1] {
  const { resourceVersion, sendInitialEvents } = command;
  const { min, max } = WATCH_SECONDS;
  return {
    ...selectorOptions(options),
    ...(resourceVersion !== "" && { resourceVersion }),
    ...(sendInitialEvents && { sendInitialEvents, resourceVersionMatch: "NotOlderThan" }),
    allowWatchBookmarks: true,
    timeoutSeconds: min + Math.floor(options.random.next() * (max - min)),
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    signal,
  };
}

function selectorOptions({
  selection,
  namespace,
}: ReflectorOptions): Pick<KindSelection, "labels" | "fields"> & { namespace?: string } {
  const { labels, fields } = selection;
  return {
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels }),
    ...(fields !== undefined && { fields }),
  };
}
