import { parseFieldSelector, SelectorError } from "homeostat/internal/meta/selector.ts";
import type { RequestInfo } from "./context.ts";
import { badRequest } from "./errors.ts";

/**
 * Reads from method and URL what a request asks for, by the rules of the real server: they decide what RBAC is asked.
 * A list or watch with the field selector `metadata.name=x` has that name. Throws 400 when the path cannot be decoded.
 */
export function parseRequestInfo(method: string, url: string): RequestInfo {
  const path = pathOf(url);
  const parts = partsOf(path);
  const nonResource: RequestInfo = {
    isResourceRequest: false,
    path,
    verb: method.toLowerCase(),
    group: "",
    version: "",
    namespace: "",
    resource: "",
    subresource: "",
    name: "",
  };
  const [prefix = ""] = parts;
  if (parts.length < 3 || (prefix !== "api" && prefix !== "apis")) return nonResource;
  if (prefix === "apis" && parts.length < 4) return nonResource;
  const group = prefix === "apis" ? (parts[1] ?? "") : "";
  const [version = "", ...rest] = parts.slice(prefix === "apis" ? 2 : 1);
  const request = { ...nonResource, isResourceRequest: true, group, version, ...targetOf(method, rest) };
  return withCollectionVerb(request, queryOf(url));
}

/** The query part of a URL. */
export function queryOf(url: string): URLSearchParams {
  const mark = url.indexOf("?");
  return mark < 0 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1));
}

/** Shared: nobody changes a query. */
const NO_QUERY = new URLSearchParams();

/** `watch=1`, `watch=true`, and anything else but `0` and `false`. */
export function isTrueParameter(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

interface Target {
  readonly verb: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** Subresources of a Namespace, where others would be resources within it. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

const VERBS: ReadonlyMap<string, string> = new Map([
  ["POST", "create"],
  ["GET", "get"],
  ["HEAD", "get"],
  ["PUT", "update"],
  ["PATCH", "patch"],
  ["DELETE", "delete"],
]);

function targetOf(method: string, parts: readonly string[]): Target {
  let verb = VERBS.get(method) ?? "";
  let rest = parts;
  // The deprecated form /api/v1/watch/namespaces/default/pods.
  if (rest[0] === "watch" && rest.length > 1) {
    verb = "watch";
    rest = rest.slice(1);
  }
  let namespace = "";
  if (rest[0] === "namespaces") {
    namespace = rest[1] ?? "";
    if (rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2] ?? "")) rest = rest.slice(2);
  }
  const [resource = "", name = "", subresource = ""] = rest;
  return { verb, namespace, resource, subresource, name };
}

function withCollectionVerb(request: RequestInfo, query: URLSearchParams): RequestInfo {
  if (request.name !== "") return request;
  if (request.verb === "delete") return { ...request, verb: "deletecollection" };
  if (request.verb === "watch") return request;
  if (request.verb !== "get") return request;
  const verb = isTrueParameter(query.get("watch")) ? "watch" : "list";
  return { ...request, verb, name: nameOfSelector(query.get("fieldSelector") ?? "") };
}

/** The name that a field selector asks for, when it can be a name. */
function nameOfSelector(fieldSelector: string): string {
  if (!fieldSelector.includes("metadata.name")) return "";
  try {
    const term = parseFieldSelector(fieldSelector).find((one) => one.field === "metadata.name" && one.operator === "=");
    const name = term?.value ?? "";
    return pathSegmentProblem(name) === undefined ? name : "";
  } catch (error) {
    // The list handler reports it.
    if (error instanceof SelectorError) return "";
    throw error;
  }
}

/** What is wrong with a name in a path; undefined when nothing is. */
export function pathSegmentProblem(name: string): string | undefined {
  if (name === "." || name === "..") return `may not be '${name}'`;
  const found = ["/", "%"].find((one) => name.includes(one));
  return found === undefined ? undefined : `may not contain '${found}'`;
}

function pathOf(url: string): string {
  const mark = url.indexOf("?");
  const raw = mark < 0 ? url : url.slice(0, mark);
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw badRequest(`cannot decode the path ${JSON.stringify(raw)}: invalid URL escape`);
  }
}

/** Leading and trailing slashes do not count; one in the middle makes an empty part. */
function partsOf(path: string): readonly string[] {
  const parts = path.split("/");
  let [from, to] = [0, parts.length];
  while (from < to && parts[from] === "") from++;
  while (to > from && parts[to - 1] === "") to--;
  return parts.slice(from, to);
}
