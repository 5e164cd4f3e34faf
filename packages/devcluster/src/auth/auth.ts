import type { HttpRequest } from "homeostat/internal/http/handler.ts";

/** Who sends a request. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Finds out who sends a request: client certificate, bearer token, anonymous; then impersonation. Throws `StatusError` 401 or 403. */
export interface Authenticator {
  authenticate(request: HttpRequest): Promise<UserInfo>;
}

/** What is asked of an authorizer. */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  /** Undefined: a resource request. */
  readonly path?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** The binding and role that allow it, as the real RBAC authorizer words it; empty when denied. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
}
