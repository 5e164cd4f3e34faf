import { expect, test } from "vitest";
import { createHandlerTransport } from "#client/handler-transport.ts";
import type { Transport } from "#client/transport.ts";
import type { HttpHandler, HttpResponse } from "#http/handler.ts";
import { defineKind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { createMetricsRegistry } from "#observe/create-metrics-registry.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import { createCluster } from "./create-cluster.ts";

const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});

function json(status: number, body: object): HttpResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function handlerTransport(handler: HttpHandler): Transport {
  return createHandlerTransport(handler);
}

test("reads of a kind that nobody watches go to the server, and requests are counted by code", async () => {
  const metrics = await createMetricsRegistry();
  const transport = handlerTransport(() =>
    json(404, {
      kind: "Status",
      status: "Failure",
      reason: "NotFound",
      message: "no",
      details: { name: "web" },
      code: 404,
    }),
  );
  await using cluster = await createCluster({ transport, metrics });
  expect(await cluster.client.find(Pod, { namespace: "shop", name: "web" })).toBeUndefined();
  const labels = `code="404",method="GET",host="${transport.host}"`;
  expect((await metrics.expose()).body).toContain(`rest_client_requests_total{${labels}} 1`);
});

test("a cluster whose caches cannot be filled says which permission is missing", async () => {
  const clock = createFakeClock();
  const message = 'pods is forbidden: User "u" cannot list resource "pods" in API group "" at the cluster scope';
  const transport = handlerTransport(() =>
    json(403, {
      kind: "Status",
      status: "Failure",
      reason: "Forbidden",
      message,
      details: { kind: "pods" },
      code: 403,
    }),
  );
  await using cluster = await createCluster({
    transport,
    clock,
    random: createSeededRandom(1),
    cacheSyncTimeoutMs: 60_000,
  });
  cluster.cache.informer(Pod);
  const [stopping, abort] = [new AbortController(), new AbortController()];
  const run = cluster.run({ stopping: stopping.signal, abort: abort.signal });
  const failure = expect(cluster.ready?.(stopping.signal)).rejects.toThrow(
    /^timed out after 1m0s waiting for the caches of cluster to sync: cannot (list|watch) pods: pods is forbidden: .*resources=pods,verbs=get;list;watch$/,
  );
  await clock.advance(60_000);
  await failure;
  stopping.abort();
  await clock.advance(0);
  await run;
});
