import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLogger, createManager, defineController, done } from "homeostat";
import type { TokenRequest } from "homeostat/apis/authentication/v1";
import { ConfigMap, ServiceAccount } from "homeostat/apis/core/v1";
import { ClusterRole, ClusterRoleBinding } from "homeostat/apis/rbac/v1";
import { parseKubeconfig, writeKubeconfig } from "homeostat/kubeconfig";
import { PodSet } from "podset-operator";
import { startDevcluster } from "@homeostat/devcluster";
import { installPodSets, startDevclusterProcess, startOperator, type DevclusterProcess } from "./devcluster-process.ts";
import { PROGRAMS, startProgram } from "./program.ts";

/** What an operator says when its world is not as it should be: one message that names the place and what to do. */
export function failureSuite(): void {
  describe("the operator with a wrong configuration ends with one message", () => {
    const cwd = mkdtempSync(join(tmpdir(), "homeostat-failure-"));
    const file = (name: string, text: string): string => {
      writeFileSync(join(cwd, name), text);
      return join(cwd, name);
    };

    test.each([
      [
        "that is not YAML",
        file("yaml", "apiVersion: v1\nclusters:\n- name: [a\n"),
        /^\S+\/yaml:4:1: this is not valid YAML: .*\n$/,
      ],
      [
        "of another shape",
        file("shape", "apiVersion: v1\nclusters: {}\n"),
        /^\S+\/shape:2:11: clusters must be a list, but is a mapping\n$/,
      ],
      [
        "whose context there is not",
        file("context", "current-context: prod\ncontexts:\n- {name: dev, context: {}}\n"),
        /^\S+\/context: there is no context "prod"; the contexts are "dev"\n$/,
      ],
      [
        "that there is not",
        join(cwd, "missing"),
        /^\S+\/missing: the kubeconfig does not exist; correct the path .*\n$/,
      ],
    ])("a kubeconfig %s", async (_what, kubeconfig, message) => {
      const { code, stdout, stderr } = await startOperator(cwd, kubeconfig).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(message);
    });

    test("no cluster at all", async () => {
      const { code, stderr } = await startProgram(PROGRAMS.operator, [], {
        cwd,
        env: { HOME: cwd, KUBERNETES_SERVICE_HOST: undefined },
      }).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^no cluster is configured: \S+ does not exist, .*; set KUBECONFIG, or start a cluster of your own with: npx homeostat-devcluster\n$/,
      );
    });

    test("a wrong flag, with code 2", async () => {
      const { code, stderr } = await startOperator(cwd, "any", ["--colour"]).ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(/^Unknown option '--colour'/);
    });

    test("a port for metrics that is taken", async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const kubeconfig = file("nowhere", nowhere);
      const { code, stderr } = await startOperator(cwd, kubeconfig, [`--metrics-bind-address=127.0.0.1:${port}`]).ended;
      server.close();
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^metrics server cannot listen on 127\.0\.0\.1:\d+: another program listens there; choose another port/m,
      );
      expect(stderr).not.toMatch(/^ +at /m);
    });

    test("a server that nobody listens on is said at once, tried again, and does not delay the end", async () => {
      const program = startOperator(cwd, file("nowhere", nowhere));
      const line = await program.line(/cannot (list|watch) podsets/);
      expect(line).toMatch(
        /nothing listens on 127\.0\.0\.1:1; start the cluster, or correct the server https:\/\/127\.0\.0\.1:1 in \S+\/nowhere/,
      );
      const { code, tookMs } = await program.stop();
      expect(code).toBe(0);
      expect(tookMs).toBeLessThan(2000);
    });
  });

  describe("the operator in a cluster that is not ready for it", () => {
    let cluster: DevclusterProcess;
    beforeAll(async () => {
      cluster = await startDevclusterProcess();
    }, 60_000);
    afterAll(() => cluster?.close());

    test("names a CRD that is missing, and works as soon as it is there", async () => {
      const program = startOperator(cluster.cwd, cluster.kubeconfig);
      expect(await program.line(/cannot (list|watch) podsets/)).toMatch(
        /the server does not serve podsets of app\.example\.com\/v1alpha1: install its CRD, or correct the group, version and plural of the kind/,
      );
      await installPodSets(cluster.client);
      await program.line(/Starting workers/);
      expect((await program.stop()).code).toBe(0);
    });

    test("names the rule that is missing", async () => {
      const kubeconfig = await kubeconfigWithoutPods(cluster);
      const program = startOperator(cluster.cwd, kubeconfig);
      const line = await program.line(/cannot (list|watch) pods:/);
      expect(line).toMatch(
        /User \\"system:serviceaccount:default:limited\\" cannot (list|watch) resource \\"pods\\" in API group \\"\\" at the cluster scope/,
      );
      expect(line).toContain('allow it with: +kubebuilder:rbac:groups=\\"\\",resources=pods,verbs=get;list;watch');
      expect((await program.stop()).code).toBe(0);
    });
  });

  test("a reconcile that throws is logged with its stack and id, and tried again", async () => {
    await using cluster = await startDevcluster({ controllers: "none", nodes: 0 });
    const lines: string[] = [];
    const log = await createLogger({ format: "json", destination: { write: (line) => lines.push(line) } });
    const stop = new AbortController();
    await using manager = await createManager({ transport: cluster.transport(), log });
    manager.add(
      defineController({
        name: "clumsy",
        for: ConfigMap,
        reconcile(_request, { attempt }) {
          if (attempt < 4) throw new Error(`attempt ${attempt} stumbles`);
          stop.abort();
          return done();
        },
      }),
    );
    await manager.client.create(ConfigMap, { metadata: { namespace: "default", name: "stone" } });
    await manager.run(stop.signal);
    const errors = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line["msg"] === "Reconciler error");
    expect(errors.map((line) => line["error"])).toEqual([
      "attempt 1 stumbles",
      "attempt 2 stumbles",
      "attempt 3 stumbles",
    ]);
    for (const line of errors)
      expect(line).toMatchObject({
        controller: "clumsy",
        name: "stone",
        stacktrace: expect.stringMatching(/\n +at /) as string,
      });
    expect(new Set(errors.map((line) => line["reconcileID"])).size).toBe(3);
  });
}

const nowhere =
  "current-context: c\ncontexts:\n- {name: c, context: {cluster: c}}\nclusters:\n- {name: c, cluster: {server: 'https://127.0.0.1:1'}}\n";

/** A kubeconfig of a service account that may read PodSets and nothing else. */
async function kubeconfigWithoutPods({ client, cwd, kubeconfig }: DevclusterProcess): Promise<string> {
  await client.create(ServiceAccount, { metadata: { namespace: "default", name: "limited" } });
  const rules = [{ apiGroups: [PodSet.group], resources: ["podsets"], verbs: ["get", "list", "watch"] }];
  await client.create(ClusterRole, { metadata: { name: "limited" }, rules });
  await client.create(ClusterRoleBinding, {
    metadata: { name: "limited" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "limited" },
    subjects: [{ kind: "ServiceAccount", namespace: "default", name: "limited" }],
  });
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { status } = await client
    .subresource("token")
    .create<typeof ServiceAccount, TokenRequest>(ServiceAccount, { namespace: "default", name: "limited" }, request);
  const token = status?.token ?? "";
  const admin = parseKubeconfig(readFileSync(kubeconfig, "utf8"), kubeconfig);
  const file = join(cwd, "limited");
  await writeKubeconfig(file, { ...admin, users: [{ name: "admin", user: { token } }] });
  return file;
}
