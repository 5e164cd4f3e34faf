import type { Clock } from "#std/clock.ts";
import type { ClusterConfig, CredentialProvider, Impersonation } from "./cluster-config.ts";
import { createExecCredentials } from "./exec-credentials.ts";
import { type Kubeconfig, type KubeconfigCluster, KubeconfigError, type KubeconfigUser } from "./kubeconfig.ts";
import type { Machine } from "./machine.ts";
import { createPemReader, type PemReader } from "./pem-reader.ts";
import { createTokenFile } from "./token-file.ts";

/** What a context is resolved with. */
export interface ResolveOptions {
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
  readonly machine: Machine;
  readonly clock: Clock;
  /** File or files that the kubeconfig was read from, for errors. */
  readonly origin: string;
}

/** Makes a context of a kubeconfig into where to go and who to be, reading the files that it points to. */
export async function resolveContext(kubeconfig: Kubeconfig, options: ResolveOptions): Promise<ClusterConfig> {
  const { origin, machine, clock } = options;
  const name = options.context ?? kubeconfig["current-context"] ?? "";
  const { context } = pick(kubeconfig.contexts, name, { what: "context", origin });
  const clusterName = context.cluster ?? "";
  const { cluster } = pick(kubeconfig.clusters, clusterName, { what: "cluster", origin, from: `context "${name}"` });
  const user =
    context.user === undefined || context.user === ""
      ? {}
      : pick(kubeconfig.users, context.user, { what: "user", origin, from: `context "${name}"` }).user;

  const pem = createPemReader(machine, origin);
  const ca = await caOf(cluster, { clusterName, pem, origin });
  const certificate = await pem(user, "client-certificate", `user "${context.user}"`);
  const key = await pem(user, "client-key", `user "${context.user}"`);
  const credentials = providerOf(user, { machine, clock, origin, cluster, ca, userName: context.user ?? "" });
  return {
    origin,
    server: serverOf(cluster, clusterName, origin),
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { clientCertificate: certificate }),
    ...(key === undefined ? {} : { clientKey: key }),
    ...(credentials === undefined ? {} : { credentials: withCertificate(credentials, certificate, key) }),
    ...(user.token && credentials === undefined ? { token: user.token } : {}),
    ...(user.username ? { username: user.username, password: user.password ?? "" } : {}),
    ...(cluster["tls-server-name"] ? { tlsServerName: cluster["tls-server-name"] } : {}),
    ...(cluster["insecure-skip-tls-verify"] === true ? { insecureSkipTlsVerify: true } : {}),
    ...(cluster["proxy-url"] ? { proxyUrl: cluster["proxy-url"] } : {}),
    ...(user.as ? { impersonate: impersonationOf(user, user.as) } : {}),
    ...(context.namespace ? { namespace: context.namespace } : {}),
  };
}

/** What is looked up, and who refers to it. */
interface Lookup {
  readonly what: "context" | "cluster" | "user";
  readonly origin: string;
  /** Absent: the kubeconfig itself, by its current context. */
  readonly from?: string;
}

function pick<T extends { readonly name: string }>(items: readonly T[] | undefined, name: string, lookup: Lookup): T {
  const found = items?.find((item) => item.name === name);
  if (found !== undefined) return found;
  const { what, origin: path, from } = lookup;
  const names = (items ?? []).map((item) => `"${item.name}"`).join(", ");
  const known = names === "" ? `the kubeconfig has no ${what}s` : `the ${what}s are ${names}`;
  if (name !== "") {
    const by = from === undefined ? "" : ` that ${from} refers to`;
    throw new KubeconfigError(`there is no ${what} "${name}"${by}; ${known}`, { path });
  }
  if (from !== undefined) throw new KubeconfigError(`${from} names no ${what}; ${known}`, { path });
  throw new KubeconfigError(`no current-context is set; choose one with kubectl config use-context; ${known}`, {
    path,
  });
}

function serverOf(cluster: KubeconfigCluster, name: string, origin: string): string {
  if (cluster.server) return cluster.server;
  throw new KubeconfigError(
    `cluster "${name}" has no server; set it to the API server's URL, for example https://127.0.0.1:6443`,
    {
      path: origin,
    },
  );
}

async function caOf(
  cluster: KubeconfigCluster,
  context: { readonly clusterName: string; readonly pem: PemReader; readonly origin: string },
): Promise<string | undefined> {
  const ca = await context.pem(cluster, "certificate-authority", `cluster "${context.clusterName}"`);
  if (ca !== undefined && cluster["insecure-skip-tls-verify"] === true) {
    throw new KubeconfigError(
      `cluster "${context.clusterName}" has both a certificate-authority and insecure-skip-tls-verify; remove one of them`,
      { path: context.origin },
    );
  }
  return ca;
}

function providerOf(
  user: KubeconfigUser,
  context: {
    readonly machine: Machine;
    readonly clock: Clock;
    readonly origin: string;
    readonly cluster: KubeconfigCluster;
    readonly ca: string | undefined;
    readonly userName: string;
  },
): CredentialProvider | undefined {
  const { origin, userName, cluster, ca } = context;
  const legacy = user["auth-provider"];
  if (legacy) {
    throw new KubeconfigError(
      `user "${userName}" uses the auth-provider "${legacy.name ?? ""}", which Kubernetes removed; use an exec plugin instead`,
      { path: origin },
    );
  }
  if (user.tokenFile) return createTokenFile(user.tokenFile, context);
  if (!user.exec || user.token) return undefined;
  const { "certificate-authority": _path, ...rest } = cluster;
  const told = ca === undefined ? rest : { ...rest, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return createExecCredentials(user.exec, { ...context, cluster: told });
}

/** A token that comes from a provider goes together with a certificate that stands in the kubeconfig. */
function withCertificate(provider: CredentialProvider, certificate?: string, key?: string): CredentialProvider {
  if (certificate === undefined || key === undefined) return provider;
  return {
    get: async (signal) => ({ clientCertificate: certificate, clientKey: key, ...(await provider.get(signal)) }),
    invalidate: (refused) => provider.invalidate(refused),
  };
}

function impersonationOf(user: KubeconfigUser, as: string): Impersonation {
  return {
    user: as,
    ...(user["as-uid"] ? { uid: user["as-uid"] } : {}),
    ...(user["as-groups"] ? { groups: user["as-groups"] } : {}),
    ...(user["as-user-extra"] ? { extra: user["as-user-extra"] } : {}),
  };
}
