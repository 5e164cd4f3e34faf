import type { ObjectKey } from "#meta/key.ts";
import { keyOf } from "#meta/key.ts";
import type { Kind } from "#meta/kind.ts";
import { apiVersionOf } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import type { ApplyOptions, Patch, WriteOptions } from "./client.ts";
import type { Query } from "./request-path.ts";

/** What a patch sends. */
export function bodyOfPatch(patch: Patch): { readonly body: string; readonly contentType: string } {
  const contentType = CONTENT_TYPE[patch.type];
  if (contentType === undefined) {
    throw new Error(`unknown patch type ${JSON.stringify(patch.type)}; use "json", "merge" or "strategic"`);
  }
  return { body: JSON.stringify(patch.patch), contentType };
}

/** What a server-side apply sends. Throws when nobody says who applies. */
export function bodyOfApply(
  kind: Kind,
  object: object,
  options: { readonly write: ApplyOptions; readonly fieldManager: string | undefined },
): { readonly body: string; readonly contentType: string; readonly key: ObjectKey; readonly query: Query } {
  const { write } = options;
  const query = writeQuery(write, options.fieldManager);
  if (query["fieldManager"] === undefined) {
    throw new Error(`apply of ${kind.kind} needs a field manager; give fieldManager in the call or to createClient`);
  }
  const applied: KubernetesObject = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object };
  return {
    body: JSON.stringify(applied),
    contentType: "application/apply-patch+yaml",
    key: keyOf(applied),
    query: { ...query, force: write.force === true ? "true" : undefined },
  };
}

/** Query parameters of every write. */
export function writeQuery(write: WriteOptions, fieldManager: string | undefined): Query {
  return {
    dryRun: write.dryRun === true ? "All" : undefined,
    fieldManager: write.fieldManager ?? fieldManager,
    fieldValidation: write.fieldValidation,
  };
}

const CONTENT_TYPE: Readonly<Record<Patch["type"], string | undefined>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
};
