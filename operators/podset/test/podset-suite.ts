import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClient, createManager, isApiError, silentLogger, type Client } from "homeostat";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { Namespace, Pod } from "homeostat/apis/core/v1";
import type { Transport } from "homeostat/client";
import { controllerOf, type Persisted } from "homeostat/meta";
import { eventually } from "homeostat/testing";
import { parse } from "yaml";
import { PodSet, podSetController } from "../index.ts";

/** A cluster to run the operator on; its Pods are brought to life by somebody. */
export interface Environment {
  /** A new connection as the administrator. */
  transport(): Transport;
  close(): Promise<void>;
}

/** What the PodSet operator does, seen from outside; the same on every cluster. */
export function podSetSuite(name: string, start: () => Promise<Environment>): void {
  describe(`PodSet on ${name}`, { timeout: 60_000 }, () => {
    let environment: Environment;
    let client: Client;
    let namespace: string;
    let stopOperator: () => Promise<void>;
    let count = 0;

    beforeAll(async () => {
      environment = await start();
      client = createClient({ transport: environment.transport(), fieldManager: "podset-test" });
      await installCrd(client);
      stopOperator = await runOperator(environment);
    }, 120_000);
    afterAll(async () => {
      await stopOperator?.();
      await environment?.close();
    }, 60_000);
    beforeEach(async () => {
      namespace = `podset-${++count}`;
      await client.create(Namespace, { metadata: { name: namespace } });
    });

    const podSetOf = (replicas?: number): PodSet => ({
      apiVersion: "app.example.com/v1alpha1",
      kind: "PodSet",
      metadata: { name: "web", namespace },
      spec: replicas === undefined ? {} : { replicas },
    });
    const live = async (): Promise<readonly Persisted<Pod>[]> =>
      (await client.list(Pod, { namespace })).filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const running = (wanted: number): Promise<readonly Persisted<Pod>[]> =>
      eventually(async () => {
        const pods = await live();
        expect(pods.filter((pod) => pod.status?.phase === "Running")).toHaveLength(wanted);
        expect(pods).toHaveLength(wanted);
        return pods;
      });
    const scale = (replicas: number): Promise<unknown> =>
      client.subresource("scale").patch(PodSet, { namespace, name: "web" }, { type: "merge", patch: { spec: { replicas } } });

    test("creates the missing Pods with owner, labels and a restricted security context", async () => {
      const podSet = await client.create(PodSet, podSetOf(3));
      for (const pod of await running(3)) {
        expect(pod.metadata.name).toMatch(/^web-pod[bcdfghjklmnpqrstvwxz2456789]{5}$/);
        expect(pod.metadata.generateName).toBe("web-pod");
        expect(pod.metadata.labels).toEqual({ app: "web", version: "v0.1" });
        expect(controllerOf(pod)).toEqual({
          apiVersion: "app.example.com/v1alpha1",
          kind: "PodSet",
          name: "web",
          uid: podSet.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        });
        const [container] = pod.spec?.containers ?? [];
        expect(container).toMatchObject({ name: "fancy-alpine", image: "quay.io/amacdona/strauss", command: ["sleep", "3600"] });
        expect(container?.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          runAsNonRoot: true,
          seccompProfile: { type: "RuntimeDefault" },
        });
      }
    });

    test("reports names and number of the available Pods, and is silent when nothing changes", async () => {
      await client.create(PodSet, podSetOf(2));
      const pods = await running(2);
      const settled = await eventually(async () => {
        const podSet = await client.get(PodSet, { namespace, name: "web" });
        expect(podSet.status).toEqual({ podNames: pods.map((pod) => pod.metadata.name).sort(), availableReplicas: 2 });
        return podSet;
      });
      // A change that asks for nothing makes the operator look again, and write nothing: what comes next is our own change.
      const labels = { metadata: { labels: { a: "b" } } };
      const touched = await client.patch(PodSet, { namespace, name: "web" }, { type: "merge", patch: labels });
      expect(touched.status).toEqual(settled.status);
      await scale(3);
      await running(3);
      const { resourceVersion } = touched.metadata;
      for await (const event of client.watch(PodSet, { namespace, resourceVersion, allowWatchBookmarks: false })) {
        if (event.type !== "BOOKMARK") expect(event.object.spec.replicas).toBe(3);
        break;
      }
    });

    test("scales up and down through the scale subresource", async () => {
      await client.create(PodSet, podSetOf(1));
      const [first] = await running(1);
      await scale(5);
      await running(5);
      await scale(2);
      const rest = await running(2);
      expect(rest.map((pod) => pod.metadata.name)).toContain(first?.metadata.name);
    });

    test("replaces a Pod that was deleted", async () => {
      await client.create(PodSet, podSetOf(2));
      const [victim] = await running(2);
      await client.delete(Pod, { namespace, name: victim?.metadata.name ?? "" });
      await eventually(async () => {
        const uids = (await running(2)).map((pod) => pod.metadata.uid);
        return !uids.includes(victim?.metadata.uid ?? "");
      });
    });

    test("replaces and removes a Pod that has failed", async () => {
      await client.create(PodSet, podSetOf(1));
      const [victim] = await running(1);
      const key = { namespace, name: victim?.metadata.name ?? "" };
      await client.status.patch(Pod, key, { type: "strategic", patch: { status: { phase: "Failed" } } });
      await eventually(async () => {
        const [pod] = await running(1);
        return pod?.metadata.uid !== victim?.metadata.uid && (await client.find(Pod, key))?.metadata.uid !== victim?.metadata.uid;
      });
    });

    test("leaves Pods of others alone that carry the same labels", async () => {
      const foreign: Pod = {
        metadata: { name: "foreign", namespace, labels: { app: "web", version: "v0.1" } },
        spec: { containers: [{ name: "c", image: "busybox" }] },
      };
      await client.create(Pod, foreign);
      await client.create(PodSet, podSetOf(1));
      await running(2);
      await scale(2);
      await running(3);
      await eventually(async () => {
        const podSet = await client.get(PodSet, { namespace, name: "web" });
        return podSet.status?.podNames.length === 2 && !podSet.status.podNames.includes("foreign");
      });
    });

    test.each([0, 11])("%i replicas are refused by the API server, which names the field", async (replicas) => {
      const error: unknown = await client.create(PodSet, podSetOf(replicas)).catch((thrown: unknown) => thrown);
      expect(isApiError(error, "Invalid")).toBe(true);
      expect(String(error)).toContain("spec.replicas");
    });

    test("its Pods go with a deleted PodSet, by garbage collection", async () => {
      const podSet = await client.create(PodSet, podSetOf(2));
      await running(2);
      expect(podSet.metadata.finalizers ?? []).toEqual([]);
      await client.delete(PodSet, { namespace, name: "web" });
      // The real garbage collector learns of a new kind only every 30 seconds.
      await eventually(async () => (await client.list(Pod, { namespace })).length === 0, { timeoutMs: 45_000 });
    });
  });
}

/** Installs the generated CRD and waits until it is served. */
export async function installCrd(client: Client): Promise<void> {
  const text = await readFile(new URL("../config/crd/bases/app.example.com_podsets.yaml", import.meta.url), "utf8");
  await client.apply(CustomResourceDefinition, parse(text) as CustomResourceDefinition, { force: true });
  await eventually(async () => {
    const crd = await client.get(CustomResourceDefinition, { name: "podsets.app.example.com" });
    return crd.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True");
  });
  // A real server serves the kind a moment after it says so.
  await eventually(async () => (await client.list(PodSet)).length >= 0);
}

/** Runs the operator as `main.ts` does; the function stops it. */
export async function runOperator(environment: Pick<Environment, "transport">): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const manager = await createManager({ transport: environment.transport(), log: silentLogger });
  manager.add(podSetController);
  const run = manager.run(stop.signal);
  return async () => {
    stop.abort();
    await run;
  };
}
