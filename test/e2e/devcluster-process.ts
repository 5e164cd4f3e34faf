import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "homeostat";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { createHttpTransport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { eventually } from "homeostat/testing";
import { parse } from "yaml";
import { PROGRAMS, ROOT, startProgram, type Program } from "./program.ts";

/** A devcluster in a process of its own, that is reached over TLS. */
export interface DevclusterProcess {
  readonly cwd: string;
  /** The administrator's. */
  readonly kubeconfig: string;
  readonly client: Client;
  close(): Promise<void>;
}

/** Starts a devcluster. */
export async function startDevclusterProcess(): Promise<DevclusterProcess> {
  const cwd = mkdtempSync(join(tmpdir(), "homeostat-devcluster-"));
  const kubeconfig = join(cwd, "kubeconfig");
  const program = startProgram(PROGRAMS.devcluster, ["--port", "0", "--kubeconfig", kubeconfig], { cwd });
  await program.line(/ready/);
  const transport = createHttpTransport(await loadClusterConfig({ kubeconfig }));
  return {
    cwd,
    kubeconfig,
    client: createClient({ transport, fieldManager: "e2e" }),
    async close() {
      await transport.close();
      await program.stop();
    },
  };
}

/** Installs the CRD of the PodSets and waits until it is served. */
export async function installPodSets(client: Client): Promise<void> {
  const text = readFileSync(`${ROOT}operators/podset/config/crd/bases/app.example.com_podsets.yaml`, "utf8");
  const { metadata } = await client.apply(CustomResourceDefinition, parse(text) as CustomResourceDefinition, {
    force: true,
  });
  await eventually(async () => {
    const { status } = await client.get(CustomResourceDefinition, { name: metadata.name });
    return status?.conditions?.some((one) => one.type === "Established" && one.status === "True") === true;
  });
}

/** The PodSet operator as its image runs it, without servers. */
export function startOperator(cwd: string, kubeconfig: string, args: readonly string[] = []): Program {
  return startProgram(
    PROGRAMS.operator,
    ["--kubeconfig", kubeconfig, "--metrics-bind-address=0", "--health-probe-bind-address=0", ...args],
    { cwd },
  );
}
