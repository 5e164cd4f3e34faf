import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { assetsDirectory, buildAssets } from "./build.mjs";

/** The programs of a real control plane. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
  /** Absent in `KUBEBUILDER_ASSETS`: tests that need built-in controllers must skip. */
  readonly controllerManager: string | undefined;
}

/** The programs, or why there are none: a test that skips says so. */
export type AssetsResult = { readonly assets: Assets } | { readonly assets: undefined; readonly reason: string };

/**
 * Finds the programs in `KUBEBUILDER_ASSETS`, else where `conformance/build.mjs` puts them; `build` builds them there, which
 * takes minutes and needs Go. With `CONFORMANCE=required` in the environment, it throws when there are none.
 */
export function findAssets(options: { readonly build?: boolean } = {}): AssetsResult {
  const result = lookForAssets(options);
  if (result.assets === undefined && process.env["CONFORMANCE"] === "required") throw new Error(result.reason);
  return result;
}

function lookForAssets(options: { readonly build?: boolean }): AssetsResult {
  const given = process.env["KUBEBUILDER_ASSETS"];
  if (given !== undefined && given !== "") return assetsIn(given, `KUBEBUILDER_ASSETS=${given}`);
  const directory = assetsDirectory();
  const found = assetsIn(directory, "the real control plane is not built, run: node conformance/build.mjs");
  if (found.assets !== undefined || options.build !== true) return found;
  try {
    return assetsIn(buildAssets(), directory);
  } catch (error) {
    return { assets: undefined, reason: `the real control plane cannot be built: ${String(error)}` };
  }
}

function assetsIn(directory: string, explanation: string): AssetsResult {
  const [etcd, apiServer, kubectl, controllerManager] = [
    "etcd",
    "kube-apiserver",
    "kubectl",
    "kube-controller-manager",
  ].map((program) => executable(join(directory, program)));
  if (etcd !== undefined && apiServer !== undefined && kubectl !== undefined) {
    return { assets: { etcd, apiServer, kubectl, controllerManager } };
  }
  return { assets: undefined, reason: `${explanation} (no etcd, kube-apiserver and kubectl in ${directory})` };
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}
