import type { HttpHandler, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { ServiceAccountTokens } from "#auth/service-account-tokens.ts";
import { textOf } from "./negotiation.ts";

/**
 * What others need to check service account tokens: the OpenID configuration of their issuer, and its public keys.
 * See https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 */
export function issuerDiscovery(tokens: ServiceAccountTokens): ReadonlyMap<string, HttpHandler> {
  return new Map<string, HttpHandler>([
    [
      "/.well-known/openid-configuration",
      ({ headers }) =>
        json("application/json", {
          issuer: tokens.issuer,
          jwks_uri: `https://${textOf(headers["host"]) || "kubernetes.default.svc"}/openid/v1/jwks`,
          response_types_supported: ["id_token"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: [tokens.algorithm],
        }),
    ],
    ["/openid/v1/jwks", () => json("application/jwk-set+json", { keys: [tokens.publicKeyJwk] })],
  ]);
}

function json(contentType: string, value: object): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": contentType, "cache-control": "public, max-age=3600" },
    body: JSON.stringify(value),
  };
}
