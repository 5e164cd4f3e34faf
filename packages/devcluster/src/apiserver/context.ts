import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { Logger } from "homeostat/internal/observe/logger.ts";
import type { Clock } from "homeostat/internal/std/clock.ts";
import type { Random } from "homeostat/internal/std/random.ts";
import type { AdmissionPlugin } from "#admission/admission.ts";
import type { Authenticator, Authorizer, UserInfo } from "#auth/auth.ts";
import type { Registry } from "#resources/registry.ts";
import type { Resource, ResourceVersion, Subresource } from "#resources/resource.ts";
import type { Status } from "#status/status-error.ts";
import type { ApiObject, Store, Stored } from "#storage/store.ts";

/** Everything that the handlers of the API server share. */
export interface ApiServerContext {
  readonly store: Store;
  readonly registry: Registry;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** In the order in which they run. */
  readonly admission: readonly AdmissionPlugin[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Answers requests that have no storage: reviews, tokens, logs… By `group/resource[/subresource]`, before the generic handlers. */
  readonly special: ReadonlyMap<string, SpecialHandler>;
}

/** What the URL and the method ask for (as `k8s.io/apiserver` calls it). */
export interface RequestInfo {
  readonly isResourceRequest: boolean;
  /** Path without query. */
  readonly path: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; lower-case method otherwise. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** A request for a resource after authentication, authorization and routing. */
export interface ResourceRequest {
  readonly context: ApiServerContext;
  readonly http: HttpRequest;
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly version: ResourceVersion;
  readonly subresource: Subresource | undefined;
  /** Adds a `Warning: 299` header to the answer; the same text once. */
  warn(text: string): void;
}

/** What a handler answers with, before it is encoded in the form that the client accepts. */
export interface Outcome {
  readonly code: number;
  /** In the request's version; a Status is encoded as it is. */
  readonly object: ApiObject | Status;
  /** The stored version that `object` is, when it is one: its encoding is then shared with lists and watches. */
  readonly stored?: Stored;
}

/** Answers one path by itself: with an object to encode (`code`), or with a finished response (`status`), for logs. */
export type SpecialHandler = (request: ResourceRequest) => Promise<Outcome | HttpResponse>;
