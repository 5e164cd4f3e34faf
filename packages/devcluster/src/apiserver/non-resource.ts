import type { HttpHandler, HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { ApiServerContext, RequestInfo } from "./context.ts";
import { createDiscoveryEndpoints } from "./discovery-endpoints.ts";
import { encodeValue } from "./encode.ts";
import { methodNotAllowed } from "./errors.ts";
import { healthPaths, healthResponse } from "./health.ts";
import { createOpenApiEndpoints } from "./openapi.ts";
import { queryOf } from "./request-info.ts";
import { versionBody, type VersionInfo } from "./version.ts";

/** Options of `createNonResource`. */
export interface NonResourceOptions {
  readonly version: VersionInfo;
  /** Paths that others answer: `/metrics`, `/openid/v1/jwks`… */
  readonly paths: ReadonlyMap<string, HttpHandler>;
}

/** Answers what is not a resource: discovery, OpenAPI, health, version, the list of paths; else `404 page not found`. */
export function createNonResource(
  context: ApiServerContext,
  { version, paths }: NonResourceOptions,
): (http: HttpRequest, info: RequestInfo) => HttpResponse | Promise<HttpResponse> {
  const discovery = createDiscoveryEndpoints(context.registry);
  const openApi = createOpenApiEndpoints(context.registry, version);
  const rootPaths = (): readonly string[] =>
    [...discovery.paths(), ...healthPaths(), ...paths.keys(), "/openapi/v2", "/openapi/v3", "/version"].sort();

  return (http, { path }) => {
    const handler = paths.get(path);
    if (handler !== undefined) return handler(http);
    if (path === "/") return encodeValue(200, { paths: rootPaths() }, { format: "json", pretty: true });
    if (path === "/version" || path === "/version/") {
      if (http.method !== "GET") throw methodNotAllowed();
      return encodeValue(200, versionBody(version), { format: "json", pretty: true });
    }
    return (
      healthResponse(path, queryOf(http.url)) ??
      discovery.answer(http, path) ??
      openApi.answer(http, path) ??
      pageNotFound()
    );
  };
}

/** What the real server answers where nothing of Kubernetes is. */
export function pageNotFound(): HttpResponse {
  return {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    body: "404 page not found\n",
  };
}
