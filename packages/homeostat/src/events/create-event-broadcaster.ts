import type { Client } from "#client/client.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { formatMicroTime } from "#meta/time.ts";
import type { Logger } from "#observe/logger.ts";
import { abortable } from "#std/abort.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import { createTaskGroup } from "#std/task-group.ts";
import type { EventObject, EventReference } from "./event.ts";
import { sendEvent } from "./event-sender.ts";
import { createEventSeriesTable, type SeriesOutput } from "./event-series.ts";
import type { EventInput, EventRecorder } from "./recorder.ts";

/** What sending events needs. */
export interface EventBroadcasterOptions {
  /** Not a cached one: events are only written. */
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** `reportingInstance` of the events, for example the name of the Pod. */
  readonly instance: string;
}

/** Sends the events of all recorders of a process to one cluster. */
export interface EventBroadcaster {
  /** A recorder whose events say that `controller` reports them. */
  recorder(controller: string): EventRecorder;
  /** Sends until `stopping` aborts, then what is queued; gives up when `abort` does. */
  run(signals: { readonly stopping: AbortSignal; readonly abort: AbortSignal }): Promise<void>;
}

/** Creates a broadcaster that queues at most 1000 events and drops what comes beyond. */
export function createEventBroadcaster(options: EventBroadcasterOptions): EventBroadcaster {
  const { clock, log, instance } = options;
  const series = createEventSeriesTable();
  const queue = createSendQueue();
  let dropped = 0;
  let serial = 0;

  const enqueue = (output: SeriesOutput): void => {
    if (queue.push(output)) return;
    if (dropped++ % MAX_QUEUED === 0)
      log.warn("Events are dropped: they are recorded faster than the API server takes them", { dropped });
  };
  return {
    recorder: (controller) => ({
      event(regarding, input) {
        const reference = referenceTo(regarding);
        if (reference === undefined) {
          log.warn("Event not recorded: its object has no apiVersion, kind or name", { reason: input.reason });
          return;
        }
        const nowMs = clock.now();
        const source = { controller, instance, nowMs, serial: serial++ };
        const output = series.record(eventObject(reference, input, source), nowMs, formatMicroTime(nowMs));
        if (output !== undefined) enqueue(output);
      },
    }),
    async run({ stopping, abort }) {
      const group = createTaskGroup(abort);
      group.start((signal) => sweepUntil(AbortSignal.any([stopping, signal])));
      for (let worker = 0; worker < WORKERS; worker++) {
        group.start(async (signal) => {
          for (let next = await queue.take(stopping); next !== undefined; next = await queue.take(stopping)) {
            await sendEvent(next, { ...options, signal, stopping });
          }
        });
      }
      await group.join();
    },
  };

  async function sweepUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(SWEEP_MS, signal).catch(() => undefined);
      series.sweep(clock.now()).forEach(enqueue);
    }
  }
}

const MAX_QUEUED = 1000;
const WORKERS = 8;
const SWEEP_MS = 60_000;
const MAX_NOTE_BYTES = 1024;
const MAX_WORD_LENGTH = 128;

interface SendQueue {
  /** False when the queue is full. */
  push(output: SeriesOutput): boolean;
  /** The next one; after `stopping` only what is there already, then undefined. */
  take(stopping: AbortSignal): Promise<SeriesOutput | undefined>;
}

function createSendQueue(): SendQueue {
  const queued: SeriesOutput[] = [];
  let wake = deferred();
  return {
    push(output) {
      if (queued.length >= MAX_QUEUED) return false;
      queued.push(output);
      wake.resolve();
      wake = deferred();
      return true;
    },
    async take(stopping) {
      while (queued.length === 0 && !stopping.aborted) await abortable(wake.promise, stopping).catch(() => undefined);
      return queued.shift();
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

interface EventSource {
  readonly controller: string;
  readonly instance: string;
  readonly nowMs: number;
  readonly serial: number;
}

function eventObject(regarding: EventReference, input: EventInput, source: EventSource): EventObject {
  const related = input.related === undefined ? undefined : referenceTo(input.related);
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: {
      name: `${regarding.name}.${uniqueSuffix(source)}`,
      namespace: regarding.namespace ?? "default",
      ...(input.annotations === undefined ? {} : { annotations: input.annotations }),
    },
    eventTime: formatMicroTime(source.nowMs),
    reportingController: source.controller,
    reportingInstance: source.instance,
    action: (input.action ?? input.reason).slice(0, MAX_WORD_LENGTH),
    reason: input.reason.slice(0, MAX_WORD_LENGTH),
    regarding,
    ...(related === undefined ? {} : { related }),
    note: cutBytes(input.note, MAX_NOTE_BYTES),
    type: input.type ?? "Normal",
  };
}

/** Hexadecimal nanoseconds as client-go has them; the serial number takes the place of what the clock does not resolve. */
function uniqueSuffix({ nowMs, serial }: EventSource): string {
  return (BigInt(Math.floor(nowMs)) * 1_000_000n + BigInt(serial % 1_000_000)).toString(16);
}

function referenceTo(object: KubernetesObject): EventReference | undefined {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion === undefined || kind === undefined || metadata?.name === undefined) return undefined;
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function cutBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  return `${Buffer.from(text)
    .subarray(0, limit - 3)
    .toString("utf8")
    .replace(/\uFFFD+$/, "")}…`;
}
