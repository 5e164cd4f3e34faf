import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Client } from "homeostat";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { type Kind, type ObjectOf } from "homeostat/meta";

/** Applies a CRD from a file and waits until the server serves it. */
export async function applyCrd(client: Client, file: URL): Promise<void> {
  const crd = await applyFile(client, CustomResourceDefinition, file);
  const established = (one: CustomResourceDefinition): boolean =>
    one.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") ?? false;
  const events = client.watch(CustomResourceDefinition, {
    fields: { "metadata.name": crd.metadata?.name ?? "" },
    signal: AbortSignal.timeout(ESTABLISHED_TIMEOUT_MS),
  });
  for await (const event of events) if (event.type !== "BOOKMARK" && established(event.object)) return;
}

const ESTABLISHED_TIMEOUT_MS = 10_000;

/**
 * Applies one object from a YAML file, as its only manager. It gets the annotation by which a client-side `kubectl apply` of the
 * changed file sees what was left out.
 */
export async function applyFile<K extends Kind>(client: Client, kind: K, file: URL): Promise<ObjectOf<K>> {
  const object = parse(await readFile(file, "utf8"), { version: "1.1" }) as Parameters<typeof client.apply<K>>[1];
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: `${JSON.stringify(object)}\n` };
  return client.apply(kind, { ...object, metadata: { ...object.metadata, annotations } }, { force: true });
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
