/**
 * A kubeconfig file's content, as it is written.
 * @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export interface Kubeconfig {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly clusters?: readonly NamedCluster[];
  readonly users?: readonly NamedUser[];
  readonly contexts?: readonly NamedContext[];
  readonly "current-context"?: string;
  readonly preferences?: object;
}

/** An entry of `clusters`. */
export interface NamedCluster {
  readonly name: string;
  readonly cluster: KubeconfigCluster;
}

/** An entry of `users`. */
export interface NamedUser {
  readonly name: string;
  readonly user: KubeconfigUser;
}

/** An entry of `contexts`. */
export interface NamedContext {
  readonly name: string;
  readonly context: KubeconfigContext;
}

/** Where an API server is and how to know that it is the right one. */
export interface KubeconfigCluster {
  readonly server?: string;
  readonly "tls-server-name"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "proxy-url"?: string;
  readonly "disable-compression"?: boolean;
}

/** Who to be, in one of the ways that Kubernetes knows. See https://kubernetes.io/docs/reference/access-authn-authz/authentication/ */
export interface KubeconfigUser {
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[];
  readonly "as-user-extra"?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecPlugin;
  readonly "auth-provider"?: { readonly name?: string };
}

/** Which cluster to talk to as which user. */
export interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** A program that gives credentials. */
export interface ExecPlugin {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/** The kubeconfig, or what it points to, cannot be used. The message names the file and the place in it. */
export class KubeconfigError extends Error {
  /** File that the mistake is in; undefined when no file is concerned. */
  readonly path: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  constructor(message: string, options: KubeconfigErrorOptions = {}) {
    const { path, line, column } = options;
    const place = path === undefined ? "" : line === undefined ? `${path}: ` : `${path}:${line}:${column ?? 1}: `;
    super(place + message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KubeconfigError";
    this.path = path;
    this.line = line;
    this.column = column;
  }
}

/** Where a mistake is. */
export interface KubeconfigErrorOptions {
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly cause?: unknown;
}
