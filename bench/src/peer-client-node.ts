import { pathToFileURL } from "node:url";
import type * as clientNodeLibrary from "@kubernetes/client-node";
import type { Peer } from "./peer.ts";

/** `@kubernetes/client-node`, as its documentation says to use it. `CLIENT_NODE` names the main file of another version. */
export const clientNode: Peer = {
  async cachePods(kubeconfig, onUpdate) {
    const { KubeConfig, CoreV1Api, makeInformer } = await library();
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    const informer = makeInformer(config, "/api/v1/pods", () => api.listPodForAllNamespaces());
    informer.on("update", onUpdate);
    informer.on("error", (error) => {
      throw error;
    });
    await informer.start();
    return {
      get size() {
        return informer.list().length;
      },
      stop: () => informer.stop(),
    };
  },
  async podReader(kubeconfig) {
    const { KubeConfig, CoreV1Api } = await library();
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    return (namespace, name) => api.readNamespacedPod({ namespace, name });
  },
};

type Library = typeof clientNodeLibrary;

async function library(): Promise<Library> {
  const other = process.env["CLIENT_NODE"];
  return (await import(other === undefined ? "@kubernetes/client-node" : pathToFileURL(other).href)) as Library;
}
