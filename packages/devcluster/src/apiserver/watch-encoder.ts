import type { ResourceVersion } from "#resources/resource.ts";
import type { Status } from "#status/status-error.ts";
import type { ApiObject, Stored, StoreEvent } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import type { MetaForm, Representation } from "./negotiation.ts";
import { apiVersionOf, bodyJson, encodeBody, metadataJson, objectHead, presented } from "./object-json.ts";
import { includeObjectOf, partialMetadata, tableOf } from "./table.ts";

/** What a watch tells about an object. */
export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/** Writes the events of one watch in the form that its client accepts: a line of JSON each. */
export interface WatchEncoder {
  /** An object of the initial state. */
  initial(stored: Stored): Uint8Array;
  /** A change; `type` is what it is for this watch. */
  change(type: WatchEventType, event: StoreEvent): Uint8Array;
  /** Tells how far the client is; `initialEventsEnd`: and that the initial state is complete. */
  bookmark(revision: number, initialEventsEnd: boolean): Uint8Array;
}

/** The encoder of a watch; undefined when objects cannot be shown in the form that is asked for. */
export function createWatchEncoder(request: ResourceRequest, { as }: Representation): WatchEncoder | undefined {
  if (as === undefined) return objectEncoder(request);
  if (as.kind === "Table") return tableEncoder(request, as);
  return as.kind === "PartialObjectMetadata" ? metadataEncoder(request, as) : undefined;
}

/** The last line of a watch that cannot go on. */
export function errorEvent(status: Status): Uint8Array {
  return Buffer.from(`${JSON.stringify({ type: "ERROR", object: status })}\n`);
}

function objectEncoder(request: ResourceRequest): WatchEncoder {
  const head = objectHead(request.resource.kind, apiVersionOf(request));
  return {
    initial: (stored) => line("ADDED", head, bodyJson(stored, request)),
    change: (type, event) =>
      shared(request.version, event, type, () =>
        line(
          type,
          head,
          isTransition(type, event)
            ? encodeBody(presented(lastSelected(event), request))
            : bodyJson(event.current, request),
        ),
      ),
    bookmark: (revision, end) => line("BOOKMARK", head, encodeBody(bookmarkObject(request, revision, end))),
  };
}

function metadataEncoder(request: ResourceRequest, as: MetaForm): WatchEncoder {
  const head = objectHead("PartialObjectMetadata", `meta.k8s.io/${as.version}`);
  const bodyOf = (object: ApiObject): Buffer => encodeBody(partialMetadata(object, as.version));
  return {
    initial: (stored) => line("ADDED", head, metadataJson(stored)),
    change: (type, event) =>
      shared(request.version, event, `${as.version}/${type}`, () =>
        line(type, head, isTransition(type, event) ? bodyOf(lastSelected(event)) : metadataJson(event.current)),
      ),
    bookmark: (revision, end) => line("BOOKMARK", head, bodyOf(bookmarkObject(request, revision, end))),
  };
}

/** Rows hold ages and only the first event has the columns: nothing to share. */
function tableEncoder(request: ResourceRequest, as: MetaForm): WatchEncoder {
  const includeObject = includeObjectOf(request.query);
  let columnDefinitions = true;
  const encode = (type: string, object: ApiObject): Uint8Array => {
    const table = tableOf([object], request, {
      version: as.version,
      includeObject,
      nowMs: request.context.clock.now(),
      metadata: { resourceVersion: object.metadata.resourceVersion },
      columnDefinitions,
    });
    columnDefinitions = false;
    return Buffer.from(`${JSON.stringify({ type, object: table })}\n`);
  };
  return {
    initial: (stored) => encode("ADDED", presented(stored.object, request)),
    change: (type, event) =>
      encode(type, presented(isTransition(type, event) ? lastSelected(event) : event.current.object, request)),
    bookmark: (revision, end) => encode("BOOKMARK", bookmarkObject(request, revision, end)),
  };
}

/** The object is still there, but no longer selected. */
function isTransition(type: WatchEventType, event: StoreEvent): boolean {
  return type === "DELETED" && event.type !== "DELETED";
}

/** The last state that was selected, with the revision of the change that ended it. */
function lastSelected({ previous, current, revision }: StoreEvent): ApiObject {
  const { object } = previous ?? current;
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function bookmarkObject(
  { resource, ...request }: ResourceRequest,
  revision: number,
  initialEventsEnd: boolean,
): ApiObject {
  return {
    kind: resource.kind,
    apiVersion: apiVersionOf({ resource, version: request.version }),
    metadata: {
      resourceVersion: String(revision),
      ...(initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
    },
  };
}

function line(type: string, head: string, body: Buffer): Uint8Array {
  const start = `{"type":"${type}","object":${head}`;
  const buffer = Buffer.allocUnsafe(Buffer.byteLength(start) + body.length + 2);
  const at = buffer.write(start);
  body.copy(buffer, at);
  buffer.write("}\n", at + body.length);
  return buffer;
}

/** Lines of the last event of each served version: all its watches get the same bytes, one after the other. */
const lastLines = new WeakMap<
  ResourceVersion,
  { readonly event: StoreEvent; readonly lines: Map<string, Uint8Array> }
>();

function shared(version: ResourceVersion, event: StoreEvent, form: string, encode: () => Uint8Array): Uint8Array {
  let last = lastLines.get(version);
  if (last?.event !== event) lastLines.set(version, (last = { event, lines: new Map() }));
  let bytes = last.lines.get(form);
  if (bytes === undefined) last.lines.set(form, (bytes = encode()));
  return bytes;
}
