/**
 * Load on a server, in a process of its own: creates ConfigMaps, with or without watchers; prints one line of JSON.
 *
 *     node dist/devcluster-load.js KUBECONFIG OBJECTS WATCHERS
 *
 * The watchers only count line ends, so that the server is measured and not they.
 */
import { createClient, createHttpTransport, type Transport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { defineKind, type KubernetesObject } from "homeostat/meta";

interface ConfigMapLike extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}
const ConfigMap = defineKind<ConfigMapLike>()({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  scope: "Namespaced",
});
const IN_FLIGHT = 32;
const WARM_UP = 500;
const NEWLINE = 0x0a;

const [kubeconfig = "", objects = "0", watchers = "0"] = process.argv.slice(2);
const config = await loadClusterConfig({ kubeconfig });
const transport = createHttpTransport(config);
const client = createClient({ transport });
const run = process.hrtime.bigint().toString(36);

await create(WARM_UP, "warm");
const count = Number(objects);
const expected = count * Number(watchers);
let delivered = 0;
let finish: () => void = () => undefined;
const finished = new Promise<void>((resolve) => (finish = resolve));
for (let number = 0; number < Number(watchers); number++) await openWatch(createHttpTransport(config));
const startMs = performance.now();
await create(count, "load");
const createdMs = performance.now() - startMs;
if (expected > 0) await finished;
const deliveredMs = performance.now() - startMs;
const result = { createsPerSecond: (count / createdMs) * 1000, eventsPerSecond: (delivered / deliveredMs) * 1000 };
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function create(total: number, prefix: string): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < total; number = next++) {
      const metadata = { name: `${prefix}-${run}-${number}`, namespace: "default", labels: { bench: prefix } };
      await client.create(ConfigMap, { metadata, data: { text: "x".repeat(700) } });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function openWatch(own: Transport): Promise<void> {
  const path = "/api/v1/namespaces/default/configmaps?watch=true&labelSelector=bench%3Dload";
  const response = await own.send({ method: "GET", path, headers: { accept: "application/json" } });
  void countLines(response.chunks());
}

async function countLines(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) delivered++;
    if (delivered >= expected) finish();
  }
}
