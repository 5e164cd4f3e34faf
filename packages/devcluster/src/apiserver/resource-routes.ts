import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import { extend } from "homeostat/internal/std/extend.ts";
import type { UserInfo } from "#auth/auth.ts";
import { versionOf } from "#resources/registry.ts";
import type { Resource, Subresource } from "#resources/resource.ts";
import type { ApiServerContext, Outcome, RequestInfo, ResourceRequest } from "./context.ts";
import { createObject } from "./create.ts";
import { deleteCollection } from "./delete-collection.ts";
import { deleteObject } from "./delete.ts";
import { encodeOutcome } from "./encode.ts";
import { methodNotAllowed, methodNotSupported, notFound, notImplemented, unknownResource } from "./errors.ts";
import { getScale } from "./get-scale.ts";
import { getObject } from "./get.ts";
import { listObjects } from "./list.ts";
import { negotiate, type Representation } from "./negotiation.ts";
import { pageNotFound } from "./non-resource.ts";
import { patchObject } from "./patch-handler.ts";
import { updateObject } from "./update.ts";
import { watchObjects } from "./watch.ts";

/** A request for a resource, before it is known whether there is such a resource. */
export interface UnroutedRequest {
  readonly context: ApiServerContext;
  readonly http: HttpRequest;
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  warn(text: string): void;
}

/** Finds the resource and the handler of a request, and answers. Throws 404 for what is not served, 405 for its methods. */
export async function answerResource(unrouted: UnroutedRequest): Promise<HttpResponse> {
  const request = route(unrouted);
  if (request === undefined) return pageNotFound();
  if (request.version.deprecationWarning !== undefined) request.warn(request.version.deprecationWarning);
  const { info } = request;
  const special = request.context.special.get(
    `${info.group}/${info.resource}${info.subresource === "" ? "" : `/${info.subresource}`}`,
  );
  if (special === undefined && info.subresource === "") {
    if (info.verb === "list") return listObjects(request);
    if (info.verb === "watch") return watchObjects(request);
  }
  // Before anything is changed: a client that cannot read the answer must not have written. A special read (logs) may
  // answer in a type of its own.
  const chosen = special !== undefined && info.verb === "get" ? undefined : representationFor(request);
  const answer = await (special ?? handlerOf(request))(request);
  return "status" in answer ? answer : encodeOutcome(request, answer, chosen ?? representationFor(request));
}

function representationFor({ http, resource }: ResourceRequest): Representation {
  return negotiate(http, { custom: resource.custom });
}

type Handler = (request: ResourceRequest) => Promise<Outcome>;

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["get", getObject],
  ["create", createObject],
  ["update", updateObject],
  ["patch", patchObject],
  ["delete", deleteObject],
  ["deletecollection", deleteCollection],
]);

/** Subresources that the generic handlers know how to read and write. */
const GENERIC_SUBRESOURCES: ReadonlySet<string> = new Set([
  "status",
  "scale",
  "approval",
  "finalize",
  "ephemeralcontainers",
  "resize",
]);

function handlerOf({ info, resource }: ResourceRequest): Handler {
  const handler = info.verb === "get" && info.subresource === "scale" ? getScale : HANDLERS.get(info.verb);
  const isGeneric = info.subresource === "" || GENERIC_SUBRESOURCES.has(info.subresource);
  if (handler === undefined || !isGeneric)
    throw notImplemented(`${info.verb} of ${resource.resource}/${info.subresource}`);
  return handler;
}

/** Undefined: what the real server's HTTP router does not know at all. */
function route(unrouted: UnroutedRequest): ResourceRequest | undefined {
  const { info, context } = unrouted;
  const resource = context.registry.find(info.group, info.resource);
  const version = resource === undefined ? undefined : versionOf(resource, info.version);
  if (resource === undefined || version === undefined || !fitsScope(resource, info)) {
    if (isBuiltinGroup(context, info.group)) throw unknownResource();
    return undefined;
  }
  const subresource = subresourceOf(resource, info);
  checkMethod(unrouted, resource, subresource);
  return extend(unrouted, { resource, version, subresource });
}

function isBuiltinGroup({ registry }: ApiServerContext, group: string): boolean {
  return group === "" || registry.list().some((resource) => resource.group === group && !resource.custom);
}

/** One object of a namespaced resource is in a namespace; a resource of the cluster is in none. */
function fitsScope(resource: Resource, { namespace, name, verb, resource: plural }: RequestInfo): boolean {
  if (!resource.namespaced) return namespace === "" || (plural === "namespaces" && resource.group === "");
  const isCollection = verb === "list" || verb === "watch" || verb === "deletecollection";
  return namespace !== "" || isCollection || name === "";
}

function subresourceOf(resource: Resource, { subresource, name }: RequestInfo): Subresource | undefined {
  if (subresource === "") return undefined;
  const found = resource.subresources.find((one) => one.name === subresource);
  if (found === undefined) throw resource.custom ? notFound(resource, name) : unknownResource();
  return found;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

function checkMethod({ http, info }: UnroutedRequest, resource: Resource, subresource: Subresource | undefined): void {
  if (!METHODS.has(http.method)) throw methodNotAllowed();
  const verbs = subresource?.verbs ?? resource.verbs;
  if (!verbs.includes(info.verb)) {
    throw resource.custom ? methodNotSupported(resource, info.verb) : methodNotAllowed();
  }
  if (subresource !== undefined) return;
  const needsName = info.verb === "update" || info.verb === "patch";
  if ((needsName && info.name === "") || (info.verb === "create" && info.name !== "")) throw methodNotAllowed();
  // Only reading goes over all namespaces.
  if ((info.verb === "create" || info.verb === "deletecollection") && resource.namespaced && info.namespace === "")
    throw methodNotAllowed();
}
