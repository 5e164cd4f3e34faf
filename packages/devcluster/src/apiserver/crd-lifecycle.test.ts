import { createFakeClock } from "homeostat/internal/std/fake-clock.ts";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { createSeededRandom } from "homeostat/internal/std/random.ts";
import { expect, test } from "vitest";
import { crdStrategy } from "#resources/crd-strategy.ts";
import { createRegistry } from "#resources/registry.ts";
import { createStore } from "#storage/create-store.ts";
import type { ApiObject, Store } from "#storage/store.ts";
import type { ApiServerContext } from "./context.ts";
import { startCrdLifecycle } from "./crd-lifecycle.ts";

const CRDS = "customresourcedefinitions.apiextensions.k8s.io";

test("a new CRD is named, installed and established in steps that a watch sees, then served", async () => {
  const { store, registry } = start();
  const seen: string[] = [];
  store.table(CRDS).watch(store.revision, ({ current }) => void seen.push(summary(current.object)));
  create(store, "rats");
  await settle();
  expect(seen).toEqual(["", "NamesAccepted=True Established=False", "NamesAccepted=True Established=True"]);
  expect(registry.find("x.example.com", "rats")?.kind).toBe("Rats");
  const managers = store
    .table(CRDS)
    .get("rats.x.example.com")
    ?.object.metadata.managedFields?.map((one) => `${one.manager}/${one.subresource}`);
  expect(managers).toContain("kube-apiserver/status");
});

test("a CRD whose kind is taken is served when the other one goes", async () => {
  const { store, registry } = start();
  create(store, "rats");
  await settle();
  create(store, "mice", "Rats");
  await settle();
  expect(registry.find("x.example.com", "mice")).toBeUndefined();
  remove(store, "rats");
  await settle();
  expect(registry.find("x.example.com", "rats")).toBeUndefined();
  expect(registry.find("x.example.com", "mice")?.kind).toBe("Rats");
});

test("a deleted CRD takes its objects along and waits for their finalizers", async () => {
  const { store, registry } = start();
  create(store, "rats");
  await settle();
  const rats = store.table("rats.x.example.com");
  const rat = (name: string, finalizers: readonly string[]): ApiObject => ({
    kind: "Rats",
    metadata: { name, namespace: "n", finalizers },
  });
  rats.create("n/free", rat("free", []));
  const held = rats.create("n/held", rat("held", ["a.b/c"]));
  remove(store, "rats");
  await settle();
  expect(rats.list().items.map((one) => one.key)).toEqual(["n/held"]);
  expect(rats.get("n/held")?.object.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 1 });
  expect(summary(store.table(CRDS).get("rats.x.example.com")?.object)).toContain("Terminating=True");
  const resource = registry.find("x.example.com", "rats");
  expect(() =>
    resource?.strategy.prepareForCreate(rat("new", []), { nowMs: 0, subresource: "", version: "v1", random: () => 0 }),
  ).toThrow("terminating");
  rats.delete(rats.get("n/held") ?? held);
  await settle();
  expect(store.table(CRDS).get("rats.x.example.com")).toBeUndefined();
  expect(registry.find("x.example.com", "rats")).toBeUndefined();
});

test("a change of the schema is served, a change of the status is not a change", async () => {
  const { store, registry } = start();
  create(store, "rats");
  await settle();
  const { generation } = registry;
  update(store, "rats", (crd) => ({ ...crd, metadata: { ...crd.metadata, labels: { a: "b" } } }));
  await settle();
  expect(registry.generation).toBe(generation);
  update(store, "rats", (crd) => ({
    ...crd,
    spec: { ...(crd["spec"] as object), names: { ...names("rats", "Rats"), shortNames: ["rt"] } },
  }));
  await settle();
  expect(registry.find("x.example.com", "rats")?.shortNames).toEqual(["rt"]);
});

function start(): ApiServerContext {
  const clock = createFakeClock();
  const context: ApiServerContext = {
    store: createStore(),
    registry: createRegistry([]),
    authenticator: { authenticate: () => Promise.resolve({ username: "a", groups: [] }) },
    authorizer: { authorize: () => ({ allowed: true, reason: "" }) },
    admission: [],
    clock,
    random: createSeededRandom(1),
    log: silentLogger,
    special: new Map(),
  };
  startCrdLifecycle(context);
  return context;
}

function names(plural: string, kind: string): object {
  return { plural, singular: plural.slice(0, -1), kind, listKind: `${kind}List` };
}

function create(store: Store, plural: string, kind: string = "Rats"): void {
  const name = `${plural}.x.example.com`;
  const schema = { openAPIV3Schema: { type: "object" } };
  const versions = [{ name: "v1", served: true, storage: true, schema }];
  const spec = {
    group: "x.example.com",
    scope: "Namespaced",
    names: names(plural, kind),
    versions,
    conversion: { strategy: "None" },
  };
  const managedFields = [
    {
      manager: "test",
      operation: "Update",
      apiVersion: "apiextensions.k8s.io/v1",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": {} },
    },
  ];
  const crd: ApiObject = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name, managedFields },
    spec,
  };
  store
    .table(CRDS)
    .create(name, crdStrategy.prepareForCreate(crd, { nowMs: 0, subresource: "", version: "v1", random: () => 0 }));
}

function update(store: Store, plural: string, change: (crd: ApiObject) => ApiObject): void {
  const stored = store.table(CRDS).get(`${plural}.x.example.com`);
  if (stored !== undefined) store.table(CRDS).update(stored, change(stored.object));
}

/** As the first DELETE does. */
function remove(store: Store, plural: string): void {
  update(store, plural, (crd) => {
    const marked =
      crdStrategy.prepareForDelete?.(crd, { nowMs: 0, subresource: "", version: "v1", random: () => 0 }) ?? crd;
    return { ...marked, metadata: { ...marked.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
  });
}

function summary(crd: ApiObject | undefined): string {
  const status = crd?.["status"] as
    { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } | undefined;
  return (status?.conditions ?? []).map((one) => `${one.type}=${one.status}`).join(" ");
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
