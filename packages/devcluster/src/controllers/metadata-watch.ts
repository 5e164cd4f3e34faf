import type { Client } from "homeostat/client";
import type { ObjectMeta } from "homeostat";
import type { ServedResource } from "./discovery.ts";

/** A change of an object of which only the metadata is known. */
export type MetadataEvent =
  | { readonly type: "put" | "delete"; readonly metadata: ObjectMeta }
  /** All objects that exist were put since the watch began. */
  | { readonly type: "synced" };

/**
 * Watches the metadata of all objects of a resource: the present ones first, then every change. Ends when the server ends it;
 * throws when it cannot be opened. See https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists
 */
export async function* watchMetadata(
  client: Client,
  resource: ServedResource,
  signal: AbortSignal,
): AsyncIterable<MetadataEvent> {
  const { group, version, plural } = resource;
  const prefix = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const query = {
    watch: "true",
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: "true",
  };
  const response = await client.raw({ path: `${prefix}/${plural}`, query, headers: { accept: PARTIAL }, signal });
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = line === "" ? undefined : eventOf(JSON.parse(line) as RawEvent);
      if (event === "ended") return;
      if (event !== undefined) yield event;
    }
  }
}

const PARTIAL = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

interface RawEvent {
  readonly type: string;
  readonly object: { readonly metadata?: ObjectMeta };
}

/** `ended` for an ERROR: the watch is begun anew, which is right for every reason. */
function eventOf({ type, object }: RawEvent): MetadataEvent | "ended" | undefined {
  const { metadata = {} } = object;
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return { type: "put", metadata };
    case "DELETED":
      return { type: "delete", metadata };
    case "BOOKMARK":
      return metadata.annotations?.["k8s.io/initial-events-end"] === "true" ? { type: "synced" } : undefined;
    default:
      return "ended";
  }
}
