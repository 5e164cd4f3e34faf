import type { TransportRequest } from "./transport.ts";
import { TransportError } from "./transport.ts";

/** Where a request went. */
export interface ConnectionTarget {
  readonly request: TransportRequest;
  readonly host: string;
  readonly server: string;
  /** The file that the address came from. */
  readonly origin: string | undefined;
}

/** Makes an error of Node's that says what was attempted, with whom, and what to do. Transport errors pass unchanged. */
export function connectionError(error: unknown, target: ConnectionTarget): TransportError {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const { request, host } = target;
  const what = explanation(code, text, target) ?? `the connection to ${host} failed: ${text}`;
  return new TransportError(`${request.method} ${request.path}: ${what}`, { code, cause: error });
}

function explanation(code: string | undefined, text: string, target: ConnectionTarget): string | undefined {
  const { host, server } = target;
  const from = target.origin === undefined ? "the cluster's configuration" : target.origin;
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens on ${host}; start the cluster, or correct the server ${server} in ${from}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host of ${server} has no address (${code}); check the server in ${from} and the name resolution`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${host} cannot be reached (${code}); check the network, a VPN or a firewall on the way to it`;
    case "ECONNRESET":
    case "EPIPE":
      return `${host} closed the connection before the answer was complete (${text})`;
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return `${host} does not speak TLS as expected (${text}); does it serve plain http:? Check the server in ${from}`;
    case "HPE_INVALID_CONSTANT":
    case "HPE_INVALID_HEADER_TOKEN":
      return `${host} does not answer in HTTP (${text}); does it serve https:? Check the server in ${from}`;
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return `the certificate of ${host} is not valid now (${text}); renew it, and check the clocks of both machines`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the certificate of ${host} is for other names (${text}); set tls-server-name to one of them in ${from}`;
    default:
      return UNTRUSTED.has(code ?? "")
        ? `the certificate of ${host} is not signed by a trusted authority (${code}); ` +
            `check certificate-authority(-data) in ${from}: was the cluster created anew?`
        : undefined;
  }
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_SIGNATURE_FAILURE",
]);

/** A host with several addresses fails with one error for each. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
