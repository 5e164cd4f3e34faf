import type { Table } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { badRequest, notFound, tooLargeResourceVersion } from "./errors.ts";
import { parseRevision } from "./list-options.ts";
import { presented } from "./object-json.ts";
import { pathSegmentProblem } from "./request-info.ts";

/** Longest wait for a resource version that is not there yet. */
const REVISION_WAIT_MS = 3000;

/** GET of one object; its subresources but `scale` show the object itself. Throws 404, and 504 for a resourceVersion of the future. */
export async function getObject(request: ResourceRequest): Promise<Outcome> {
  const { info, resource, context } = request;
  const problem = pathSegmentProblem(info.name);
  if (problem !== undefined) throw badRequest(`Name parameter invalid: ${JSON.stringify(info.name)}: ${problem}`);
  await waitForRevision(request, parseRevision(request.query.get("resourceVersion") ?? ""));
  const stored = context.store.table(resource.table).get(storageKey(request));
  if (stored === undefined) throw notFound(resource, info.name);
  return { code: 200, object: presented(stored.object, request), stored };
}

/** The table of the request's resource. */
export function tableFor({ context, resource }: ResourceRequest): Table {
  return context.store.table(resource.table);
}

/** Where the request's object is stored: `namespace/name`, or `name`. */
export function storageKey({ info, resource }: ResourceRequest): string {
  return resource.namespaced ? `${info.namespace}/${info.name}` : info.name;
}

/** Waits until `revision` is there. Throws 504 when it does not come. */
export async function waitForRevision({ context }: ResourceRequest, revision: number | undefined): Promise<void> {
  const { store } = context;
  if (revision === undefined || revision <= store.revision) return;
  if (!(await store.waitFor(revision, REVISION_WAIT_MS))) throw tooLargeResourceVersion(revision, store.revision);
}
