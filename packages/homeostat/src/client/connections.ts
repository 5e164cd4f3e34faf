import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { ClusterConfig, Credentials } from "#kubeconfig/cluster-config.ts";
import { tlsOptionsOf } from "./tls-options.ts";

/** The kept connections to one cluster. */
export interface Connections {
  /** The agent whose connections prove this client certificate. */
  agent(credentials: Credentials): Agent;
  destroy(): void;
}

/** Creates them: one agent, replaced only when an exec plugin gives another client certificate. */
export function createConnections(
  config: ClusterConfig,
  options: { readonly secure: boolean; readonly maxConnections: number },
): Connections {
  const common = { keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, maxSockets: options.maxConnections };
  const create = (credentials: Credentials): Agent =>
    options.secure ? new TlsAgent({ ...common, ...tlsOptionsOf(config, credentials) }) : new Agent(common);
  let certificate = config.clientCertificate;
  let current = create(config);
  let retired: Agent | undefined;
  return {
    agent(credentials) {
      if (credentials.clientCertificate === certificate || !options.secure) return current;
      certificate = credentials.clientCertificate;
      // What runs on the last certificate, watches for example, goes on until the next one is replaced too.
      retired?.destroy();
      retired = current;
      current = create(credentials);
      return current;
    },
    destroy() {
      current.destroy();
      retired?.destroy();
    },
  };
}

const TCP_KEEP_ALIVE_MS = 30_000;
