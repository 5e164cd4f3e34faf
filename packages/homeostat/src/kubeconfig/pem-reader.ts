import { KubeconfigError } from "./kubeconfig.ts";
import type { Machine } from "./machine.ts";

/** Reads a certificate or key that stands in the kubeconfig (`…-data`, which wins) or in a file that it names. */
export type PemReader = (fields: object, name: string, owner: string) => Promise<string | undefined>;

/** Creates the reader for one kubeconfig. It fails with `KubeconfigError` when there is no PEM text where one should be. */
export function createPemReader(machine: Machine, origin: string): PemReader {
  return async (fields, name, owner) => {
    const { data, path } = textsOf(fields, name);
    if (data !== undefined) return decoded(data, `${name}-data of ${owner}`, origin);
    if (path === undefined) return undefined;
    const text = await readFile(machine, path, `${name} of ${owner} (in ${origin})`);
    if (isPem(text)) return text;
    throw new KubeconfigError(`the ${name} of ${owner} is not PEM text; it should begin with -----BEGIN`, { path });
  };
}

function textsOf(
  fields: object,
  name: string,
): { readonly data: string | undefined; readonly path: string | undefined } {
  const entries = new Map<string, unknown>(Object.entries(fields));
  const text = (key: string): string | undefined => {
    const value = entries.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return { data: text(`${name}-data`), path: text(name) };
}

function decoded(data: string, what: string, origin: string): string {
  const text = Buffer.from(data, "base64").toString("utf8");
  if (isPem(text)) return text;
  throw new KubeconfigError(`${what} is not PEM text in base64; take it anew from where the cluster was made`, {
    path: origin,
  });
}

async function readFile(machine: Machine, path: string, what: string): Promise<string> {
  try {
    return await machine.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KubeconfigError(`cannot read the ${what}: ${reason}; correct the path or the permissions`, {
      path,
      cause,
    });
  }
}

function isPem(text: string): boolean {
  return text.includes("-----BEGIN ");
}
