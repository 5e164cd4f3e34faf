import { describe, expect, it } from "vitest";
import { createTestServer } from "./api-server.test-support.ts";
import { compareVersions } from "./discovery.ts";

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

it("versions are ordered GA, beta, alpha, then the rest by name", () => {
  const versions = ["v1alpha1", "v10", "v2", "foo", "v1beta2", "v11beta1", "v1", "bar"];
  expect(versions.sort(compareVersions)).toEqual(["v10", "v2", "v1", "v11beta1", "v1beta2", "v1alpha1", "bar", "foo"]);
});

describe("aggregated discovery", () => {
  it("answers with its own type and an ETag that changes with what is served", async () => {
    const server = createTestServer();
    const headers = { accept: `${AGGREGATED},application/json` };
    const first = await server.send("/apis", { headers });
    expect(first.headers).toMatchObject({ "content-type": AGGREGATED, vary: "Accept", "cache-control": "public" });
    expect(first.json()).toMatchObject({
      kind: "APIGroupDiscoveryList",
      items: [
        {
          metadata: { name: "demo.example.com" },
          versions: [
            {
              version: "v2",
              freshness: "Current",
              resources: [
                {
                  resource: "widgets",
                  responseKind: { group: "demo.example.com", version: "v2", kind: "Widget" },
                  scope: "Namespaced",
                  singularResource: "widget",
                  subresources: [
                    {
                      subresource: "status",
                      responseKind: { group: "demo.example.com", version: "v2", kind: "Widget" },
                    },
                  ],
                },
              ],
            },
            { version: "v1" },
          ],
        },
      ],
    });
    const etag = String(first.headers["etag"]);
    const again = await server.send("/apis", { headers: { ...headers, "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    server.registry.remove("demo.example.com", "widgets");
    const changed = await server.send("/apis", { headers: { ...headers, "if-none-match": etag } });
    expect([changed.status, changed.json()["items"]]).toEqual([200, []]);
  });

  it("falls back to the older form where its version is unknown, and is refused alone", async () => {
    const server = createTestServer();
    const unknown = AGGREGATED.replace("v=v2", "v=v3");
    expect((await server.send("/api", { headers: { accept: `${unknown},application/json` } })).json()["kind"]).toBe(
      "APIVersions",
    );
    expect((await server.send("/api", { headers: { accept: unknown } })).status).toBe(406);
    expect((await server.send("/apis/demo.example.com", { headers: { accept: AGGREGATED } })).status).toBe(406);
  });
});

it("legacy discovery lists groups, versions, resources and subresources", async () => {
  const server = createTestServer();
  expect((await server.send("/apis/demo.example.com")).json()).toEqual({
    kind: "APIGroup",
    apiVersion: "v1",
    name: "demo.example.com",
    versions: [
      { groupVersion: "demo.example.com/v2", version: "v2" },
      { groupVersion: "demo.example.com/v1", version: "v1" },
    ],
    preferredVersion: { groupVersion: "demo.example.com/v2", version: "v2" },
  });
  expect((await server.send("/api/v1/")).json()).toMatchObject({
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: [
      {
        name: "configmaps",
        singularName: "configmap",
        namespaced: true,
        kind: "ConfigMap",
        shortNames: ["cm"],
        storageVersionHash: "qFsyl6wFWjQ=",
      },
      { name: "namespaces" },
      { name: "namespaces/finalize", singularName: "", kind: "Namespace", verbs: ["update"] },
    ],
  });
});

describe("OpenAPI", () => {
  it("has an index of documents by hash", async () => {
    const server = createTestServer();
    const index = (await server.send("/openapi/v3")).json()["paths"] as Record<string, { serverRelativeURL: string }>;
    const url = index["apis/demo.example.com/v2"]?.serverRelativeURL ?? "";
    const document = await server.send(url);
    expect(document.headers["cache-control"]).toContain("immutable");
    expect((await server.send(url.replace(/hash=.*/, "hash=OLD"))).headers["location"]).toBe(url);
    expect((await server.send("/openapi/v3/apis/nope.io/v1")).status).toBe(404);
    expect((await server.send(url, { headers: { accept: "text/html" } })).status).toBe(406);
  });

  it("tells of a custom kind what kubectl needs: its operations, and its schema with metadata", async () => {
    const server = createTestServer();
    const document = (await server.send("/openapi/v3/apis/demo.example.com/v2")).json() as {
      paths: Record<
        string,
        Record<string, { parameters: { name: string }[]; "x-kubernetes-group-version-kind": unknown }>
      >;
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    };
    const patch = document.paths["/apis/demo.example.com/v2/namespaces/{namespace}/widgets/{name}"]?.["patch"];
    expect(patch?.["x-kubernetes-group-version-kind"]).toEqual({
      group: "demo.example.com",
      version: "v2",
      kind: "Widget",
    });
    expect(patch?.parameters.map((parameter) => parameter.name)).toContain("fieldValidation");
    const schemas = document.components.schemas;
    expect(schemas["com.example.demo.v2.Widget"]?.properties).toMatchObject({
      spec: { properties: { size: { type: "string" } } },
    });
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(["com.example.demo.v2.WidgetList", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]),
    );
  });

  it("describes built-in kinds with all that they refer to", async () => {
    const server = createTestServer();
    const text = (await server.send("/openapi/v3/api/v1")).text;
    const { schemas } = (JSON.parse(text) as { components: { schemas: Record<string, unknown> } }).components;
    expect(schemas).toHaveProperty(["io.k8s.api.core.v1.ConfigMap"]);
    const references = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? ""));
    expect([...references].filter((name) => schemas[name] === undefined)).toEqual([]);
  });

  it("serves version 2 as the smallest document there is", async () => {
    const server = createTestServer();
    const answer = await server.send("/openapi/v2", {
      headers: { accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf" },
    });
    expect([answer.headers["content-type"], Buffer.from(answer.text).toString("hex")]).toEqual([
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
      "0a03322e30",
    ]);
  });
});
