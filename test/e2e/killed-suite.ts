import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Pod } from "homeostat/apis/core/v1";
import type { Client } from "homeostat";
import { eventually } from "homeostat/testing";
import { PodSet } from "podset-operator";
import { installPodSets, startDevclusterProcess, startOperator, type DevclusterProcess } from "./devcluster-process.ts";

const KEY = { namespace: "default", name: "web" };
const MANY = 10;

/** The operator dies at any time, without a word: `kill -9` while it creates Pods. */
export function killedSuite(): void {
  describe("the operator killed while it scales from 1 to 10", () => {
    let cluster: DevclusterProcess;
    beforeAll(async () => {
      cluster = await startDevclusterProcess();
      await installPodSets(cluster.client);
      await cluster.client.create(PodSet, {
        apiVersion: "app.example.com/v1alpha1",
        kind: "PodSet",
        metadata: KEY,
        spec: { replicas: 1 },
      });
    }, 60_000);
    afterAll(() => cluster?.close());

    test.each([2, 5, 9])(
      "when there are %i Pods: the next one ends with exactly 10, and there never were more",
      async (killAt) => {
        const { client, cwd, kubeconfig } = cluster;
        await client.patch(PodSet, KEY, { type: "merge", patch: { spec: { replicas: 1 } } });
        const first = startOperator(cwd, kubeconfig);
        await settled(client, 1);
        const watch = countPods(client, await client.list(Pod, { namespace: KEY.namespace }));
        try {
          await client.patch(PodSet, KEY, { type: "merge", patch: { spec: { replicas: MANY } } });
          await watch.reaches(killAt);
          expect((await first.stop("SIGKILL")).signal).toBe("SIGKILL");
          const second = startOperator(cwd, kubeconfig);
          // The first one may have been quicker than the signal: then there is nothing to wait for but the start.
          await second.line(/Starting workers/);
          await settled(client, MANY);
          expect(await second.stop()).toMatchObject({ code: 0 });
        } finally {
          await watch.end();
        }
        expect(await watch.end()).toEqual({ most: MANY, created: MANY - 1, deleted: 0 });
        expect(await client.list(Pod, { namespace: KEY.namespace })).toHaveLength(MANY);
      },
    );
  });
}

/** Waits until as many Pods run as are wanted, and the status says so. */
async function settled(client: Client, wanted: number): Promise<void> {
  await eventually(
    async () => {
      const pods = await client.list(Pod, { namespace: KEY.namespace });
      expect(
        pods.filter((pod) => pod.status?.phase === "Running" && pod.metadata.deletionTimestamp === undefined),
      ).toHaveLength(wanted);
      expect(pods).toHaveLength(wanted);
      expect((await client.get(PodSet, KEY)).status?.availableReplicas).toBe(wanted);
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  );
}

interface PodCount {
  /** Resolves when so many Pods live. */
  reaches(count: number): Promise<void>;
  /** What happened since the start: ever created, ever deleted, and the most that lived at one time. */
  end(): Promise<{ readonly most: number; readonly created: number; readonly deleted: number }>;
}

function countPods(client: Client, existing: readonly Pod[]): PodCount {
  const stop = new AbortController();
  const known = new Set(existing.map((pod) => pod.metadata?.uid));
  const live = new Set(known);
  const waiting = new Set<() => void>();
  let most = live.size;
  let [created, deleted] = [0, 0];
  const watching = (async () => {
    for await (const event of client.watch(Pod, { namespace: KEY.namespace, signal: stop.signal })) {
      if (event.type === "BOOKMARK") continue;
      const { uid, deletionTimestamp } = event.object.metadata;
      if (!known.has(uid)) created += 1;
      if (event.type === "DELETED") deleted += 1;
      known.add(uid);
      if (event.type === "DELETED" || deletionTimestamp !== undefined) live.delete(uid);
      else live.add(uid);
      most = Math.max(most, live.size);
      for (const look of waiting) look();
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    reaches: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (live.size < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async end() {
      stop.abort();
      await watching;
      return { most, created, deleted };
    },
  };
}
