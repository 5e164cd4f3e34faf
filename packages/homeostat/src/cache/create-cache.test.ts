import { expect, it } from "vitest";
import { ApiError, isApiError } from "#client/api-error.ts";
import type { WatchEvent } from "#client/client.ts";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { silentLogger } from "#observe/logger.ts";
import { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import type { Cache, ObjectEvent } from "./cache.ts";
import { type CacheOptions, createCache } from "./create-cache.ts";
import type { StoredObject } from "./reflector-state.ts";
import { createHandDrivenClient, type HandDrivenClient, settled, storedObject } from "./testdata/hand-driven-client.ts";

interface PodLike extends KubernetesObject {
  readonly spec?: { readonly nodeName?: string };
}
const Pod = defineKind<PodLike>()({ group: "", version: "v1", kind: "Pod", plural: "pods", scope: "Namespaced" });
const Node = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Node",
  plural: "nodes",
  scope: "Cluster",
});

const pod = (name: string, version: string, more: object = {}): StoredObject => ({
  ...storedObject("Pod", {
    name,
    namespace: "a",
    resourceVersion: version,
    ...("metadata" in more ? (more.metadata as object) : {}),
  }),
  ...("spec" in more ? { spec: more.spec } : {}),
});
const add = (object: StoredObject): WatchEvent<StoredObject> => ({ type: "ADDED", object });
const change = (object: StoredObject): WatchEvent<StoredObject> => ({ type: "MODIFIED", object });
const gone = (object: StoredObject): WatchEvent<StoredObject> => ({ type: "DELETED", object });
const endOf = (resourceVersion: string): WatchEvent<StoredObject> => ({
  type: "BOOKMARK",
  resourceVersion,
  initialEventsEnd: true,
});
const forbidden = (): ApiError =>
  new ApiError({
    status: 403,
    reason: "Forbidden",
    statusMessage: 'pods is forbidden: User "system:serviceaccount:a:op" cannot list',
    verb: "list",
    path: "/api/v1/pods",
  });

interface Running extends HandDrivenClient {
  readonly cache: Cache;
  readonly clock: FakeClock;
  stop(): Promise<void>;
}

async function start(
  options: Partial<CacheOptions> = {},
  prepare: (cache: Cache) => void = (cache) => cache.informer(Pod),
): Promise<Running> {
  const hand = createHandDrivenClient();
  const clock = createFakeClock();
  const cache = createCache({
    client: hand.client,
    clock,
    random: createSeededRandom(1),
    log: silentLogger,
    freeze: true,
    ...options,
  });
  prepare(cache);
  const controller = new AbortController();
  const run = cache.run(controller.signal);
  await settled();
  return { ...hand, cache, clock, stop: () => (controller.abort(new Error("stop")), run) };
}

it("fills from a streaming list and follows the watch", async () => {
  const { cache, call, calls, stop } = await start();
  const events: unknown[] = [];
  cache
    .informer(Pod)
    .subscribe((event) =>
      events.push([event.type, event.object.metadata.name, event.type === "create" && event.initial]),
    );
  expect(call().options).toMatchObject({
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
    idleTimeoutMs: 120_000,
  });
  expect(call().options.timeoutSeconds).toBeGreaterThanOrEqual(300);
  await call().send(add(pod("p", "5")), add(pod("q", "3")));
  expect(cache.informer(Pod).synced).toBe(false);
  await call().send(endOf("7"), change(pod("p", "8")), gone(pod("q", "9")), add(pod("r", "10")));
  expect((await cache.list(Pod)).map(({ metadata }) => [metadata.name, metadata.resourceVersion])).toEqual([
    ["p", "8"],
    ["r", "10"],
  ]);
  expect(events).toEqual([
    ["create", "p", true],
    ["create", "q", true],
    ["update", "p", false],
    ["delete", "q", false],
    ["create", "r", false],
  ]);
  await call().end();
  expect(call().options.resourceVersion).toBe("10");
  expect(calls).toHaveLength(2);
  await stop();
});

it("tells what a relist changed, deletions first and as not final, and forgets nothing meanwhile", async () => {
  const { cache, call, stop, clock } = await start();
  await call().send(add(pod("p", "1")), add(pod("q", "2")), add(pod("s", "3")), endOf("4"));
  const events: ObjectEvent<KubernetesObject>[] = [];
  cache.informer(Pod).subscribe((event) => events.push(event));
  events.length = 0;
  await call().fail(
    new ApiError({ status: 410, reason: "Expired", statusMessage: "too old", verb: "watch", path: "/" }),
  );
  await call().send(add(pod("q", "2")), add(pod("s", "8", { metadata: { uid: "another" } })), add(pod("t", "9")));
  expect(await cache.list(Pod)).toHaveLength(3);
  await call().send(endOf("9"));
  expect(
    events.map((event) => [event.type, event.object.metadata?.name, event.type === "delete" && event.final]),
  ).toEqual([
    ["delete", "p", false],
    ["delete", "s", false],
    ["create", "s", false],
    ["create", "t", false],
  ]);
  await clock.advance(0);
  await stop();
});

it("falls back to pages when the server does not stream lists", async () => {
  const { cache, call, stop } = await start();
  await call().fail(
    new ApiError({
      status: 422,
      reason: "Invalid",
      statusMessage: "sendInitialEvents is forbidden",
      verb: "watch",
      path: "/",
    }),
  );
  expect(call()).toMatchObject({
    verb: "list",
    options: { resourceVersion: "0", resourceVersionMatch: "NotOlderThan", pageSize: 500 },
  });
  await call().send({ items: [pod("p", "1")], resourceVersion: "4", continue: "more" });
  await call().send({ items: [pod("q", "1")], resourceVersion: "4" });
  expect(await cache.list(Pod)).toHaveLength(2);
  expect(call()).toMatchObject({ verb: "watch", options: { resourceVersion: "4" } });
  expect(cache.informer(Pod).lastError).toBeUndefined();
  await stop();
});

it("names the missing permission while it waits, and goes on when it is given", async () => {
  const failures: unknown[] = [];
  const { cache, call, clock, stop } = await start({
    metrics: { failed: (_kind, verb, cause) => failures.push([verb, cause]) },
  });
  await call().fail(forbidden());
  await call().fail(forbidden());
  const waiting = expect(cache.get(Pod, { namespace: "a", name: "p" }, { timeoutMs: 100 })).rejects.toThrow(
    'cannot list pods: pods is forbidden: User "system:serviceaccount:a:op" cannot list (list /api/v1/pods: 403 Forbidden); allow it with: +kubebuilder:rbac:groups="",resources=pods,verbs=get;list;watch',
  );
  await clock.advance(100);
  await waiting;
  expect(failures).toEqual([
    ["watch", "denied"],
    ["list", "denied"],
  ]);
  await clock.advance(60_000);
  await call().send({ items: [], resourceVersion: "4" });
  expect(cache.informer(Pod).synced).toBe(true);
  await clock.advance(10_000);
  expect(cache.informer(Pod).lastError).toBeUndefined();
  await stop();
});

it("reads by namespace, label, metadata field and index", async () => {
  const { cache, call, stop } = await start();
  cache.index(Pod, "spec.nodeName", (object) => (object.spec?.nodeName === undefined ? [] : [object.spec.nodeName]));
  await call().send(
    add(pod("p", "1", { metadata: { labels: { app: "x" } }, spec: { nodeName: "n1" } })),
    add(pod("q", "2", { metadata: { labels: { app: "y" } }, spec: { nodeName: "n2" } })),
    add(pod("r", "3", { metadata: { namespace: "b", labels: { app: "x" } }, spec: { nodeName: "n1" } })),
    endOf("4"),
  );
  const names = async (options: Parameters<Cache["list"]>[1]): Promise<string[]> =>
    (await cache.list(Pod, options)).map(({ metadata }) => metadata.name).sort();
  expect(await names({ namespace: "b" })).toEqual(["r"]);
  expect(await names({ labels: { app: "x" } })).toEqual(["p", "r"]);
  expect(await names({ labels: "app in (y)", namespace: "a" })).toEqual(["q"]);
  expect(await names({ fields: "metadata.name!=p" })).toEqual(["q", "r"]);
  expect(await names({ fields: { "spec.nodeName": "n1" }, namespace: "a" })).toEqual(["p"]);
  expect(await names({ index: { name: "spec.nodeName", value: "n1" }, labels: "app=x" })).toEqual(["p", "r"]);
  cache.written(Pod, pod("p", "9", { spec: { nodeName: "n3" } }));
  expect(await names({ index: { name: "spec.nodeName", value: "n1" } })).toEqual(["r"]);
  expect(await names({ index: { name: "spec.nodeName", value: "n3" } })).toEqual(["p"]);
  await expect(cache.list(Pod, { fields: "spec.host=x" })).rejects.toThrow(
    'cannot list pods by the field spec.host=x from the cache: there is no index of this name; register cache.index(Pod, "spec.host", (object) => […]) before the list',
  );
  await expect(cache.list(Pod, { fields: "spec.nodeName!=x" })).rejects.toThrow("only equality can be looked up");
  await expect(cache.list(Pod, { index: { name: "none", value: "" } })).rejects.toThrow(
    'by the index "none": it does not exist',
  );
  await stop();
});

it("hands out shared, frozen objects, and says NotFound and not cached as errors", async () => {
  const { cache, call, stop } = await start();
  await call().send(add(pod("p", "1")), endOf("4"));
  const key = { namespace: "a", name: "p" };
  const object = await cache.get(Pod, key);
  expect(object).toBe(await cache.find(Pod, key));
  expect(Object.isFrozen(object.metadata)).toBe(true);
  expect(await cache.find(Pod, { ...key, name: "x" })).toBeUndefined();
  const missing = cache.get(Pod, { ...key, name: "x" });
  await expect(missing).rejects.toSatisfy((error) => isApiError(error, "NotFound"));
  await expect(missing).rejects.toThrow('pods "x" not found (get /api/v1/namespaces/a/pods/x (cached): 404 NotFound)');
  await expect(cache.list(Node)).rejects.toThrow("cannot read nodes from the cache: no controller watches it");
  await stop();
});

it("watches each of its namespaces apart, and cluster-scoped kinds as a whole", async () => {
  const { cache, calls, stop } = await start({ namespaces: ["a", "b"] }, (one) => [
    one.informer(Pod),
    one.informer(Node),
  ]);
  expect(calls.map(({ kind, options }) => [kind.plural, options.namespace])).toEqual([
    ["pods", "a"],
    ["pods", "b"],
    ["nodes", undefined],
  ]);
  await calls[0]?.send(add(pod("p", "1")), endOf("4"));
  expect(cache.informer(Pod).synced).toBe(false);
  await calls[1]?.send(add(pod("p", "9", { metadata: { namespace: "b", uid: "b-p" } })), endOf("9"));
  expect(cache.informer(Pod).synced).toBe(true);
  expect([cache.has(Pod, "a"), cache.has(Pod, "c"), cache.has(Pod), cache.has(Node)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  await calls[1]?.fail(new ApiError({ status: 410, reason: "Expired", statusMessage: "", verb: "watch", path: "/" }));
  await calls[3]?.send(endOf("12"));
  expect((await cache.list(Pod)).map(({ metadata }) => metadata.namespace)).toEqual(["a"]);
  await stop();
});

it("hides an own write that takes an object out of the selection", async () => {
  const selectors = [{ kind: Pod, labels: "app=x" }];
  const { cache, call, stop } = await start({ selectors });
  expect(call().options.labels).toBe("app=x");
  const labelled = (version: string, app: string): StoredObject => pod("p", version, { metadata: { labels: { app } } });
  await call().send(add(labelled("1", "x")), endOf("4"));
  cache.written(Pod, labelled("6", "y"));
  cache.written(Pod, pod("other", "7"));
  expect(await cache.list(Pod)).toEqual([]);
  cache.written(Pod, labelled("8", "x"));
  expect(await cache.list(Pod)).toHaveLength(1);
  await stop();
});

it("reports an own object as deleted when a list shows that it is gone and no event has told", async () => {
  const { cache, call, stop } = await start();
  await call().send(endOf("4"));
  const events: unknown[] = [];
  cache.informer(Pod).subscribe((event) => events.push([event.type, event.object.metadata.name]));
  cache.written(Pod, pod("p", "5"));
  await call().fail(new ApiError({ status: 410, reason: "Expired", statusMessage: "", verb: "watch", path: "/" }));
  await call().send(endOf("7"));
  cache.written(Pod, pod("q", "6"));
  expect(await cache.list(Pod)).toEqual([]);
  expect(events).toEqual([
    ["delete", "p"],
    ["delete", "q"],
  ]);
  await stop();
});

it("takes the answer that removes the last finalizer for the deletion that it is", async () => {
  const { cache, call, stop } = await start();
  const deleting = { deletionTimestamp: "2026-01-01T00:00:00Z" };
  await call().send(add(pod("p", "3", { metadata: { ...deleting, finalizers: ["f"] } })), endOf("4"));
  cache.written(Pod, pod("p", "5", { metadata: deleting }));
  expect(await cache.list(Pod)).toEqual([]);
  await stop();
});

it("a listener that throws does not disturb the others", async () => {
  const { cache, call, stop } = await start();
  const seen: string[] = [];
  const informer = cache.informer(Pod);
  informer.subscribe(() => {
    throw new Error("listener");
  });
  const remove = informer.subscribe((event) => seen.push(event.object.metadata.name));
  await call().send(add(pod("p", "1")), endOf("4"), add(pod("q", "5")));
  remove();
  await call().send(add(pod("r", "6")));
  expect(seen).toEqual(["p", "q"]);
  expect(await cache.list(Pod)).toHaveLength(3);
  await stop();
});

it("starts informers that are added while it runs, and refuses to run twice", async () => {
  const { cache, calls, stop } = await start({}, () => undefined);
  expect(calls).toEqual([]);
  cache.informer(Node);
  await settled();
  expect(calls.map(({ kind }) => kind.plural)).toEqual(["nodes"]);
  await expect(cache.run(new AbortController().signal)).rejects.toThrow("the cache is running already");
  await stop();
});

it("finds by labels what looking at every object would find, through changes, own writes, and more keys than it indexes", async () => {
  const { cache, call, stop } = await start();
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
  const labelled = (index: number, version: number): StoredObject => {
    const labels = Object.fromEntries(keys.map((key, at) => [key, String((index + version) % (at + 2))]));
    return pod(`p${index}`, String(version), { metadata: { labels } });
  };
  for (let index = 0; index < 30; index++) await call().send(add(labelled(index, 10 + index)));
  await call().send(endOf("100"));
  const check = async (): Promise<void> => {
    const all = await cache.list(Pod);
    for (const [at, key] of keys.slice(1).entries()) {
      const found = await cache.list(Pod, { namespace: "a", labels: { [key]: "1", k0: String(at % 2) } });
      const wanted = all.filter(({ metadata: { labels } }) => labels?.[key] === "1" && labels["k0"] === String(at % 2));
      expect(new Set(found)).toEqual(new Set(wanted));
    }
    expect(await cache.list(Pod, { namespace: "b", labels: { k1: "1" } })).toEqual([]);
  };
  await check();
  for (let index = 0; index < 30; index += 3) await call().send(change(labelled(index, 101 + index)));
  await call().send(gone(labelled(1, 150)));
  await check();
  for (let index = 0; index < 30; index += 5) cache.written(Pod, labelled(index, 200 + index));
  await check();
  await stop();
});
