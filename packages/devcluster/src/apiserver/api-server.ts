import type { HttpHandler, HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { Attributes, UserInfo } from "#auth/auth.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiServerContext, RequestInfo } from "./context.ts";
import { encodeError } from "./encode.ts";
import { badRequest, forbidden, internalError } from "./errors.ts";
import { negotiateError, textOf } from "./negotiation.ts";
import { createFlowControl } from "./flow-control.ts";
import { createServerMetrics } from "./metrics.ts";
import { createNonResource } from "./non-resource.ts";
import { parseRequestInfo, queryOf } from "./request-info.ts";
import { answerResource } from "./resource-routes.ts";
import { finishResponse } from "./finish-response.ts";
import { defaultVersion, type VersionInfo } from "./version.ts";

/** What `createApiServer` needs: the shared context, and what may be added to it. */
export interface ApiServerOptions extends ApiServerContext {
  /** Shown by `GET /version`. Default: the Kubernetes release whose API this is. */
  readonly version?: VersionInfo;
  /** Answers for paths that are no resources, such as `/metrics`. They are authorized like the others. */
  readonly nonResourcePaths?: ReadonlyMap<string, HttpHandler>;
}

/**
 * The Kubernetes API over a store: authenticates, authorizes, routes, and encodes the answer or the error.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export function createApiServer(options: ApiServerOptions): { readonly handler: HttpHandler } {
  const { version = defaultVersion, nonResourcePaths = new Map() } = options;
  const metrics = createServerMetrics(options);
  const flowOf = createFlowControl(options.store);
  const paths = new Map([...metrics.paths, ...nonResourcePaths]);
  const answerOther = createNonResource(options, { version, paths });

  const answer = async (http: HttpRequest, info: RequestInfo, noted: Noted): Promise<HttpResponse> => {
    const user = await options.authenticator.authenticate(http);
    noted.flow = flowOf(user, info);
    authorize(options, http, { user, info });
    if (!info.isResourceRequest) return answerOther(http, info);
    return answerResource({
      context: options,
      http,
      info,
      user,
      query: queryOf(http.url),
      warn: (text) => addOnce(noted.warnings, text),
    });
  };
  return {
    async handler(http) {
      const noted: Noted = { warnings: [], flow: {} };
      let info: RequestInfo | undefined;
      const auditId = textOf(http.headers["audit-id"]) || options.random.uuid();
      let response: HttpResponse;
      try {
        info = parseRequestInfo(http.method, http.url);
        response = await answer(http, info, noted);
      } catch (error) {
        response = encodeError(statusErrorOf(error, options, http), negotiateError(http));
      }
      if (info !== undefined) metrics.answered(http.method, info, response.status);
      return finishResponse(http, response, { auditId, ...noted });
    },
  };
}

/** What the answer says beside its body. */
interface Noted {
  readonly warnings: string[];
  /** Headers of priority and fairness. */
  flow: Readonly<Record<string, string>>;
}

function authorize(
  { authorizer }: ApiServerContext,
  http: HttpRequest,
  who: { readonly user: UserInfo; readonly info: RequestInfo },
): void {
  const attributes = attributesOf(http, who);
  const decision = authorizer.authorize(attributes);
  if (!decision.allowed) throw forbidden(attributes, decision.reason);
}

function attributesOf(
  http: HttpRequest,
  { user, info }: { readonly user: UserInfo; readonly info: RequestInfo },
): Attributes {
  const { verb, path, group, version, resource, subresource, namespace, name } = info;
  if (!info.isResourceRequest) return { user, verb, path };
  const query = queryOf(http.url);
  const [fieldSelector, labelSelector] = [query.get("fieldSelector"), query.get("labelSelector")];
  return {
    user,
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
    ...(fieldSelector === null ? {} : { fieldSelector }),
    ...(labelSelector === null ? {} : { labelSelector }),
  };
}

/** What a thrown value is for the client: anything unexpected is our bug, logged and told as an internal error. */
function statusErrorOf(error: unknown, { log }: ApiServerContext, http: HttpRequest): StatusError {
  if (error instanceof StatusError) return error;
  if (http.signal.aborted) return badRequest("the request was given up by the client");
  log.error(error, "a request failed unexpectedly", { method: http.method, path: queryless(http.url) });
  return internalError(error instanceof Error ? error.message : String(error));
}

function queryless(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

function addOnce(warnings: string[], text: string): void {
  if (!warnings.includes(text)) warnings.push(text);
}
