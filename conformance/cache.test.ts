import { createCache, createCachedClient } from "homeostat/cache";
import { createClient, createHttpTransport, type Client } from "homeostat/client";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { systemClock } from "homeostat/internal/std/clock.ts";
import { systemRandom } from "homeostat/internal/std/random.ts";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { defineKind, type KubernetesObject } from "homeostat/meta";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAssets } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";

interface ConfigMapLike extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}
const ConfigMap = defineKind<ConfigMapLike>()({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  scope: "Namespaced",
});

const found = findAssets();
const reason = found.assets === undefined ? `: ${found.reason}` : "";

describe.skipIf(found.assets === undefined)(`the cache on a real kube-apiserver${reason}`, () => {
  let plane: ControlPlane | undefined;
  const stop = new AbortController();
  let live: Client;

  beforeAll(async () => {
    if (found.assets === undefined) return;
    plane = await startControlPlane({ assets: found.assets });
    const config = await loadClusterConfig({ kubeconfig: plane.kubeconfig });
    live = createClient({ transport: createHttpTransport(config) });
  });
  afterAll(async () => {
    stop.abort();
    await plane?.stop();
  });

  it("streams the first list, follows the watch, and shows own writes and deletions without a wait", async () => {
    const relists: string[] = [];
    const verbs: string[] = [];
    const watching: Pick<Client, "pages" | "watch"> = {
      pages: (kind, options) => (verbs.push("list"), live.pages(kind, options)),
      watch: (kind, options) => (verbs.push("watch"), live.watch(kind, options)),
    };
    const metrics = { relisted: (_kind: unknown, why: string) => relists.push(why) };
    const cache = createCache({
      client: watching,
      clock: systemClock,
      random: systemRandom,
      log: silentLogger,
      freeze: true,
      metrics,
    });
    const client = createCachedClient(live, cache);
    const informer = cache.informer(ConfigMap);
    cache.index(ConfigMap, "owner", ({ data }) => (data?.["owner"] === undefined ? [] : [data["owner"]]));
    const running = cache.run(stop.signal);
    await cache.synced(stop.signal, 30_000);
    expect([verbs, relists]).toEqual([["watch"], ["initial"]]);

    const names = Array.from({ length: 20 }, (_, index) => `own-${index}`);
    for (const name of names) {
      const object = { metadata: { name, namespace: "default" }, data: { owner: name.slice(0, 5) } };
      await client.create(ConfigMap, object);
      expect(await client.find(ConfigMap, { namespace: "default", name })).toBeDefined();
    }
    const inDefault = { namespace: "default", index: { name: "owner", value: "own-1" } };
    expect(await client.list(ConfigMap, inDefault)).toHaveLength(11);
    for (const name of names) {
      await client.delete(ConfigMap, { namespace: "default", name });
      expect(await client.find(ConfigMap, { namespace: "default", name })).toBeUndefined();
    }
    expect(await client.list(ConfigMap, inDefault)).toEqual([]);

    // Another client's object arrives by the watch.
    const arrived = new Promise<void>((resolve) =>
      informer.subscribe(({ object }) => void (object.metadata.name === "other" && resolve())),
    );
    await live.create(ConfigMap, { metadata: { name: "other", namespace: "default" } });
    await arrived;
    expect(await client.find(ConfigMap, { namespace: "default", name: "other" })).toBeDefined();
    await client.deleteAllOf(ConfigMap, { namespace: "default", fields: { "metadata.name": "other" } });
    expect(await client.find(ConfigMap, { namespace: "default", name: "other" })).toBeUndefined();
    expect(informer.lastError).toBeUndefined();
    stop.abort();
    await running;
  });
});
