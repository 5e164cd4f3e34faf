import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { createClient, createManager, silentLogger, type Client } from "homeostat";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { Namespace, Pod } from "homeostat/apis/core/v1";
import { ClusterRole, ClusterRoleBinding } from "homeostat/apis/rbac/v1";
import type { Transport } from "homeostat/client";
import type { Persisted } from "homeostat/meta";
import { eventually } from "homeostat/testing";
import { parse } from "yaml";
import { PodSet, podSetController } from "../index.ts";

/** A cluster to run the operator on; its Pods are brought to life by somebody. */
export interface Environment {
  /** A new connection: as the administrator, or as a user with the rights that RBAC gives him. */
  transport(user?: string): Promise<Transport>;
  close(): Promise<void>;
}

/** A cluster with the operator at work, and what a test of it does with the PodSet `web` of the test's own namespace. */
export interface Fixture {
  readonly client: Client;
  readonly namespace: string;
  /** Makes a namespace for the next test. */
  nextNamespace(): Promise<void>;
  createPodSet(replicas: number): Promise<Persisted<PodSet>>;
  podSet(): Promise<Persisted<PodSet>>;
  scale(replicas: number): Promise<void>;
  /** The Pods, all of them running, as soon as there are `wanted`. */
  running(wanted: number): Promise<readonly Persisted<Pod>[]>;
  close(): Promise<void>;
}

/** Installs the CRD, runs the operator. */
export async function createFixture(environment: Environment): Promise<Fixture> {
  const client = createClient({ transport: await environment.transport(), fieldManager: "podset-test" });
  await installCrd(client);
  await grantRole(client);
  const stopOperator = await runOperator(environment);
  let count = 0;
  const namespace = (): string => `podset-${count}`;
  const key = (): { readonly namespace: string; readonly name: string } => ({ namespace: namespace(), name: "web" });
  return {
    client,
    get namespace() {
      return namespace();
    },
    async nextNamespace() {
      count++;
      await client.create(Namespace, { metadata: { name: namespace() } });
    },
    createPodSet: (replicas) =>
      client.create(PodSet, {
        apiVersion: "app.example.com/v1alpha1",
        kind: "PodSet",
        metadata: key(),
        spec: { replicas },
      }),
    podSet: () => client.get(PodSet, key()),
    async scale(replicas) {
      await client.subresource("scale").patch(PodSet, key(), { type: "merge", patch: { spec: { replicas } } });
    },
    running: (wanted) =>
      eventually(async () => {
        const pods = (await client.list(Pod, { namespace: namespace() })).filter(isNotBeingDeleted);
        expect(pods.filter((pod) => pod.status?.phase === "Running")).toHaveLength(wanted);
        expect(pods).toHaveLength(wanted);
        return pods;
      }),
    async close() {
      await stopOperator();
      await environment.close();
    },
  };
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

function isNotBeingDeleted(pod: Persisted<Pod>): boolean {
  return pod.metadata.deletionTimestamp === undefined;
}

/** Who the operator is: a user with no rights but those of `config/rbac/role.yaml`. */
const OPERATOR = "podset-operator";

async function grantRole(client: Client): Promise<void> {
  const text = await readFile(new URL("../config/rbac/role.yaml", import.meta.url), "utf8");
  const role = parse(text) as ClusterRole;
  const name = role.metadata?.name ?? "";
  await client.apply(ClusterRole, role, { force: true });
  await client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: OPERATOR }],
  });
}

/** Runs the operator as `main.ts` does, with objects that cannot be changed; the function stops it. */
async function runOperator(environment: Environment): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const transport = await environment.transport(OPERATOR);
  const manager = await createManager({ transport, log: silentLogger, freeze: true });
  manager.add(podSetController);
  const run = manager.run(stop.signal);
  return async () => {
    stop.abort();
    await run;
  };
}
