import type { HttpResponse, HttpStream } from "homeostat/internal/http/handler.ts";
import { StatusError } from "#status/status-error.ts";
import { CompactedError, type Stored } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { expired, internalError } from "./errors.ts";
import { storageKey, tableFor, waitForRevision } from "./get.ts";
import { parseListOptions, parseRevision, type ListOptions } from "./list-options.ts";
import { negotiate } from "./negotiation.ts";
import { parseSelection } from "./selection.ts";
import { createWatchEncoder, errorEvent, type WatchEncoder } from "./watch-encoder.ts";
import { runWatch, type WatchPlan } from "./watch-session.ts";

/** Watches without timeoutSeconds end after a random time between this and twice this. */
const MIN_TIMEOUT_MS = 30 * 60_000;

/**
 * A watch, also as a streaming list (`sendInitialEvents`).
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function watchObjects(request: ResourceRequest): Promise<HttpResponse> {
  const endpoint = { collection: true, watch: true, custom: request.resource.custom };
  const representation = negotiate(request.http, endpoint);
  const options = parseListOptions(request.query, true);
  const selects = selectorFor(request);
  const revision = parseRevision(options.resourceVersion);
  const encoder = createWatchEncoder(request, representation);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: (stream) => {
      // A list's form cannot show one object: the stream ends where its first event would be.
      if (encoder === undefined) return stream.end();
      start(request, stream, { options, revision, selects, encoder }).catch((error: unknown) => {
        if (stream.signal.aborted) return;
        const last = lastEvent(request, error, revision);
        if (last !== undefined) stream.write(last);
        stream.end();
      });
    },
  };
}

interface Wanted {
  readonly options: ListOptions;
  readonly revision: number | undefined;
  readonly encoder: WatchEncoder;
  selects(stored: Stored): boolean;
}

async function start(request: ResourceRequest, stream: HttpStream, wanted: Wanted): Promise<void> {
  const { options, revision, encoder, selects } = wanted;
  const withInitial = options.sendInitialEvents ?? (revision === undefined || revision === 0);
  if (withInitial && revision !== undefined && revision > request.context.store.revision) {
    stream.flushHeaders();
    await waitForRevision(request, revision);
  }
  const { store, registry, clock } = request.context;
  runWatch(stream, {
    table: tableFor(request),
    clock,
    currentRevision: () => store.revision,
    encoder,
    selects,
    initial: withInitial ? initialState(request) : undefined,
    revision: withInitial || revision === undefined || revision === 0 ? store.revision : revision,
    markInitialEnd: withInitial && options.allowWatchBookmarks,
    bookmarks: options.allowWatchBookmarks,
    timeoutMs: timeoutOf(request, options),
    onceGone: (listener) => registry.onceGone(request.resource, listener),
    failed: (error) => lastEvent(request, error, revision),
  } satisfies WatchPlan);
}

function initialState(request: ResourceRequest): readonly Stored[] {
  const { info, resource } = request;
  const table = tableFor(request);
  const single = info.name !== "" && (info.namespace !== "" || !resource.namespaced);
  if (!single)
    return table.list(info.namespace === "" || !resource.namespaced ? {} : { namespace: info.namespace }).items;
  const stored = table.get(storageKey(request));
  return stored === undefined ? [] : [stored];
}

/** By namespace, by name (also of the deprecated path with `watch`), and by the selectors. Throws 400. */
function selectorFor(request: ResourceRequest): (stored: Stored) => boolean {
  const { info, resource } = request;
  const selection = parseSelection(request);
  const prefix = info.namespace === "" || !resource.namespaced ? "" : `${info.namespace}/`;
  if (info.name === "") {
    if (selection.isEmpty) return prefix === "" ? () => true : ({ key }) => key.startsWith(prefix);
    return (stored) => stored.key.startsWith(prefix) && selection.matchesStored(stored);
  }
  return (stored) =>
    stored.key.startsWith(prefix) && stored.object.metadata.name === info.name && selection.matchesStored(stored);
}

function timeoutOf({ context }: ResourceRequest, { timeoutSeconds }: ListOptions): number {
  if (timeoutSeconds === undefined || timeoutSeconds === 0) return MIN_TIMEOUT_MS * (1 + context.random.next());
  return timeoutSeconds * 1000;
}

/** What a watch ends with. That its start is forgotten is an error; later the client was too slow, and resumes from where it is. */
function lastEvent(request: ResourceRequest, error: unknown, revision: number | undefined): Uint8Array | undefined {
  const { log } = request.context;
  const { path } = request.info;
  if (error instanceof StatusError) return errorEvent(error.toStatus());
  if (!(error instanceof CompactedError)) {
    log.error(error, "a watch ended early", { path });
    return errorEvent(internalError(error instanceof Error ? error.message : String(error)).toStatus());
  }
  if (error.revision !== revision) {
    log.warn("closed a watch that was too slow", { path });
    return undefined;
  }
  return errorEvent(expired(`too old resource version: ${error.revision} (${error.compactedRevision})`).toStatus());
}
