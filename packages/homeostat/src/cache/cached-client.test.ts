import { expect, it } from "vitest";
import { createClient } from "#client/create-client.ts";
import { createHandlerTransport } from "#client/handler-transport.ts";
import type { Client } from "#client/client.ts";
import type { HttpRequest, HttpResponse } from "#http/handler.ts";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { silentLogger } from "#observe/logger.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import type { Cache } from "./cache.ts";
import { createCachedClient } from "./cached-client.ts";
import { createCache } from "./create-cache.ts";
import { createHandDrivenClient, settled, storedObject } from "./testdata/hand-driven-client.ts";

const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});
const Secret = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  scope: "Namespaced",
});
const key = { namespace: "a", name: "p" };
const pod = (version: string, more: object = {}): KubernetesObject =>
  storedObject("Pod", { name: "p", namespace: "a", resourceVersion: version, ...more });

/** The server may have done it, but nobody knows. */
const LOST = "lost";

interface Setup {
  readonly client: Client;
  readonly cache: Cache;
  readonly requests: string[];
}

/** A cache of pods that is synced with `p` at version 3, and an API server that gives the prepared answers. */
async function setup(answers: readonly unknown[] = []): Promise<Setup> {
  const requests: string[] = [];
  const left = [...answers];
  const handler = (request: HttpRequest): HttpResponse => {
    requests.push(`${request.method} ${request.url}`);
    const answer = left.shift();
    if (answer === LOST) return { status: 500 };
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(answer) };
  };
  const hand = createHandDrivenClient();
  const cache = createCache({
    client: hand.client,
    clock: createFakeClock(),
    random: createSeededRandom(1),
    log: silentLogger,
    freeze: true,
  });
  cache.informer(Pod);
  void cache.run(new AbortController().signal);
  await settled();
  await hand
    .call()
    .send({ type: "ADDED", object: storedObject("Pod", { name: "p", namespace: "a", resourceVersion: "3" }) });
  await hand.call().send({ type: "BOOKMARK", resourceVersion: "4", initialEventsEnd: true });
  return {
    client: createCachedClient(createClient({ transport: createHandlerTransport(handler) }), cache),
    cache,
    requests,
  };
}

const versionOf = async (client: Client): Promise<string | undefined> =>
  (await client.find(Pod, key))?.metadata.resourceVersion;

it("reads cached kinds from the cache, others and live ones from the server, without starting a watch", async () => {
  const list = { kind: "List", metadata: { resourceVersion: "9" }, items: [pod("8")] };
  const { client, cache, requests } = await setup([pod("7"), list, { ...pod("1"), kind: "Secret" }, pod("6")]);
  expect(await versionOf(client)).toBe("3");
  expect(await client.list(Pod, { namespace: "a" })).toHaveLength(1);
  expect(requests).toEqual([]);
  expect((await client.get(Pod, key, { consistency: "live" })).metadata.resourceVersion).toBe("7");
  expect((await client.list(Pod, { consistency: "live" }))[0]?.metadata.resourceVersion).toBe("8");
  await client.get(Secret, key);
  expect((await client.get(Pod, key, { resourceVersion: "5" })).metadata.resourceVersion).toBe("6");
  expect(requests).toHaveLength(4);
  expect(cache.has(Secret)).toBe(false);
  await expect(client.list(Secret, { index: { name: "x", value: "y" } })).rejects.toThrow(
    "indexes are in the cache only",
  );
});

it("shows each write at once: update, patch, apply, status; not a dry run nor another kind", async () => {
  const { client } = await setup([
    pod("10"),
    pod("11"),
    pod("12"),
    pod("13"),
    pod("14"),
    { ...pod("15"), kind: "Scale" },
  ]);
  const seen: unknown[] = [];
  await client.update(Pod, pod("3"));
  seen.push(await versionOf(client));
  await client.patch(Pod, key, { type: "merge", patch: {} });
  seen.push(await versionOf(client));
  await client.apply(Pod, pod("3"), { fieldManager: "x" });
  seen.push(await versionOf(client));
  await client.status.patch(Pod, key, { type: "merge", patch: {} });
  seen.push(await versionOf(client));
  await client.update(Pod, pod("3"), { dryRun: true });
  seen.push(await versionOf(client));
  await client.subresource("scale").patch(Pod, key, { type: "merge", patch: {} });
  seen.push(await versionOf(client));
  expect(seen).toEqual(["10", "11", "12", "13", "13", "13"]);
});

it("shows a deletion at once, and a deletion that waits as what it is", async () => {
  const waiting = pod("5", { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["f"] });
  const { client } = await setup([
    waiting,
    { kind: "Status", apiVersion: "v1", status: "Success" },
    pod("9", { uid: "new" }),
  ]);
  await client.delete(Pod, key);
  expect((await client.find(Pod, key))?.metadata.deletionTimestamp).toBeDefined();
  await client.delete(Pod, key);
  expect(await client.find(Pod, key)).toBeUndefined();
  await client.create(Pod, pod("0"));
  expect((await client.find(Pod, key))?.metadata.uid).toBe("new");
});

it("asks what a collection's deletion has left", async () => {
  const rest = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [] };
  const { client, requests } = await setup([{ kind: "Status", status: "Success" }, rest]);
  await client.deleteAllOf(Pod, { namespace: "a" });
  expect(await client.list(Pod)).toEqual([]);
  expect(requests.map((request) => request.split("?")[0])).toEqual([
    "DELETE /api/v1/namespaces/a/pods",
    "GET /api/v1/namespaces/a/pods",
  ]);
});

it("asks the server what has become of a write whose answer was lost, once, before the next cached read", async () => {
  const created = storedObject("Pod", { name: "q", namespace: "a", resourceVersion: "9", uid: "q" });
  const list = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [pod("3"), created] };
  const { client, requests } = await setup([LOST, list]);
  await expect(client.create(Pod, { metadata: { name: "q", namespace: "a" } })).rejects.toThrow("500");
  expect((await client.list(Pod, { namespace: "a" })).map(({ metadata }) => metadata.name).sort()).toEqual(["p", "q"]);
  expect((await client.find(Pod, { namespace: "a", name: "q" }))?.metadata.uid).toBe("q");
  expect(requests).toHaveLength(2);
});

it("asks again when the question itself had no answer", async () => {
  const list = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [pod("3")] };
  const { client } = await setup([LOST, LOST, list]);
  await expect(client.patch(Pod, key, { type: "merge", patch: {} })).rejects.toThrow("500");
  await expect(client.list(Pod)).rejects.toThrow("500");
  expect(await client.list(Pod)).toHaveLength(1);
});
