import { resolve } from "node:path";
import process from "node:process";
import { createClient, createLogger, createManager, exitWith, shutdownSignal } from "homeostat";
import { writeKubeconfig } from "homeostat/kubeconfig";
import { startOnFreePort, type Devcluster } from "@homeostat/devcluster";
import { PodSet, podSetController } from "podset-operator";
import { applyCrd, applyFile } from "./apply-manifests.ts";

/** `npm start`: a devcluster, the PodSet operator and its sample in one process, ready for kubectl. */
const KUBECONFIG = resolve(".homeostat/kubeconfig");
const OPERATOR = new URL("../../operators/podset/", import.meta.url);

try {
  await start(shutdownSignal());
} catch (error) {
  exitWith(error, { program: "npm start" });
}

async function start(stopping: AbortSignal): Promise<void> {
  const destination = process.stdout;
  // Reconciles are logged at level debug; the cluster's own are of no interest as long as nothing is wrong.
  const log = await createLogger({ level: "debug", destination });
  const clusterLog = (await createLogger({ level: "warn", destination })).with({ component: "devcluster" });
  const taken: number[] = [];
  await using cluster = await startOnFreePort({ listen: {}, log: clusterLog }, undefined, (port) => taken.push(port));
  await writeKubeconfig(KUBECONFIG, cluster.kubeconfig());
  await installPodSets(cluster);
  await using manager = await createManager({ transport: cluster.transport(), log });
  manager.add(podSetController);
  if (!stopping.aborted) announce(cluster, taken);
  await manager.run(stopping);
}

async function installPodSets(cluster: Devcluster): Promise<void> {
  const client = createClient({ transport: cluster.transport(), fieldManager: "homeostat-start" });
  await applyCrd(client, new URL("config/crd/bases/app.example.com_podsets.yaml", OPERATOR));
  await applyFile(client, PodSet, new URL("config/samples/app_v1alpha1_podset.yaml", OPERATOR));
  await cluster.ready();
}

function announce({ url = "" }: Devcluster, taken: readonly number[]): void {
  const moved = taken.length === 0 ? "" : ` (port ${taken.join(", ")} is taken)`;
  process.stdout.write(`
Running: a devcluster at ${url}${moved} with one simulated node,
and the PodSet operator with the sample default/podset-sample. Try in a second terminal:

  export KUBECONFIG=${/\s/.test(KUBECONFIG) ? `"${KUBECONFIG}"` : KUBECONFIG}
  kubectl get podsets,pods
  kubectl scale podset/podset-sample --replicas=5
  kubectl get pods --watch

Ctrl-C stops everything.

`);
}
