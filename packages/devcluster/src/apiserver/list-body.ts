import type { HttpResponse, HttpStream } from "homeostat/internal/http/handler.ts";
import type { ApiObject, Stored } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { encodeValue, wrongForm } from "./encode.ts";
import type { MetaForm, Representation } from "./negotiation.ts";
import { apiVersionOf, bodyJson, metadataJson, objectHead, presented } from "./object-json.ts";
import { includeObjectOf, tableOf } from "./table.ts";

/** A list, or one page of it. */
export interface ListPage {
  readonly items: readonly Stored[];
  readonly revision: number;
  /** Absent on the last page. */
  readonly continue?: string;
  /** Absent on the last page and for lists with a selector. */
  readonly remainingItemCount?: number;
}

/** Lists of more objects are sent piece by piece as they are encoded. */
const STREAM_ABOVE_ITEMS = 1000;
/** Pieces are about this large. */
const CHUNK_BYTES = 256 * 1024;
/** While this much waits for the network nothing more is encoded. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** How often to look whether the network has taken it. */
const DRAIN_POLL_MS = 2;

/** A page of a list in the form that the client accepts. */
export function encodeList(request: ResourceRequest, page: ListPage, representation: Representation): HttpResponse {
  const { as } = representation;
  if (as?.kind === "PartialObjectMetadata") throw wrongForm(request, as, true);
  if (as?.kind === "Table") return encodeValue(200, tableList(request, page, as), representation);
  if (representation.format === "json" && !representation.pretty) return jsonList(request, piecesOf(request, page, as));
  const pieces = piecesOf(request, page, as);
  const text = Buffer.concat([pieces.head, ...joined(pieces), pieces.tail]).toString();
  return encodeValue(200, JSON.parse(text), representation);
}

function tableList(request: ResourceRequest, page: ListPage, as: MetaForm): unknown {
  const objects = page.items.map((stored): ApiObject => presented(stored.object, request));
  return tableOf(objects, request, {
    version: as.version,
    includeObject: includeObjectOf(request.query),
    nowMs: request.context.clock.now(),
    metadata: metadataOf(page),
  });
}

/** A list as bytes: head, items with commas between, tail. */
interface ListPieces {
  readonly head: Buffer;
  readonly items: readonly Stored[];
  readonly itemHead: Buffer;
  itemBody(stored: Stored): Buffer;
  readonly tail: Buffer;
}

function piecesOf(request: ResourceRequest, page: ListPage, as: MetaForm | undefined): ListPieces {
  const { resource } = request;
  const apiVersion = as === undefined ? apiVersionOf(request) : `meta.k8s.io/${as.version}`;
  const kind = as === undefined ? resource.listKind : as.kind;
  // Items of built-in lists have no kind and apiVersion; those of custom resources do.
  const itemHead =
    as !== undefined
      ? objectHead("PartialObjectMetadata", apiVersion)
      : resource.custom
        ? objectHead(resource.kind, apiVersion)
        : "{";
  const metadata = resource.custom && as === undefined ? { continue: "", ...metadataOf(page) } : metadataOf(page);
  return {
    head: Buffer.from(`${objectHead(kind, apiVersion)}"metadata":${JSON.stringify(metadata)},"items":[`),
    items: page.items,
    itemHead: Buffer.from(itemHead),
    itemBody: as === undefined ? (stored) => bodyJson(stored, request) : metadataJson,
    tail: Buffer.from("]}\n"),
  };
}

function metadataOf(page: ListPage): Readonly<Record<string, unknown>> {
  return {
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
    ...(page.remainingItemCount === undefined ? {} : { remainingItemCount: page.remainingItemCount }),
  };
}

function jsonList(request: ResourceRequest, pieces: ListPieces): HttpResponse {
  const headers = { "content-type": "application/json" };
  // A conversion can fail: then the answer is an error, so nothing may have been sent.
  if (pieces.items.length <= STREAM_ABOVE_ITEMS || request.version.convert !== undefined) {
    return { status: 200, headers, body: Buffer.concat([pieces.head, ...joined(pieces), pieces.tail]) };
  }
  return { status: 200, headers, body: (stream) => void streamList(request, pieces, stream) };
}

function* joined({ items, itemHead, itemBody }: ListPieces): Iterable<Buffer> {
  let first = true;
  for (const stored of items) {
    if (!first) yield comma;
    first = false;
    yield itemHead;
    yield itemBody(stored);
  }
}

const comma = Buffer.from(",");

async function streamList({ context }: ResourceRequest, pieces: ListPieces, stream: HttpStream): Promise<void> {
  try {
    let chunk: Buffer[] = [pieces.head];
    let bytes = pieces.head.length;
    for (const piece of joined(pieces)) {
      chunk.push(piece);
      bytes += piece.length;
      if (bytes < CHUNK_BYTES) continue;
      stream.write(Buffer.concat(chunk, bytes));
      chunk = [];
      bytes = 0;
      while (stream.bufferedBytes > HIGH_WATER_BYTES) await context.clock.sleep(DRAIN_POLL_MS, stream.signal);
    }
    stream.write(Buffer.concat([...chunk, pieces.tail]));
  } catch (error) {
    if (!stream.signal.aborted) context.log.error(error, "a list ended early");
  } finally {
    stream.end();
  }
}
