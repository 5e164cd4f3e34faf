import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { Deployment, ReplicaSet } from "homeostat/apis/apps/v1";
import { ConfigMap, Namespace, Node, Pod, ServiceAccount } from "homeostat/apis/core/v1";
import { createClient, createHandlerTransport, type Client } from "homeostat/client";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { systemClock } from "homeostat/internal/std/clock.ts";
import { systemRandom } from "homeostat/internal/std/random.ts";
import { defineKind, type CustomResource } from "homeostat/meta";
import { eventually } from "homeostat/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiServer } from "#apiserver/api-server.ts";
import { startCrdLifecycle } from "#apiserver/crd-lifecycle.ts";
import { podHandlers } from "#apiserver/pod-handlers.ts";
import { createContext } from "./create-context.ts";
import { startWorkloads, type Workloads } from "./workloads.ts";

interface Rat extends CustomResource<{ readonly n?: number }> {}
const Rat = defineKind<Rat>()({
  group: "x.example.com",
  version: "v1",
  kind: "Rat",
  plural: "rats",
  scope: "Namespaced",
});

let client: Client;
let workloads: Workloads;

beforeAll(async () => {
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
  const special = new Map([
    ...podHandlers(),
    ["/pods/log", (request: Parameters<Workloads["podLog"]>[0]) => workloads.podLog(request)] as const,
  ]);
  const context = createContext({ ...shared, everybodyIsAdmin: true, special });
  const { handler } = createApiServer(context);
  startCrdLifecycle(context);
  const transport = (): ReturnType<typeof createHandlerTransport> => createHandlerTransport(handler);
  client = createClient({ transport: transport() });
  const some = { controllers: "all", nodes: 1, scheduler: true } as const;
  workloads = await startWorkloads({ ...shared, ...some, transport, rootCertificate: "PEM" });
  await workloads.ready();
});

afterAll(() => workloads.stop());

test("every namespace gets its service account and the root certificate", async () => {
  await client.create(Namespace, { metadata: { name: "fresh" } });
  await eventually(() => client.get(ServiceAccount, { namespace: "fresh", name: "default" }));
  const { data } = await eventually(() => client.get(ConfigMap, { namespace: "fresh", name: "kube-root-ca.crt" }));
  expect(data).toEqual({ "ca.crt": "PEM" });
});

test("a Deployment runs, rolls out, has logs, and takes its Pods along", async () => {
  const key = { namespace: "default", name: "web" };
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "nginx" }] } };
  await client.create(Deployment, {
    metadata: key,
    spec: { replicas: 3, selector: { matchLabels: { app: "web" } }, template },
  });
  const status = async (): Promise<Deployment["status"]> => (await client.get(Deployment, key)).status;
  await eventually(async () => (await status())?.availableReplicas === 3);
  const [pod] = await client.list(Pod, { namespace: "default", labels: { app: "web" } });
  const log = await client.raw({ path: `/api/v1/namespaces/default/pods/${pod?.metadata.name}/log` });
  expect(await log.text()).toBe("simulated container c of image nginx started\n");

  const containers = [{ name: "c", image: "nginx:2" }];
  await client.patch(Deployment, key, { type: "strategic", patch: { spec: { template: { spec: { containers } } } } });
  await eventually(async () => {
    const { observedGeneration, replicas, updatedReplicas, availableReplicas } = (await status()) ?? {};
    return observedGeneration === 2 && replicas === 3 && updatedReplicas === 3 && availableReplicas === 3;
  });
  const sets = await client.list(ReplicaSet, { namespace: "default" });
  expect(
    sets
      .map((one) => `${one.metadata.annotations?.["deployment.kubernetes.io/revision"]}: ${one.spec?.replicas}`)
      .sort(),
  ).toEqual(["1: 0", "2: 3"]);

  await client.delete(Deployment, key);
  await eventually(async () => (await client.list(Pod, { namespace: "default" })).length === 0);
});

test("a Pod that fits nowhere is told so and scheduled when it does", async () => {
  const key = { namespace: "default", name: "picky" };
  await client.create(Pod, {
    metadata: key,
    spec: { nodeSelector: { disk: "ssd" }, containers: [{ name: "c", image: "i" }] },
  });
  const message = await eventually(
    async () =>
      (await client.get(Pod, key)).status?.conditions?.find((one) => one.type === "PodScheduled")?.message ?? false,
  );
  expect(message).toBe("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
  await client.patch(Node, { name: "node-1" }, { type: "merge", patch: { metadata: { labels: { disk: "ssd" } } } });
  await eventually(async () => (await client.get(Pod, key)).status?.phase === "Running");
  await client.delete(Pod, key);
  await eventually(async () => (await client.find(Pod, key)) === undefined);
});

test("objects of a CRD made at run time own others, and a namespace waits for finalizers", async () => {
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", properties: { n: { type: "integer", default: 3 } } } },
    },
  };
  const versions = [{ name: "v1", served: true, storage: true, schema }];
  const spec = { group: "x.example.com", scope: "Namespaced", names: { plural: "rats", kind: "Rat" }, versions };
  await client.create(CustomResourceDefinition, { metadata: { name: "rats.x.example.com" }, spec });
  await client.create(Namespace, { metadata: { name: "lab" } });
  const rat = (
    name: string,
    finalizers: readonly string[],
  ): Promise<Awaited<ReturnType<typeof client.create<typeof Rat>>>> =>
    client.create(Rat, { metadata: { namespace: "lab", name, finalizers }, spec: {} });
  const owner = await eventually(() => rat("owner", []));
  expect(owner.spec).toEqual({ n: 3 });
  await rat("held", ["a.b/c"]);
  const ownerReferences = [{ apiVersion: "x.example.com/v1", kind: "Rat", name: "owner", uid: owner.metadata.uid }];
  await client.create(ConfigMap, { metadata: { namespace: "lab", name: "owned", ownerReferences } });
  await client.delete(Rat, { namespace: "lab", name: "owner" });
  await eventually(async () => (await client.find(ConfigMap, { namespace: "lab", name: "owned" })) === undefined);

  await client.delete(Namespace, { name: "lab" });
  const remaining = await eventually(
    async () => (await client.get(Namespace, { name: "lab" })).status?.conditions?.[3]?.message ?? false,
  );
  expect(remaining).toBe("Some resources are remaining: rats.x.example.com has 1 resource instances");
  await client.patch(
    Rat,
    { namespace: "lab", name: "held" },
    { type: "merge", patch: { metadata: { finalizers: null } } },
  );
  await eventually(async () => (await client.find(Namespace, { name: "lab" })) === undefined);
  await client.delete(CustomResourceDefinition, { name: "rats.x.example.com" });
  await eventually(
    async () => (await client.find(CustomResourceDefinition, { name: "rats.x.example.com" })) === undefined,
  );
});
