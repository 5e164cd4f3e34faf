import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isApiError } from "homeostat";
import { Pod } from "homeostat/apis/core/v1";
import { controllerOf } from "homeostat/meta";
import { eventually } from "homeostat/testing";
import { PodSet } from "../index.ts";
import { createFixture, type Environment, type Fixture } from "./podset-fixture.ts";

/** What the PodSet operator does, seen from outside; the same on every cluster. */
export function podSetSuite(name: string, start: () => Promise<Environment>): void {
  describe(`PodSet on ${name}`, { timeout: 60_000 }, () => {
    let fixture: Fixture;
    beforeAll(async () => {
      fixture = await createFixture(await start());
    }, 120_000);
    afterAll(() => fixture?.close(), 60_000);
    beforeEach(() => fixture.nextNamespace());

    creationTests(() => fixture);
    scalingTests(() => fixture);
    replacementTests(() => fixture);
    deletionTests(() => fixture);
  });
}

function creationTests(fixture: () => Fixture): void {
  test("creates the missing Pods with owner, labels and a restricted security context", async () => {
    const { createPodSet, running } = fixture();
    const podSet = await createPodSet(3);
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
      expect(container).toMatchObject({
        name: "fancy-alpine",
        image: "quay.io/amacdona/strauss",
        command: ["sleep", "3600"],
      });
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
  });

  test.each([0, 11])("%i replicas are refused by the API server, which names the field", async (replicas) => {
    const error: unknown = await fixture()
      .createPodSet(replicas)
      .catch((thrown: unknown) => thrown);
    expect(isApiError(error, "Invalid")).toBe(true);
    expect(String(error)).toContain("spec.replicas");
  });
}

function scalingTests(fixture: () => Fixture): void {
  test("reports names and number of the available Pods, and is silent when nothing changes", async () => {
    const { client, namespace, createPodSet, podSet, running, scale } = fixture();
    await createPodSet(2);
    const pods = await running(2);
    const settled = await eventually(async () => {
      const current = await podSet();
      expect(current.status).toEqual({ podNames: pods.map((pod) => pod.metadata.name).sort(), availableReplicas: 2 });
      return current;
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
    const { createPodSet, running, scale } = fixture();
    await createPodSet(1);
    const [first] = await running(1);
    await scale(5);
    await running(5);
    await scale(2);
    const rest = await running(2);
    expect(rest.map((pod) => pod.metadata.name)).toContain(first?.metadata.name);
  });
}

function replacementTests(fixture: () => Fixture): void {
  test("replaces a Pod that was deleted", async () => {
    const { client, namespace, createPodSet, running } = fixture();
    await createPodSet(2);
    const [victim] = await running(2);
    await client.delete(Pod, { namespace, name: victim?.metadata.name ?? "" });
    await eventually(async () => {
      const uids = (await running(2)).map((pod) => pod.metadata.uid);
      return !uids.includes(victim?.metadata.uid ?? "");
    });
  });

  test("replaces and removes a Pod that has failed", async () => {
    const { client, namespace, createPodSet, running } = fixture();
    await createPodSet(1);
    const [victim] = await running(1);
    const uid = victim?.metadata.uid;
    const key = { namespace, name: victim?.metadata.name ?? "" };
    await client.status.patch(Pod, key, { type: "strategic", patch: { status: { phase: "Failed" } } });
    await eventually(async () => {
      const [pod] = await running(1);
      return pod?.metadata.uid !== uid && (await client.find(Pod, key))?.metadata.uid !== uid;
    });
  });

  test("leaves Pods of others alone that carry the same labels", async () => {
    const { client, namespace, createPodSet, podSet, running, scale } = fixture();
    const foreign: Pod = {
      metadata: { name: "foreign", namespace, labels: { app: "web", version: "v0.1" } },
      spec: { containers: [{ name: "c", image: "busybox" }] },
    };
    await client.create(Pod, foreign);
    await createPodSet(1);
    await running(2);
    await scale(2);
    await running(3);
    await eventually(async () => {
      const { status } = await podSet();
      return status?.podNames.length === 2 && !status.podNames.includes("foreign");
    });
  });
}

function deletionTests(fixture: () => Fixture): void {
  test("its Pods go with a deleted PodSet, by garbage collection", async () => {
    const { client, namespace, createPodSet, running } = fixture();
    const podSet = await createPodSet(2);
    await running(2);
    expect(podSet.metadata.finalizers ?? []).toEqual([]);
    await client.delete(PodSet, { namespace, name: "web" });
    // The real garbage collector learns of a new kind only every 30 seconds.
    await eventually(async () => (await client.list(Pod, { namespace })).length === 0, { timeoutMs: 45_000 });
  });
}
