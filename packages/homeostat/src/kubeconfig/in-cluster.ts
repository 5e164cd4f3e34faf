import type { Clock } from "#std/clock.ts";
import type { ClusterConfig } from "./cluster-config.ts";
import type { Machine } from "./machine.ts";
import { createTokenFile } from "./token-file.ts";

/**
 * The cluster that this process runs in as a Pod, with the Pod's service account; undefined when it does not run in one. The
 * token is read again as the kubelet replaces it.
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export async function inClusterConfig(context: {
  readonly machine: Machine;
  readonly clock: Clock;
}): Promise<ClusterConfig | undefined> {
  const { machine } = context;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = machine.env;
  if (!host || !port) return undefined;
  const credentials = createTokenFile(`${FOLDER}/token`, context);
  const hasToken = await credentials.get().then(
    () => true,
    () => false,
  );
  if (!hasToken) return undefined;
  const ca = await readIfThere(machine, `${FOLDER}/ca.crt`);
  const namespace = await readIfThere(machine, `${FOLDER}/namespace`);
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    credentials,
    origin: "the Pod's service account",
    ...(ca === undefined ? {} : { ca }),
    ...(namespace === undefined ? {} : { namespace: namespace.trim() }),
  };
}

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

async function readIfThere(machine: Machine, path: string): Promise<string | undefined> {
  return machine.readFile(path).catch(() => undefined);
}
