import { createClient, createHttpTransport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { expect, it } from "vitest";
import { acceptanceOf, REFUSED } from "../packages/cli/src/generate/crd-acceptance.test-support.ts";
import { findAssets } from "./assets.ts";
import { startControlPlane } from "./control-plane.ts";

const found = findAssets();
const reason = found.assets === undefined ? `: ${found.reason}` : "";

it.skipIf(found.assets === undefined)(
  `a real kube-apiserver accepts the CRDs generated of the golden types, as structural${reason}`,
  async () => {
    if (found.assets === undefined) return;
    await using plane = await startControlPlane({ assets: found.assets });
    const config = await loadClusterConfig({ kubeconfig: plane.kubeconfig });
    const { accepted, refused } = await acceptanceOf(createClient({ transport: createHttpTransport(config) }));
    expect(Object.keys(refused), JSON.stringify(refused)).toEqual(REFUSED);
    expect(accepted).toBe(42);
  },
  120_000,
);
