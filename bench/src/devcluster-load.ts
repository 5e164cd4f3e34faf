/**
 * Load on a server, in a process of its own: creates ConfigMaps of about 1 kB, with or without watchers; prints one line of JSON.
 *
 *     node devcluster-load.js KUBECONFIG OBJECTS WATCHERS
 *
 * It works on bare connections and only counts, so that the server is measured and not the load.
 */
import { loadClusterConfig } from "homeostat/kubeconfig";
import { openConnection, type RawConnection } from "./raw-connection.ts";

const IN_FLIGHT = 32;
const WARM_UP = 3000;
const TEXT = "x".repeat(700);
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PATH = "/api/v1/namespaces/default/configmaps";

const [kubeconfig = "", objects = "0", watchers = "0"] = process.argv.slice(2);
const config = await loadClusterConfig({ kubeconfig });
const { host } = new URL(config.server);
const run = process.hrtime.bigint().toString(36);

const writers = await Promise.all(Array.from({ length: IN_FLIGHT }, () => openConnection(config)));
await create(WARM_UP, "warm");
const count = Number(objects);
const expected = count * Number(watchers);
let delivered = 0;
let finish: () => void = () => undefined;
const finished = new Promise<void>((resolve) => (finish = resolve));
for (let number = 0; number < Number(watchers); number++) countEvents(await openConnection(config));
const startMs = performance.now();
await create(count, "load");
const createdMs = performance.now() - startMs;
if (expected > 0) await finished;
const deliveredMs = performance.now() - startMs;
const result = { createsPerSecond: (count / createdMs) * 1000, eventsPerSecond: (delivered / deliveredMs) * 1000 };
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function create(total: number, label: string): Promise<void> {
  let next = 0;
  const work = async (connection: RawConnection): Promise<void> => {
    for (let number = next++; number < total; number = next++) {
      const status = await connection.send(post(`${label}-${run}-${number}`, label));
      if (status !== 201) throw new Error(`a create was answered with ${status}`);
    }
  };
  await Promise.all(writers.map(work));
}

function post(name: string, label: string): string {
  const metadata = { name, labels: { bench: label } };
  const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { text: TEXT } });
  return `POST ${PATH} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function countEvents(connection: RawConnection): void {
  const request = `GET ${PATH}?watch=true&labelSelector=bench%3Dload HTTP/1.1\r\nHost: ${host}\r\nAccept: application/json\r\n\r\n`;
  let last = 0;
  connection.stream(request, (chunk) => {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
      // An event ends in LF alone, the lines of headers and of the chunked encoding in CR LF.
      if ((at === 0 ? last : chunk[at - 1]) !== CARRIAGE_RETURN) delivered++;
    }
    last = chunk[chunk.length - 1] ?? last;
    if (delivered >= expected) finish();
  });
}
