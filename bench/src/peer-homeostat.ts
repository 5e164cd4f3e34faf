import { createCache } from "homeostat/cache";
import { createClient, createHttpTransport, type Client } from "homeostat/client";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { systemClock } from "homeostat/internal/std/clock.ts";
import { systemRandom } from "homeostat/internal/std/random.ts";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { defineKind, type KubernetesObject } from "homeostat/meta";
import type { Peer } from "./peer.ts";

const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});

/** This library, as an operator uses it. */
export const homeostat: Peer = {
  async cachePods(kubeconfig, onUpdate) {
    const client = await clientOf(kubeconfig);
    const cache = createCache({ client, clock: systemClock, random: systemRandom, log: silentLogger });
    const informer = cache.informer(Pod);
    informer.subscribe((event) => {
      if (event.type === "update") onUpdate();
    });
    const stop = new AbortController();
    const running = cache.run(stop.signal);
    await cache.synced(stop.signal);
    return {
      get size() {
        return [...informer.list()].length;
      },
      stop() {
        stop.abort();
        return running;
      },
    };
  },
  async podReader(kubeconfig) {
    const client = await clientOf(kubeconfig);
    return (namespace, name) => client.get(Pod, { namespace, name });
  },
};

async function clientOf(kubeconfig: string): Promise<Client> {
  return createClient({ transport: createHttpTransport(await loadClusterConfig({ kubeconfig })) });
}
