import type { Attributes } from "#auth/auth.ts";
import { StatusError, type StatusDetails } from "#status/status-error.ts";

/** A resource by group and plural name; a `Resource` is one. */
export interface QualifiedResource {
  readonly group: string;
  readonly resource: string;
}

/** `widgets.demo.example.com`, or `pods` for the core group. */
function qualifiedName(resource: QualifiedResource): string {
  return resource.group === "" ? resource.resource : `${resource.resource}.${resource.group}`;
}

/** 404: there is no object of that name. */
export function notFound(resource: QualifiedResource, name: string): StatusError {
  const message = `${qualifiedName(resource)} ${JSON.stringify(name)} not found`;
  return new StatusError(404, "NotFound", message, { details: detailsOf(resource, name) });
}

/** 404: the server does not know this resource, subresource or version. */
export function unknownResource(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", { details: {} });
}

/** 409: there is an object of that name. */
export function alreadyExists(resource: QualifiedResource, name: string): StatusError {
  const message = `${qualifiedName(resource)} ${JSON.stringify(name)} already exists`;
  return new StatusError(409, "AlreadyExists", message, { details: detailsOf(resource, name) });
}

/** 409: the object is not as the client believes; `detail` says in what. */
export function conflict(resource: QualifiedResource, name: string, detail: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedName(resource)} ${JSON.stringify(name)}: ${detail}`;
  return new StatusError(409, "Conflict", message, { details: detailsOf(resource, name) });
}

/** 400 without details. */
export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/** 403 for a request that the authorizer denies; `reason` is what it says about it. */
export function forbidden(attributes: Attributes, reason: string = ""): StatusError {
  const user = JSON.stringify(attributes.user.username);
  const tail = reason === "" ? "" : `: ${reason}`;
  if (attributes.path !== undefined) {
    const message = `forbidden: User ${user} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}${tail}`;
    return new StatusError(403, "Forbidden", message, { details: {} });
  }
  const { group = "", resource = "", subresource = "", namespace = "", name = "", verb } = attributes;
  const subject = qualifiedName({ group, resource }) + (name === "" ? "" : ` ${JSON.stringify(name)}`);
  const what = JSON.stringify(subresource === "" ? resource : `${resource}/${subresource}`);
  const where = namespace === "" ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  const message = `${subject} is forbidden: User ${user} cannot ${verb} resource ${what} in API group ${JSON.stringify(group)} ${where}${tail}`;
  return new StatusError(403, "Forbidden", message, { details: detailsOf({ group, resource }, name) });
}

/** 405: the path does not know this method. */
export function methodNotAllowed(): StatusError {
  return new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {
    details: {},
  });
}

/** 405 as custom resources word it. */
export function methodNotSupported(resource: QualifiedResource, verb: string): StatusError {
  const message = `${verb} is not supported on resources of kind ${JSON.stringify(qualifiedName(resource))}`;
  return new StatusError(405, "MethodNotAllowed", message, { details: detailsOf(resource, "") });
}

/** 406: none of the types that the client accepts is served here. */
export function notAcceptable(available: readonly string[]): StatusError {
  const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`;
  return new StatusError(406, "NotAcceptable", message, { details: {} });
}

/** 406: the media type fits, but not with these parameters. */
export function notAcceptableForm(available: readonly string[]): StatusError {
  return new StatusError(406, "NotAcceptable", `only the following media types are accepted: ${available.join(", ")}`);
}

/** 415: the body is in a format that cannot be read here. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new StatusError(415, "UnsupportedMediaType", message);
}

/** 500 with a cause. */
export function internalError(detail: string): StatusError {
  return new StatusError(500, "InternalError", `Internal error occurred: ${detail}`, {
    details: { causes: [{ message: detail }] },
  });
}

/** 501: the real server does this, the devcluster does not. */
export function notImplemented(what: string): StatusError {
  return new StatusError(501, "", `${what} is not implemented by the devcluster`);
}

/** 504: the client asks for a revision that is not there yet. */
export function tooLargeResourceVersion(wanted: number, current: number): StatusError {
  return new StatusError(504, "Timeout", `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}

/** 410: history does not reach back that far. */
export function expired(message: string, metadata: Readonly<Record<string, unknown>> = {}): StatusError {
  return new StatusError(410, "Expired", message, { metadata });
}

function detailsOf(resource: QualifiedResource, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.resource,
  };
}
