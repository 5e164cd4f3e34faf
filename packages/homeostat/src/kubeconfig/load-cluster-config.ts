import { delimiter, join, resolve } from "node:path";
import type { Clock } from "#std/clock.ts";
import { systemClock } from "#std/clock.ts";
import type { ClusterConfig } from "./cluster-config.ts";
import { inClusterConfig } from "./in-cluster.ts";
import { type Kubeconfig, KubeconfigError } from "./kubeconfig.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { mergeKubeconfigs } from "./merge-kubeconfigs.ts";
import { parseKubeconfig } from "./parse-kubeconfig.ts";
import { resolveContext } from "./resolve-context.ts";

/** Options of `loadClusterConfig`. */
export interface LoadClusterConfigOptions {
  /** Path of a kubeconfig; nothing else is then looked at. */
  readonly kubeconfig?: string | undefined;
  /** @default the kubeconfig's current context */
  readonly context?: string | undefined;
  /** @default the process's environment */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default this machine */
  readonly machine?: Machine;
  readonly clock?: Clock;
}

/**
 * Finds the cluster, in controller-runtime's order: the `kubeconfig` option, the files of `KUBECONFIG`, the cluster that the
 * process runs in, `~/.kube/config`. Throws `KubeconfigError`.
 */
export async function loadClusterConfig(options: LoadClusterConfigOptions = {}): Promise<ClusterConfig> {
  const { clock = systemClock } = options;
  const given = options.machine ?? thisMachine;
  const machine: Machine = options.env === undefined ? given : { ...given, env: options.env };
  const from = async (paths: readonly string[], missing: "fails" | "is skipped"): Promise<ClusterConfig> => {
    const { kubeconfig, origin } = await readFiles(machine, paths, missing);
    return resolveContext(kubeconfig, { context: options.context, machine, clock, origin });
  };

  if (options.kubeconfig !== undefined && options.kubeconfig !== "") return from([options.kubeconfig], "fails");
  const listed = (machine.env["KUBECONFIG"] ?? "").split(delimiter).filter((path) => path !== "");
  if (listed.length > 0) return from(listed, "is skipped");
  return (await inClusterConfig({ machine, clock })) ?? from([join(machine.home, ".kube", "config")], "is skipped");
}

async function readFiles(
  machine: Machine,
  paths: readonly string[],
  missing: "fails" | "is skipped",
): Promise<{ readonly kubeconfig: Kubeconfig; readonly origin: string }> {
  const read: { readonly path: string; readonly config: Kubeconfig }[] = [];
  for (const path of paths.map((one) => resolve(one))) {
    const text = await readFile(machine, path, missing);
    if (text !== undefined) read.push({ path, config: parseKubeconfig(text, path) });
  }
  if (read.length === 0) {
    throw new KubeconfigError(
      `no cluster is configured: ${paths.join(", ")} ${paths.length > 1 ? "do" : "does"} not exist, and this is not a Pod with a service account; ` +
        `set KUBECONFIG, or start a cluster of your own with: npx homeostat-devcluster`,
    );
  }
  return {
    kubeconfig: mergeKubeconfigs(read.map(({ config }) => config)),
    origin: read.map(({ path }) => path).join(delimiter),
  };
}

async function readFile(machine: Machine, path: string, missing: "fails" | "is skipped"): Promise<string | undefined> {
  try {
    return await machine.readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" && missing === "is skipped") return undefined;
    const advice =
      code === "ENOENT"
        ? "the kubeconfig does not exist; correct the path"
        : "the kubeconfig cannot be read; check its permissions";
    throw new KubeconfigError(`${advice} (${cause instanceof Error ? cause.message : String(cause)})`, { path, cause });
  }
}
