/**
 * A server that is as quick as possible, so that a measurement shows the client: it answers lists, streaming lists, watches and
 * gets of generated Pods from prepared text, and sends watch events when asked.
 *
 *     node dist/feed-server.js --pods 50000 --kubeconfig FILE [--http]
 *
 * Not an API server: it knows one resource, no users, and nothing can be written.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { parseArgs } from "node:util";
import { createCertificateAuthority } from "@homeostat/devcluster";
import { systemClock } from "homeostat/internal/std/clock.ts";
import { podKey, podText, type PodText } from "./pods.ts";

const { values } = parseArgs({
  options: { pods: { type: "string" }, kubeconfig: { type: "string" }, http: { type: "boolean" } },
});
const count = Number(values.pods ?? "10000");
const pods: readonly PodText[] = Array.from({ length: count }, (_, index) => podText(index));
const numbers = new Map(pods.map((_, index) => [pathOf(index), index]));
const FIRST_VERSION = 1000;
let version = FIRST_VERSION + count;
const watches = new Set<ServerResponse>();
await listen();

async function listen(): Promise<void> {
  const authority = createCertificateAuthority({ commonName: "bench-ca", clock: systemClock });
  const identity = authority.issue({ usage: "server", commonName: "bench", hosts: ["127.0.0.1"], key: "RSA-2048" });
  const handle = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response);
  const plain = values.http === true;
  const server = plain
    ? createHttpServer(handle)
    : createHttpsServer({ cert: identity.certPem, key: identity.keyPem }, handle);
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `${plain ? "http" : "https"}://127.0.0.1:${port}`;
  // client-node speaks plain HTTP only to a server that need not prove who it is.
  const trust = plain
    ? { "insecure-skip-tls-verify": true }
    : { "certificate-authority-data": Buffer.from(authority.certPem).toString("base64") };
  const cluster = { server: url, ...trust };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "bench", cluster }],
    users: [{ name: "bench", user: {} }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
    "current-context": "bench",
  };
  writeFileSync(values.kubeconfig ?? "kubeconfig", JSON.stringify(kubeconfig));
  process.stdout.write(`${url}\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  request.resume();
  response.setHeader("content-type", "application/json");
  if (url.pathname === "/bench/replay") return replay(Number(url.searchParams.get("events")), response);
  const number = numbers.get(url.pathname);
  if (number !== undefined) {
    response.end(withVersion(pods[number], FIRST_VERSION + number, TYPE_FIELDS));
  } else if (url.pathname !== "/api/v1/pods") {
    response.writeHead(404).end(
      JSON.stringify({
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        message: "not found",
        reason: "NotFound",
        code: 404,
      }),
    );
  } else if (url.searchParams.get("watch") === "true") {
    await watch(url.searchParams, response);
  } else {
    await list(url.searchParams, response);
  }
}

function pathOf(index: number): string {
  const { namespace, name } = podKey(index);
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

const TYPE_FIELDS = '"apiVersion":"v1","kind":"Pod",';

function withVersion(pod: PodText | undefined, at: number, fields: string = ""): string {
  return pod === undefined ? "{}" : `{${fields}${pod.before.slice(1)}${at}${pod.after}`;
}

async function list(query: URLSearchParams, response: ServerResponse): Promise<void> {
  const from = Number(query.get("continue") ?? "0");
  // As a real server that lists from memory: a limit does not count at version 0.
  const limit = query.get("resourceVersion") === "0" ? 0 : Number(query.get("limit") ?? "0");
  const end = limit === 0 ? count : Math.min(from + limit, count);
  const next = end < count ? `,"continue":"${end}","remainingItemCount":${count - end}` : "";
  response.write(
    `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"${FIRST_VERSION + count}"${next}},"items":[`,
  );
  for (let at = from; at < end; at += BATCH) {
    const batch: string[] = [];
    for (let index = at; index < Math.min(at + BATCH, end); index++)
      batch.push(withVersion(pods[index], FIRST_VERSION + index));
    await write(response, (at === from ? "" : ",") + batch.join(","));
  }
  response.end("]}");
}

const BATCH = 25;

async function watch(query: URLSearchParams, response: ServerResponse): Promise<void> {
  response.flushHeaders();
  if (query.get("sendInitialEvents") === "true") {
    for (let at = 0; at < count; at += BATCH) {
      let text = "";
      for (let index = at; index < Math.min(at + BATCH, count); index++) {
        text += `{"type":"ADDED","object":${withVersion(pods[index], FIRST_VERSION + index, TYPE_FIELDS)}}\n`;
      }
      await write(response, text);
    }
    const end = {
      annotations: { "k8s.io/initial-events-end": "true" },
      resourceVersion: String(FIRST_VERSION + count),
    };
    response.write(
      `${JSON.stringify({ type: "BOOKMARK", object: { kind: "Pod", apiVersion: "v1", metadata: end } })}\n`,
    );
  }
  watches.add(response);
  response.once("close", () => watches.delete(response));
}

/** Sends events to the watches as fast as they read; waits for a first watch. */
async function replay(events: number, response: ServerResponse): Promise<void> {
  while (watches.size === 0) await systemClock.sleep(5);
  response.end("{}");
  for (let sent = 0; sent < events; sent += BATCH) {
    let text = "";
    for (let number = sent; number < Math.min(sent + BATCH, events); number++) {
      text += `{"type":"MODIFIED","object":${withVersion(pods[(number * 7919) % count], ++version, TYPE_FIELDS)}}\n`;
    }
    await Promise.all([...watches].map((one) => write(one, text)));
  }
}

function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
