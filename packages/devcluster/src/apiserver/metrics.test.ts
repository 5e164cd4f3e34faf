import { expect, test } from "vitest";
import { createTestServer } from "./api-server.test-support.ts";

test("answered requests are counted by what was asked for, and only what is served makes labels", async () => {
  const server = createTestServer();
  await server.send("/api/v1/namespaces/a/configmaps");
  await server.send("/api/v1/namespaces/a/configmaps");
  await server.send("/api/v1/namespaces/a/configmaps/missing");
  await server.send("/apis/demo.example.com/v2/namespaces/a/widgets/w/status", { method: "DELETE" });
  await server.send("/api/v1made-up/namespaces/a/configmaps");
  await server.send("/api/v1/namespaces/a/configmaps/missing/made-up");
  await server.send("/api/v1/namespaces/a/made-up");
  await server.send("/healthz/made-up");
  const { text } = await server.send("/metrics");
  expect(text.split("\n").filter((line) => line.startsWith("apiserver_request_total"))).toEqual([
    'apiserver_request_total{code="200",component="apiserver",group="",version="v1",resource="configmaps",subresource="",scope="namespace",verb="LIST"} 2',
    'apiserver_request_total{code="404",component="apiserver",group="",version="v1",resource="configmaps",subresource="",scope="resource",verb="GET"} 1',
    'apiserver_request_total{code="405",component="apiserver",group="demo.example.com",version="v2",resource="widgets",subresource="status",scope="resource",verb="DELETE"} 1',
    'apiserver_request_total{code="404",component="apiserver",group="",version="",resource="",subresource="",scope="",verb="GET"} 1',
  ]);
});
