import { parseArgs } from "node:util";
import type { ManagerOptions } from "homeostat";
import { loadClusterConfig } from "homeostat/kubeconfig";

/** Reads the program's flags, which are those of a kubebuilder project; throws with a message that names the wrong one. */
export async function managerOptions(args: readonly string[]): Promise<ManagerOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kubeconfig: { type: "string" },
      "metrics-bind-address": { type: "string", default: ":8080" },
      "health-probe-bind-address": { type: "string", default: ":8081" },
    },
  });
  const { kubeconfig } = values;
  return {
    ...(kubeconfig === undefined ? {} : { config: await loadClusterConfig({ kubeconfig }) }),
    ...serverOf("metricsServer", "metrics-bind-address", values["metrics-bind-address"]),
    ...serverOf("healthServer", "health-probe-bind-address", values["health-probe-bind-address"]),
  };
}

/** `:8080`, `127.0.0.1:8080`, `[::1]:8080`; `0`: no server. */
function serverOf(option: "metricsServer" | "healthServer", flag: string, text: string): ManagerOptions {
  if (text === "0") return {};
  const [, host = "", port = ""] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  if (port === "" || Number(port) > 65535)
    throw new Error(`--${flag} ${text}: write host:port, :port for all addresses, or 0 for no server`);
  return { [option]: { host: host.replace(/^\[|\]$/g, ""), port: Number(port) } };
}
