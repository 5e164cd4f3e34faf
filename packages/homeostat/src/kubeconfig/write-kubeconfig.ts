import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { blockYaml } from "./block-yaml.ts";
import { type Kubeconfig, KubeconfigError } from "./kubeconfig.ts";

/**
 * Writes a kubeconfig that only its owner can read. It appears whole or not at all; missing folders are made, and a symbolic
 * link is followed. Throws `KubeconfigError`.
 */
export async function writeKubeconfig(path: string, kubeconfig: Kubeconfig): Promise<void> {
  const text = blockYaml({ apiVersion: "v1", kind: "Config", ...kubeconfig });
  try {
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(await fileOf(path), text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KubeconfigError(`the kubeconfig cannot be written: ${why}`, { path, cause });
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Where the file is or will be. A rename would put a file in the place of a device. */
async function fileOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return path;
  if (!found.isFile()) throw new Error("it exists and is not a file; choose another path");
  return realpath(path);
}
