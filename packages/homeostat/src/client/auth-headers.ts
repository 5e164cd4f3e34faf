import type { ClusterConfig, Credentials, Impersonation } from "#kubeconfig/cluster-config.ts";

/** Headers; several values of one name are an array. */
export type AuthHeaders = Readonly<Record<string, string | string[]>>;

/** The `authorization` header, where something else than a client certificate says who we are. */
export function authorizationHeaders(config: ClusterConfig, credentials: Credentials): AuthHeaders {
  if (credentials.token !== undefined) return { authorization: `Bearer ${credentials.token}` };
  if (config.username === undefined) return NONE;
  const basic = Buffer.from(`${config.username}:${config.password ?? ""}`).toString("base64");
  return { authorization: `Basic ${basic}` };
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
export function impersonationHeaders(impersonate: Impersonation | undefined): AuthHeaders {
  if (impersonate === undefined) return NONE;
  const { user, uid, groups = [], extra = {} } = impersonate;
  const headers: Record<string, string | string[]> = { "Impersonate-User": user };
  if (uid !== undefined) headers["Impersonate-Uid"] = uid;
  if (groups.length > 0) headers["Impersonate-Group"] = [...groups];
  for (const [key, values] of Object.entries(extra)) {
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = [...values];
  }
  return headers;
}

const NONE: AuthHeaders = {};
