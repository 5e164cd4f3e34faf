/** Where a cluster is and who we are there: everything that a transport needs. Made by `loadClusterConfig`, or by hand. */
export interface ClusterConfig {
  /** URL of the API server, for example `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM text of the certificates that may sign the server's. @default the system's */
  readonly ca?: string;
  /** PEM text; together with `clientKey`. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** A bearer token that does not change. */
  readonly token?: string;
  /** HTTP basic authentication. */
  readonly username?: string;
  readonly password?: string;
  /** Credentials that change while the process runs: a token file, an exec plugin. Used instead of the fixed ones. */
  readonly credentials?: CredentialProvider;
  /** Name that the server's certificate must have. @default the host of `server` */
  readonly tlsServerName?: string;
  /** Trusts any server. @default false */
  readonly insecureSkipTlsVerify?: boolean;
  /** `http://host:port` of a proxy to go through. */
  readonly proxyUrl?: string;
  /** Acts as somebody else; needs the right to `impersonate`. */
  readonly impersonate?: Impersonation;
  /** The context's namespace. */
  readonly namespace?: string;
  /** Where this was read from, for errors and logs. */
  readonly origin?: string;
}

/**
 * Another user to act as. See https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Who we are, for the next requests. */
export interface Credentials {
  readonly token?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

/** Gives credentials that are still valid. */
export interface CredentialProvider {
  /** The current ones; reads the file or runs the plugin when the last ones are too old. Calls at the same time share one run. */
  get(signal?: AbortSignal): Promise<Credentials>;
  /** The server refused them: the next `get` gives new ones. */
  invalidate(refused: Credentials): void;
}
