/**
 * A Kubernetes API in this process: API server, built-in controllers and simulated nodes, for development and tests; never for
 * production.
 *
 *     await using cluster = await startDevcluster({ listen: {} });
 *     const client = createClient({ transport: cluster.transport() });
 */
export { startDevcluster, type Devcluster, type DevclusterOptions } from "./cluster.ts";
export { isAddressInUse, startOnFreePort } from "./start-listening.ts";
export type { ListenOptions } from "./server.ts";
export {
  createCertificateAuthority,
  type CertificateAuthority,
  type CertificateRequest,
  type KeyPair,
} from "#auth/certificates.ts";
export { startNodes, type NodesOptions, type RunningWorkloads } from "./workloads.ts";
