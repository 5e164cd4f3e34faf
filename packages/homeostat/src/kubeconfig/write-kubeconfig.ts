import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import type { Kubeconfig } from "./kubeconfig.ts";

/** Writes a kubeconfig that only its owner can read. It appears whole or not at all; missing folders are made. */
export async function writeKubeconfig(path: string, kubeconfig: Kubeconfig): Promise<void> {
  const text = stringify({ apiVersion: "v1", kind: "Config", ...kubeconfig }, { lineWidth: 0 });
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
