import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "./captured-terminal.test-support.ts";
import { run } from "./run.ts";

const CRD = {
  metadata: {
    name: "widgets.shop.example.com",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
  },
  spec: {
    group: "shop.example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
const NODE_METRICS = "io.k8s.metrics.pkg.apis.metrics.v1beta1.NodeMetrics";
const LIST_METADATA = { resourceVersion: "1" };

/** What the API server answers, by path. */
const ANSWERS: Readonly<Record<string, object>> = {
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": {
    kind: "CustomResourceDefinitionList",
    apiVersion: "apiextensions.k8s.io/v1",
    metadata: LIST_METADATA,
    items: [CRD],
  },
  "/openapi/v3": {
    paths: { "apis/metrics.k8s.io/v1beta1": { serverRelativeURL: "/openapi/v3/apis/metrics.k8s.io/v1beta1?hash=1" } },
  },
  "/openapi/v3/apis/metrics.k8s.io/v1beta1": {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.36.0" },
    paths: {
      "/apis/metrics.k8s.io/v1beta1/nodes": {
        get: {
          "x-kubernetes-action": "list",
          "x-kubernetes-group-version-kind": { group: "metrics.k8s.io", version: "v1beta1", kind: "NodeMetrics" },
        },
      },
    },
    components: {
      schemas: {
        [NODE_METRICS]: {
          type: "object",
          required: ["window"],
          properties: {
            apiVersion: { type: "string" },
            kind: { type: "string" },
            metadata: { type: "object" },
            window: { type: "string" },
          },
          "x-kubernetes-group-version-kind": [{ group: "metrics.k8s.io", version: "v1beta1", kind: "NodeMetrics" }],
        },
      },
    },
  },
};

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "types-"));
  server = createServer((request, response) => {
    const answer = ANSWERS[(request.url ?? "").split("?")[0] ?? ""];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { kind: "Status", code: 404, reason: "NotFound", message: "no such path" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  writeFileSync(
    join(folder, "kubeconfig"),
    `apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: "http://127.0.0.1:${port}"}}]
users: [{name: a, user: {}}]
`,
  );
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test("types are made of the CRDs and of the APIs of a cluster", async () => {
  const terminal = captureTerminal(folder);
  const args = ["types", "--cluster", "--api", "metrics.k8s.io/v1beta1", "--kubeconfig", join(folder, "kubeconfig")];
  expect({ code: await run(args, terminal), errors: terminal.errors() }).toEqual({ code: 0, errors: "" });
  const kinds = (path: string): string => readFileSync(join(folder, "apis", path, "zz_generated.kinds.ts"), "utf8");
  expect(kinds("shop.example.com/v1")).toContain('kind: "Widget"');
  expect(kinds("metrics.k8s.io/v1beta1")).toContain('plural: "nodes"');
});

test("an unknown API, and a cluster that does not answer, are mistakes of the user", async () => {
  const terminal = captureTerminal(folder);
  const kubeconfig = ["--kubeconfig", join(folder, "kubeconfig")];
  expect(await run(["types", "--api", "metric.k8s.io/v1", ...kubeconfig], terminal)).toBe(1);
  expect(terminal.errors()).toContain(
    "the cluster has no API metric.k8s.io/v1\n  = hint: It has: metrics.k8s.io/v1beta1.",
  );
  server.close();
  server.closeAllConnections();
  expect(await run(["types", "--cluster", ...kubeconfig], terminal)).toBe(1);
  expect(terminal.errors()).toContain("error: the cluster could not be read: ");
  expect(existsSync(join(folder, "apis"))).toBe(false);
});
