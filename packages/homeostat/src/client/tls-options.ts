import { X509Certificate } from "node:crypto";
import { createSecureContext, type ConnectionOptions } from "node:tls";
import type { ClusterConfig, Credentials } from "#kubeconfig/cluster-config.ts";

/**
 * TLS options of every connection to a cluster. The certificates are parsed here, once: given to the agent as text they would
 * be parsed for each connection and compared for each request.
 */
export function tlsOptionsOf(config: ClusterConfig, credentials: Credentials): ConnectionOptions {
  const { clientCertificate: cert, clientKey: key } = credentials;
  const { ca, insecureSkipTlsVerify = false, tlsServerName } = config;
  if ((cert === undefined) !== (key === undefined)) {
    throw new Error(`${where(config)}: a client certificate and its key are needed together; one of them is missing`);
  }
  try {
    // Node takes a CA that is not PEM text without a word, and trusts nobody.
    if (ca !== undefined) new X509Certificate(ca);
    return {
      secureContext: createSecureContext({
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      }),
      rejectUnauthorized: !insecureSkipTlsVerify,
      ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${where(config)}: the CA, client certificate or client key cannot be used (${reason}); ` +
        `each must be PEM text, and the key must belong to the certificate`,
      { cause },
    );
  }
}

function where(config: ClusterConfig): string {
  return config.origin === undefined ? `cluster ${config.server}` : `cluster ${config.server} (from ${config.origin})`;
}
