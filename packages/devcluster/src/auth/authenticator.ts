import type { HttpRequest } from "homeostat/internal/http/handler.ts";
import { StatusError } from "#status/status-error.ts";
import type { Authenticator, Authorizer, UserInfo } from "./auth.ts";
import { impersonated } from "./impersonation.ts";

/** What the authenticator believes. */
export interface AuthenticatorOptions {
  readonly authorizer: Authorizer;
  /** Checks a bearer token; undefined: not valid. Tried in order. */
  readonly tokens: readonly ((token: string) => UserInfo | undefined)[];
  /** Who a request without credentials is: `system:anonymous`, or the admin where there is no TLS. */
  readonly withoutCredentials: UserInfo;
}

/** A user who did not say who he is. */
export const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };

/** The administrator: every right, not subject to RBAC. */
export const ADMIN: UserInfo = { username: "admin", groups: ["system:masters", "system:authenticated"] };

/** Authenticates by client certificate, then bearer token, then as without credentials; then applies impersonation headers. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return {
    authenticate(request) {
      const user = identify(request, options);
      return Promise.resolve(impersonated(user, request.headers, options.authorizer));
    },
  };
}

function identify(request: HttpRequest, options: AuthenticatorOptions): UserInfo {
  const { peer } = request;
  if (peer !== undefined) {
    return {
      username: peer.commonName,
      groups: [...peer.organizations, "system:authenticated"],
      ...(peer.fingerprint === undefined
        ? {}
        : { extra: { "authentication.kubernetes.io/credential-id": [`X509SHA256=${peer.fingerprint}`] } }),
    };
  }
  const token = bearerToken(request);
  if (token === undefined) return options.withoutCredentials;
  for (const check of options.tokens) {
    const user = check(token);
    if (user !== undefined) return { ...user, groups: [...user.groups, "system:authenticated"] };
  }
  throw new StatusError(401, "Unauthorized", "Unauthorized");
}

function bearerToken(request: HttpRequest): string | undefined {
  const header = request.headers["authorization"];
  if (typeof header !== "string") return undefined;
  const match = /^bearer +(\S+)$/i.exec(header.trim());
  return match?.[1];
}
