import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { createClient, createHttpTransport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { defineKind, type KubernetesObject } from "homeostat/meta";
import { expect, it } from "vitest";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control-plane.ts";

const found = findAssets();
const reason = found.assets === undefined ? `: ${found.reason}` : "";
const run = promisify(execFile);
const Namespace = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  scope: "Cluster",
});

it.skipIf(found.assets === undefined)(
  `the real control plane starts, knows its users, and leaves nothing behind${reason}`,
  async () => {
    if (found.assets === undefined) return;
    const plane = await startControlPlane({ assets: found.assets });
    try {
      const kubectl = async (...args: readonly string[]): Promise<string> =>
        (await run(plane.kubectl, ["--kubeconfig", plane.kubeconfig, ...args])).stdout;
      expect(await kubectl("get", "--raw", "/readyz")).toBe("ok");
      expect(JSON.parse(await kubectl("get", "--raw", "/version"))).toMatchObject({
        gitVersion: "v1.36.3",
        major: "1",
        minor: "36",
      });
      const config = await loadClusterConfig({ kubeconfig: await plane.kubeconfigFor("alice", ["people"]) });
      const alice = createClient({ transport: createHttpTransport(config) });
      await expect(alice.list(Namespace)).rejects.toThrow('User "alice" cannot list resource "namespaces"');
    } finally {
      await plane.stop();
    }
    expect(existsSync(plane.kubeconfig)).toBe(false);
  },
);
