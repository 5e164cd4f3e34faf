import type { HttpResponse } from "homeostat/internal/http/handler.ts";
import { CompactedError, type ListResult, type Stored } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { decodeContinueToken, encodeContinueToken, type ContinueToken } from "./continue-token.ts";
import { badRequest, expired, tooLargeResourceVersion } from "./errors.ts";
import { storageKey, tableFor, waitForRevision } from "./get.ts";
import { encodeList, type ListPage } from "./list-body.ts";
import { parseListOptions, parseRevision, type ListOptions } from "./list-options.ts";
import { negotiate } from "./negotiation.ts";
import { parseSelection, type Selection } from "./selection.ts";

/**
 * GET of a collection, with the meanings of resourceVersion, resourceVersionMatch, limit and continue of
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
 */
export async function listObjects(request: ResourceRequest): Promise<HttpResponse> {
  const representation = negotiate(request.http, { collection: true, custom: request.resource.custom });
  const options = parseListOptions(request.query, false);
  const selection = parseSelection(request);
  const page = await readPage(request, options, selection);
  return encodeList(request, page, representation);
}

/** What part of the table a list reads. */
interface PageRange {
  /** Undefined: now. */
  readonly revision?: number;
  readonly after?: string;
  readonly limit: number;
}

async function readPage(request: ResourceRequest, options: ListOptions, selection: Selection): Promise<ListPage> {
  const token = options.continue === "" ? undefined : decodeContinueToken(options.continue);
  const range = token === undefined ? await firstPageRange(request, options) : nextPageRange(request, options, token);
  try {
    return selectPage(request, selection, range);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw token === undefined ? expired("The resourceVersion for the provided list is too old.") : expiredToken(token);
  }
}

async function firstPageRange(request: ResourceRequest, options: ListOptions): Promise<PageRange> {
  const revision = parseRevision(options.resourceVersion, true);
  await waitForRevision(request, revision);
  const { limit, resourceVersionMatch: match } = options;
  if (revision === undefined) return { limit };
  // Any state is fine then: the whole of it, as from a cache.
  if (revision === 0) return { limit: 0 };
  const exact = match === "Exact" || (match === "" && limit > 0);
  return exact ? { limit, revision } : { limit };
}

function nextPageRange(request: ResourceRequest, options: ListOptions, token: ContinueToken): PageRange {
  const revision = parseRevision(options.resourceVersion, true);
  if (revision !== undefined && revision !== 0)
    throw badRequest("specifying resource version is not allowed when using continue");
  const { store } = request.context;
  if (token.revision > store.revision) throw tooLargeResourceVersion(token.revision, store.revision);
  const after = request.info.namespace === "" ? token.after : `${request.info.namespace}/${token.after}`;
  // As for a first page: resourceVersion=0 means the whole of it.
  const limit = revision === 0 ? 0 : options.limit;
  return { limit, after, ...(token.revision < 0 ? {} : { revision: token.revision }) };
}

/** Reads until `limit` selected objects are found. */
function selectPage(request: ResourceRequest, selection: Selection, range: PageRange): ListPage {
  const limit = range.limit === 0 ? Infinity : range.limit;
  const all = readRange(request, selection, range);
  if (selection.isEmpty) return pageOf(request, all.items, all, all.remaining);
  const items: Stored[] = [];
  let index = 0;
  for (const stored of all.items) {
    if (items.length === limit) break;
    index++;
    if (selection.matchesStored(stored)) items.push(stored);
  }
  const page = pageOf(request, items, all, all.items.length - index);
  const { remainingItemCount: _unknown, ...withoutCount } = page;
  return withoutCount;
}

function readRange(request: ResourceRequest, selection: Selection, range: PageRange): ListResult {
  const { info, resource, context } = request;
  const table = tableFor(request);
  const single =
    info.name !== "" &&
    (info.namespace !== "" || !resource.namespaced) &&
    range.revision === undefined &&
    range.after === undefined;
  if (single) {
    const stored = table.get(storageKey(request));
    return { items: stored === undefined ? [] : [stored], revision: context.store.revision, remaining: 0 };
  }
  return table.list({
    ...(info.namespace === "" || !resource.namespaced ? {} : { namespace: info.namespace }),
    ...(range.after === undefined ? {} : { after: range.after }),
    ...(range.revision === undefined ? {} : { revision: range.revision }),
    ...(selection.isEmpty && range.limit > 0 ? { limit: range.limit } : {}),
  });
}

function pageOf(
  { info }: ResourceRequest,
  items: readonly Stored[],
  { revision }: ListResult,
  remaining: number,
): ListPage {
  const last = items.at(-1);
  if (remaining <= 0 || last === undefined) return { items, revision };
  const after = info.namespace === "" ? last.key : last.key.slice(info.namespace.length + 1);
  return { items, revision, continue: encodeContinueToken({ revision, after }), remainingItemCount: remaining };
}

function expiredToken(token: ContinueToken): Error {
  return expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, " +
      "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an " +
      "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    { continue: encodeContinueToken({ revision: -1, after: token.after }) },
  );
}
