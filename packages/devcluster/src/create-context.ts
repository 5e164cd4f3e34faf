import type { Logger } from "homeostat/internal/observe/logger.ts";
import type { Clock } from "homeostat/internal/std/clock.ts";
import type { Random } from "homeostat/internal/std/random.ts";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { admissionPlugins } from "#admission/admission-plugins.ts";
import type { ApiServerOptions } from "#apiserver/api-server.ts";
import type { SpecialHandler } from "#apiserver/context.ts";
import { issuerDiscovery } from "#apiserver/issuer-discovery.ts";
import { podHandlers } from "#apiserver/pod-handlers.ts";
import { reviewHandlers } from "#apiserver/reviews.ts";
import { tokenRequestHandler } from "#apiserver/token-request.ts";
import { ADMIN, ANONYMOUS, createAuthenticator } from "#auth/authenticator.ts";
import { createRbacAuthorizer } from "#auth/rbac.ts";
import { createServiceAccountTokens } from "#auth/service-account-tokens.ts";
import { bootstrapObjects } from "#resources/bootstrap-objects.ts";
import { builtinResourceList } from "#resources/builtin-resources.ts";
import { createRegistry, type Registry } from "#resources/registry.ts";
import { createStore } from "#storage/create-store.ts";
import type { Store } from "#storage/store.ts";

/** Puts the API server's parts together: a store with what a fresh server holds, the built-in kinds, authentication and RBAC. */
export function createContext(options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Requests without credentials are the administrator's. */
  readonly everybodyIsAdmin: boolean;
  readonly special: ReadonlyMap<string, SpecialHandler>;
  /** @default "https://kubernetes.default.svc.cluster.local" */
  readonly serviceAccountIssuer?: string | undefined;
}): ApiServerOptions {
  const { clock, random, log, everybodyIsAdmin, special } = options;
  const issuer = options.serviceAccountIssuer ?? "https://kubernetes.default.svc.cluster.local";
  const store = createStore({ clock });
  const registry = createRegistry(builtinResourceList());
  storeBootstrapObjects(store, registry, { clock, random });
  const authorizer = createRbacAuthorizer(store);
  const tokens = createServiceAccountTokens({ store, clock, random, issuer });
  return {
    store,
    registry,
    authorizer,
    authenticator: createAuthenticator({
      authorizer,
      tokens: [(token) => tokens.check(token).user],
      withoutCredentials: everybodyIsAdmin ? ADMIN : ANONYMOUS,
    }),
    admission: admissionPlugins({ store, registry, authorizer }),
    clock,
    random,
    log,
    nonResourcePaths: issuerDiscovery(tokens),
    special: new Map([
      ...reviewHandlers({ authorizer, tokens }),
      ["/serviceaccounts/token", tokenRequestHandler(tokens)] as const,
      ...podHandlers(),
      ...special,
    ]),
  };
}

/** Stores them as the server's own, without the detour over requests: they are known to be valid. */
function storeBootstrapObjects(
  store: Store,
  registry: Registry,
  stamp: { readonly clock: Clock; readonly random: Random },
): void {
  const creationTimestamp = formatTime(stamp.clock.now());
  for (const object of bootstrapObjects()) {
    const [group = "", kind = ""] = [
      (object.apiVersion ?? "").includes("/") ? (object.apiVersion ?? "").split("/")[0] : "",
      object.kind,
    ];
    const resource = registry.findKind(group, kind);
    if (resource === undefined) continue;
    const { namespace, name = "" } = object.metadata;
    store.table(resource.table).create(namespace === undefined ? name : `${namespace}/${name}`, {
      ...object,
      metadata: { ...object.metadata, uid: stamp.random.uuid(), creationTimestamp },
    });
  }
}
