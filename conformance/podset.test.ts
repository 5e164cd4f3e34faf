import { createHttpTransport, type Transport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { startNodes } from "@homeostat/devcluster";
import { describe, test } from "vitest";
import { podSetSuite } from "../operators/podset/test/podset-suite.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control-plane.ts";

const found = findAssets();
const reason =
  found.assets === undefined
    ? found.reason
    : found.assets.controllerManager === undefined
      ? "there is no kube-controller-manager, which collects the garbage"
      : undefined;

if (found.assets === undefined || reason !== undefined) {
  describe("PodSet on a real kube-apiserver", () => {
    test.skip(`skipped: ${reason ?? ""}`, () => undefined);
  });
} else {
  const { assets } = found;
  podSetSuite("a real kube-apiserver", async () => {
    const plane = await startControlPlane({ assets, controllers: true });
    const transport = async (user?: string): Promise<Transport> => {
      const kubeconfig = user === undefined ? plane.kubeconfig : await plane.kubeconfigFor(user);
      return createHttpTransport(await loadClusterConfig({ kubeconfig }));
    };
    const nodes = await startNodes({ transport: await transport() });
    await nodes.ready();
    return {
      transport,
      async close() {
        await nodes.stop();
        await plane.stop();
      },
    };
  });
}
