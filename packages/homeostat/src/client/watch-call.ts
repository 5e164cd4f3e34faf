import type { Kind, ObjectOf } from "#meta/kind.ts";
import type { Persisted } from "#meta/object.ts";
import type { Clock } from "#std/clock.ts";
import { apiErrorOfStatus, isStatus } from "./api-error.ts";
import type { Caller } from "./caller.ts";
import type { Client, WatchEvent, WatchOptions } from "./client.ts";
import { withTypeFields } from "./parse-object.ts";
import { collectionPath, selectorQuery, withQuery } from "./request-path.ts";
import { TransportError } from "./transport.ts";
import { createWatchDecoder, type RawWatchEvent } from "./watch-decoder.ts";

/** Creates the watch verb. */
export function createWatching(caller: Caller, context: { readonly clock: Clock }): Client["watch"] {
  return async function* watch<K extends Kind>(
    kind: K,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<Persisted<ObjectOf<K>>>, void, undefined> {
    const path = withQuery(collectionPath(kind, options.namespace), watchQuery(options));
    const idle = startIdleTimer(context.clock, options, path);
    try {
      const response = await caller.open({
        verb: "watch",
        method: "GET",
        path,
        options: { ...options, signal: idle.signal },
      });
      const decoder = createWatchDecoder({ managedFields: options.managedFields === true });
      idle.waiting(true);
      for await (const chunk of response.chunks()) {
        idle.waiting(false);
        for (const event of decoder.push(chunk)) yield eventOf<Persisted<ObjectOf<K>>>(event, kind, path);
        idle.waiting(true);
      }
      decoder.end();
    } finally {
      idle.stop();
    }
  };
}

function watchQuery(options: WatchOptions): Readonly<Record<string, string | undefined>> {
  const { allowWatchBookmarks = true, sendInitialEvents, timeoutSeconds } = options;
  return {
    watch: "true",
    ...selectorQuery(options),
    resourceVersion: options.resourceVersion,
    // The server demands it together with sendInitialEvents.
    resourceVersionMatch: options.resourceVersionMatch ?? (sendInitialEvents === true ? "NotOlderThan" : undefined),
    sendInitialEvents: sendInitialEvents === undefined ? undefined : String(sendInitialEvents),
    allowWatchBookmarks: allowWatchBookmarks ? "true" : undefined,
    timeoutSeconds: timeoutSeconds === undefined ? undefined : String(timeoutSeconds),
  };
}

function eventOf<T>(event: RawWatchEvent, kind: Kind, path: string): WatchEvent<T> {
  switch (event.type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { type: event.type, object: withTypeFields<T>(event.object, kind) };
    case "BOOKMARK":
      return bookmarkOf(
        event.object as { metadata?: { resourceVersion?: string; annotations?: Record<string, string> } },
      );
    case "ERROR":
      throw apiErrorOfStatus({ verb: "watch", path }, isStatus(event.object) ? event.object : { kind: "Status" });
    default:
      throw new TransportError(`the watch of ${path} sent an event of unknown type ${JSON.stringify(event.type)}`, {
        code: "EBADBODY",
      });
  }
}

function bookmarkOf(object: {
  readonly metadata?: { readonly resourceVersion?: string; readonly annotations?: Readonly<Record<string, string>> };
}): WatchEvent<never> {
  const { resourceVersion = "", annotations } = object.metadata ?? {};
  return { type: "BOOKMARK", resourceVersion, initialEventsEnd: annotations?.["k8s.io/initial-events-end"] === "true" };
}

interface IdleTimer {
  /** Aborts with the caller's signal, and when nothing came for too long. */
  readonly signal: AbortSignal;
  /** Time counts only while the next byte is waited for, not while the reader is busy with the last ones. */
  waiting(forBytes: boolean): void;
  stop(): void;
}

/** One timer that looks how long the last byte is ago, so that a byte costs no timer. */
function startIdleTimer(clock: Clock, options: WatchOptions, path: string): IdleTimer {
  const { idleTimeoutMs, signal } = options;
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  let sinceMs: number | undefined;
  const check = (limitMs: number): void => {
    const leftMs = sinceMs === undefined ? limitMs : sinceMs + limitMs - clock.monotonicMs();
    if (leftMs > 0) timer = clock.timer(leftMs, () => check(limitMs));
    else controller.abort(new TransportError(`the watch of ${path} was silent for ${limitMs} ms`, { code: "EIDLE" }));
  };
  let timer = idleTimeoutMs === undefined ? undefined : clock.timer(idleTimeoutMs, () => check(idleTimeoutMs));
  return {
    signal: controller.signal,
    waiting: (forBytes) => {
      sinceMs = forBytes ? clock.monotonicMs() : undefined;
    },
    stop() {
      timer?.cancel();
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
