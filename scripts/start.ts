import { createClient, createLogger, createManager, shutdownSignal } from "homeostat";
import { writeKubeconfig } from "homeostat/kubeconfig";
import { startOnFreePort } from "@homeostat/devcluster";
import { PodSet, podSetController } from "podset-operator";
import { applyCrd, applyFile } from "./apply-manifests.ts";

/** `npm start`: a devcluster, the PodSet operator and its sample in one process, ready for kubectl. */
const KUBECONFIG = ".homeostat/kubeconfig";
const OPERATOR = new URL("../../operators/podset/", import.meta.url);

const stopping = shutdownSignal();
const log = await createLogger({ format: "auto", destination: process.stdout });
const taken: number[] = [];
await using cluster = await startOnFreePort({ listen: {}, log: log.with({ component: "devcluster" }) }, undefined, (port) => taken.push(port));
await writeKubeconfig(KUBECONFIG, cluster.kubeconfig());
const client = createClient({ transport: cluster.transport(), fieldManager: "homeostat-start", log });
await applyCrd(client, new URL("config/crd/bases/app.example.com_podsets.yaml", OPERATOR));
await applyFile(client, PodSet, new URL("config/samples/app_v1alpha1_podset.yaml", OPERATOR));
await using manager = await createManager({ transport: cluster.transport(), log });
manager.add(podSetController);
announce();
await manager.run(stopping);

function announce(): void {
  const moved = taken.length === 0 ? "" : ` (port ${taken.join(", ")} is taken)`;
  process.stdout.write(`
Homeostat devcluster at ${cluster.url ?? ""}${moved}, one simulated node, PodSet operator running. Try:

  export KUBECONFIG=$PWD/${KUBECONFIG}
  kubectl get podsets,pods
  kubectl scale podset/podset-sample --replicas=5

Ctrl-C stops everything.

`);
}
