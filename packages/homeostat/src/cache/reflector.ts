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
export function createReflector(given: ReflectorOptions): Reflector {
  const { kind } = given.selection;
  const names = { resource: resourceNameOf(kind), ...(given.namespace && { namespace: given.namespace }) };
  const options: ReflectorOptions = { ...given, log: given.log.with(names) };
  let state: ReflectorState = initialReflectorState;
  let lastError: InformerError | undefined;

  const feed: Feed = (input) => {
    const before = state.failing;
    const [next, { change, command }] = step(state, input);
    state = next;
    if (change !== undefined) options.onChange(change);
    if (state.failing !== before) noteFailure();
    return command;
  };
  const noteFailure = (): void => {
    const { failing } = state;
    lastError = failing && new InformerError(kind, failing.verb, failing.failure);
    if (lastError === undefined) options.log.info("list and watch work again");
    else report(options, lastError);
  };

  return {
    get lastError() {
      return lastError;
    },
    async run(signal) {
      state = initialReflectorState;
      for (let command = feed({ type: "start" }); command !== undefined && !signal.aborted;) {
        command = await execute(command, { options, feed, signal });
        assert(command !== undefined || signal.aborted, "a reflector goes on until it is aborted");
      }
    },
  };
}

/** One step; returns the next command, if the running one is over. */
type Feed = (input: ReflectorInput) => ReflectorCommand | undefined;

interface Execution {
  readonly options: ReflectorOptions;
  readonly feed: Feed;
  readonly signal: AbortSignal;
}

/** Carries a command out to its end and returns the next one; undefined when aborted. */
async function execute(command: ReflectorCommand, execution: Execution): Promise<ReflectorCommand | undefined> {
  const { options, feed, signal } = execution;
  try {
    switch (command.type) {
      case "wait":
        await options.clock.sleep(command.minMs + options.random.next() * (command.maxMs - command.minMs), signal);
        return feed({ type: "waited" });
      case "list":
        return await executeList(command, execution);
      case "watch":
        return await executeWatch(command, execution);
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    return feed({ type: "failed", failure: reflectorFailure(error), atMs: options.clock.monotonicMs() });
  }
}

async function executeList(
  command: ListCommand,
  { options, feed, signal }: Execution,
): Promise<ReflectorCommand | undefined> {
  const { kind } = options.selection;
  options.metrics.relisted?.(kind, command.reason);
  options.log.debug("listing", { resourceVersion: command.resourceVersion, reason: command.reason });
  for await (const page of options.client.pages(kind, listOptions(options, command, signal))) {
    const next = feed({ type: "page", page });
    if (next !== undefined) return next;
  }
  if (signal.aborted) return undefined;
  throw new Error("the list ended before its last page");
}

async function executeWatch(
  command: WatchCommand,
  { options, feed, signal }: Execution,
): Promise<ReflectorCommand | undefined> {
  const { clock, metrics, selection } = options;
  const { resourceVersion, sendInitialEvents, reason } = command;
  if (sendInitialEvents) metrics.relisted?.(selection.kind, reason);
  else if (reason !== "listed") metrics.watchRestarted?.(selection.kind, reason);
  options.log.debug("watching", { resourceVersion, reason });
  const startMs = clock.monotonicMs();
  const timer = sendInitialEvents ? undefined : clock.timer(ALIVE_AFTER_MS, () => void feed({ type: "alive" }));
  try {
    for await (const event of options.client.watch(selection.kind, watchOptions(options, command, signal))) {
      metrics.lastEvent?.(selection.kind, clock.now());
      const next = feed({ type: "event", event });
      if (next !== undefined) return next;
    }
  } finally {
    timer?.cancel();
  }
  if (signal.aborted) return undefined;
  const atMs = clock.monotonicMs();
  return feed({ type: "ended", atMs, openMs: atMs - startMs });
}

function report({ metrics, selection, log }: ReflectorOptions, error: InformerError): void {
  metrics.failed?.(selection.kind, error.verb, error.reason);
  const fields = { verb: error.verb, cause: error.reason };
  if (ROUTINE.has(error.reason)) log.debug(error.message, fields);
  else log.warn(error.message, fields);
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
