import { StatusError } from "#status/status-error.ts";
import type { ApiObject, Stored } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { encodeContinueToken } from "./continue-token.ts";
import { readDeleteOptions } from "./delete-options.ts";
import { deleteStored } from "./delete.ts";
import { tableFor } from "./get.ts";
import { parseListOptions } from "./list-options.ts";
import { apiVersionOf, presented } from "./object-json.ts";
import { parseSelection } from "./selection.ts";

/** DELETE of all objects that a list would have: each by the rules of its own DELETE. Answers the list as it was. */
export async function deleteCollection(request: ResourceRequest): Promise<Outcome> {
  const listOptions = parseListOptions(request.query, false);
  const selection = parseSelection(request);
  const options = await readDeleteOptions(request);
  const { info, resource, context } = request;
  const namespace = resource.namespaced ? info.namespace : "";
  const all = tableFor(request).list(namespace === "" ? {} : { namespace }).items;
  const selected = selection.isEmpty ? all : all.filter((stored) => selection.matchesStored(stored));
  const page = listOptions.limit > 0 ? selected.slice(0, listOptions.limit) : selected;
  const { revision } = context.store;
  const last = page.at(-1);
  const next =
    last === undefined || page.length === selected.length
      ? {}
      : {
          continue: encodeContinueToken({
            revision,
            after: namespace === "" ? last.key : last.key.slice(namespace.length + 1),
          }),
        };
  const list = listOf(request, page, { resourceVersion: String(revision), ...next });
  for (const stored of page) {
    try {
      await deleteStored(request, stored.key, options);
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof StatusError) || error.reason !== "NotFound") throw error;
    }
  }
  return { code: 200, object: list };
}

function listOf(
  request: ResourceRequest,
  page: readonly Stored[],
  metadata: Readonly<Record<string, string>>,
): ApiObject {
  const { resource } = request;
  const items = page.map((stored) => {
    const object = presented(stored.object, request);
    if (resource.custom) return object;
    const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
    return item;
  });
  return {
    kind: resource.listKind,
    apiVersion: apiVersionOf(request),
    metadata: resource.custom ? { continue: "", ...metadata } : metadata,
    items,
  };
}
