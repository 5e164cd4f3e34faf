import { describe, expect, test } from "vitest";
import { builtinResourceList } from "#resources/builtin-resources.ts";
import { createRegistry } from "#resources/registry.ts";
import type { Resource } from "#resources/resource.ts";
import { createStore } from "#storage/create-store.ts";
import type { ApiObject, Store } from "#storage/store.ts";
import { admissionPlugins } from "./admission-plugins.ts";
import type { AdmissionRequest } from "./admission.ts";

const registry = createRegistry(builtinResourceList());

function storeWith(...objects: readonly (readonly [table: string, object: ApiObject])[]): Store {
  const store = createStore({ freeze: true });
  for (const [table, object] of objects) store.table(table).create(object.metadata.name ?? "", object);
  return store;
}

const namespace = (name: string, phase: string = "Active"): readonly [string, ApiObject] => [
  "namespaces",
  { metadata: { name }, status: { phase } },
];

/** The object after all plugins; throws what they throw. */
async function admit(
  store: Store,
  request: Partial<AdmissionRequest> & { readonly plural: string; readonly group?: string },
): Promise<ApiObject | undefined> {
  const { plural, group = "", ...rest } = request;
  let asked: AdmissionRequest = {
    operation: "CREATE",
    resource: registry.find(group, plural) as Resource,
    version: "v1",
    subresource: "",
    namespace: "",
    name: rest.object?.metadata.name ?? "",
    object: undefined,
    oldObject: undefined,
    user: { username: "admin", groups: [] },
    dryRun: false,
    options: {},
    warn: () => undefined,
    ...rest,
  };
  const plugins = admissionPlugins({
    store,
    registry,
    authorizer: { authorize: () => ({ allowed: true, reason: "" }), rulesOf: () => [], roleOf: () => undefined },
  });
  for (const plugin of plugins) asked = { ...asked, object: (await plugin.mutate?.(asked)) ?? asked.object };
  for (const plugin of plugins) await plugin.validate?.(asked);
  return asked.object;
}

const pod = (spec: object): ApiObject => ({ metadata: { name: "x" }, spec });

describe("namespaces", () => {
  const create = { plural: "configmaps", object: { metadata: { name: "x" } } };

  test("that are absent or terminating take no new content", async () => {
    const store = storeWith(namespace("old", "Terminating"));
    await expect(admit(store, { ...create, namespace: "none" })).rejects.toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    });
    await expect(admit(store, { ...create, namespace: "old" })).rejects.toMatchObject({
      code: 403,
      message:
        'configmaps "x" is forbidden: unable to create new content in namespace old because it is being terminated',
      details: {
        causes: [
          { reason: "NamespaceTerminating", message: "namespace old is being terminated", field: "metadata.namespace" },
        ],
      },
    });
    await expect(admit(store, { ...create, namespace: "old", operation: "UPDATE" })).resolves.toBeDefined();
  });

  test("that a cluster needs stay", async () => {
    const remove = { plural: "namespaces", operation: "DELETE", name: "default", namespace: "default" } as const;
    await expect(admit(storeWith(namespace("default")), remove)).rejects.toMatchObject({
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    });
  });
});

describe("pods", () => {
  const priorityClass = (name: string, value: number, globalDefault: boolean): readonly [string, ApiObject] => [
    "priorityclasses.scheduling.k8s.io",
    { metadata: { name }, value, globalDefault, preemptionPolicy: "Never" },
  ];

  test("get the priority of their class, or of the default one", async () => {
    const store = storeWith(namespace("default"), priorityClass("high", 1000, false), priorityClass("usual", 7, true));
    const create = (spec: object): Promise<ApiObject | undefined> =>
      admit(store, { plural: "pods", namespace: "default", object: pod(spec) });
    expect(await create({ priorityClassName: "high" })).toMatchObject({
      spec: { priority: 1000, preemptionPolicy: "Never" },
    });
    expect(await create({})).toMatchObject({ spec: { priority: 7, priorityClassName: "usual" } });
    await expect(create({ priorityClassName: "nope" })).rejects.toThrow(
      'pods "x" is forbidden: no PriorityClass with name nope was found',
    );
    await expect(create({ priority: 8 })).rejects.toThrow(
      "the integer value of priority (8) must not be provided in pod spec",
    );
  });

  test("tolerate lost nodes for a while unless they say otherwise", async () => {
    const store = storeWith(namespace("default"));
    const own = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" };
    const object = await admit(store, { plural: "pods", namespace: "default", object: pod({ tolerations: [own] }) });
    expect(object).toMatchObject({
      spec: {
        tolerations: [
          own,
          { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        ],
      },
    });
  });
});

test("only one priority class is the default", async () => {
  const store = storeWith([
    "priorityclasses.scheduling.k8s.io",
    { metadata: { name: "a" }, value: 1, globalDefault: true },
  ]);
  const create = {
    plural: "priorityclasses",
    group: "scheduling.k8s.io",
    object: { metadata: { name: "b" }, value: 2, globalDefault: true },
  };
  await expect(admit(store, create)).rejects.toThrow(
    'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default',
  );
});

test("claims get the default storage class and a finalizer", async () => {
  const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
  const store = storeWith(namespace("default"), [
    "storageclasses.storage.k8s.io",
    { metadata: { name: "sc", annotations } },
  ]);
  const object = await admit(store, {
    plural: "persistentvolumeclaims",
    namespace: "default",
    object: { metadata: { name: "x" }, spec: {} },
  });
  expect(object).toMatchObject({
    metadata: { finalizers: ["kubernetes.io/pvc-protection"] },
    spec: { storageClassName: "sc" },
  });
});

test("new nodes are tainted", async () => {
  const object = await admit(storeWith(), { plural: "nodes", object: { metadata: { name: "n" } } });
  expect(object).toMatchObject({ spec: { taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }] } });
});
