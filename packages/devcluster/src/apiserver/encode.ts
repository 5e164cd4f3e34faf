import type { HttpResponse } from "homeostat/internal/http/handler.ts";
import { StatusError, type Status } from "#status/status-error.ts";
import type { Column } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import type { MetaForm, Representation } from "./negotiation.ts";
import { apiVersionOf, bodyJson, bodyText, knownBodyJson, objectHead } from "./object-json.ts";
import { includeObjectOf, partialMetadata, tableOf } from "./table.ts";
import { yamlText } from "./yaml-text.ts";

/** A handler's outcome as the response that the client accepts. */
export function encodeOutcome(
  request: ResourceRequest,
  outcome: Outcome,
  representation: Representation,
): HttpResponse {
  const { object, code, stored } = outcome;
  if (isStatus(object)) return encodeValue(code, object, representation);
  if (representation.as !== undefined)
    return encodeValue(code, viewOf(request, object, representation.as), representation);
  if (stored !== undefined && representation.format === "json" && !representation.pretty) {
    const head = objectHead(request.resource.kind, apiVersionOf(request));
    // What is read is read again. What was written may never be, unless a watch has it already.
    const body = request.info.verb === "get" ? bodyJson(stored, request) : knownBodyJson(stored, request);
    if (body === undefined) return jsonResponse(code, `${head}${bodyText(object)}\n`);
    return jsonResponse(code, Buffer.concat([Buffer.from(head), body, newline]));
  }
  return encodeValue(code, object, representation);
}

/** Any value as JSON or YAML. */
export function encodeValue(code: number, value: unknown, { format, pretty }: Representation): HttpResponse {
  if (format === "yaml")
    return { status: code, headers: { "content-type": "application/yaml" }, body: yamlText(value) };
  return jsonResponse(code, pretty ? JSON.stringify(value, undefined, 2) : `${JSON.stringify(value)}\n`);
}

/** An error as its Status. */
export function encodeError(error: StatusError, representation: Representation): HttpResponse {
  const response = encodeValue(error.code, error.toStatus(), {
    format: representation.format,
    pretty: representation.pretty,
  });
  const seconds = error.details?.retryAfterSeconds;
  if (seconds === undefined) return response;
  return { ...response, headers: { ...response.headers, "retry-after": String(seconds) } };
}

/** 406: the client wants a list's view of one object, or the other way round. */
export function wrongForm(request: ResourceRequest, as: MetaForm, isList: boolean): StatusError {
  const what = isList ? "is a list" : "is not a list";
  const { resource } = request;
  const suffix = isList ? "List" : "";
  const type = resource.custom
    ? `*unstructured.Unstructured${suffix}`
    : `*${goPackage(resource.group)}.${isList ? resource.listKind : resource.kind}`;
  return new StatusError(406, "NotAcceptable", `you requested ${as.kind}, but the requested object ${what} (${type})`);
}

function jsonResponse(status: number, body: string | Uint8Array): HttpResponse {
  return { status, headers: { "content-type": "application/json" }, body };
}

function isStatus(object: ApiObject | Status): object is Status {
  return object.kind === "Status" && object.apiVersion === "v1";
}

function viewOf(request: ResourceRequest, object: ApiObject, as: MetaForm): unknown {
  const items = itemsOf(object);
  if (as.kind === "Table") {
    const { resourceVersion, ...rest } = listMetadata(object);
    return tableOf(items ?? [object], withOwnColumns(request, object), {
      version: as.version,
      includeObject: includeObjectOf(request.query),
      nowMs: request.context.clock.now(),
      metadata: { ...(resourceVersion === undefined ? {} : { resourceVersion }), ...(items === undefined ? {} : rest) },
    });
  }
  if ((items !== undefined) !== (as.kind === "PartialObjectMetadataList"))
    throw wrongForm(request, as, items !== undefined);
  if (items === undefined) return partialMetadata(object, as.version);
  return {
    kind: as.kind,
    apiVersion: `meta.k8s.io/${as.version}`,
    metadata: listMetadata(object),
    items: items.map((item) => partialMetadata(item, as.version)),
  };
}

function itemsOf(object: ApiObject): readonly ApiObject[] | undefined {
  const items = object["items"];
  return Array.isArray(items) && object.metadata.name === undefined ? (items as readonly ApiObject[]) : undefined;
}

function listMetadata(object: ApiObject): { readonly resourceVersion?: unknown; readonly [field: string]: unknown } {
  const { resourceVersion, ...rest } = object.metadata as Readonly<Record<string, unknown>>;
  const { continue: token, remainingItemCount } = rest;
  return {
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(token === undefined || token === "" ? {} : { continue: token }),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  };
}

/** A subresource's body (Scale, Eviction…) has columns of its own. */
function withOwnColumns(request: ResourceRequest, object: ApiObject): ResourceRequest {
  if (object.kind === request.resource.kind || object.kind === request.resource.listKind) return request;
  const columns = object.kind === "Scale" ? scaleColumns : [ageColumn];
  return {
    ...request,
    resource: { ...request.resource, custom: true },
    version: { ...request.version, columns },
  };
}

const ageColumn: Column = {
  name: "Age",
  type: "date",
  format: "",
  description: "How long ago the object was created.",
  priority: 0,
  cell: (object) => object.metadata.creationTimestamp,
};

const scaleColumns: readonly Column[] = [
  {
    name: "Desired",
    type: "integer",
    format: "",
    description: "Wanted replicas.",
    priority: 0,
    cell: (object) => numberAt(object["spec"], "replicas"),
  },
  {
    name: "Available",
    type: "integer",
    format: "",
    description: "Observed replicas.",
    priority: 0,
    cell: (object) => numberAt(object["status"], "replicas"),
  },
  ageColumn,
];

function numberAt(part: unknown, field: string): number {
  const value =
    typeof part === "object" && part !== null ? (part as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === "number" ? value : 0;
}

function goPackage(group: string): string {
  return group === "" ? "core" : (group.split(".")[0] ?? group);
}

const newline = Buffer.from("\n");
