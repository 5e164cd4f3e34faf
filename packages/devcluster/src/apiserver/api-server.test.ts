import { describe, expect, it } from "vitest";
import { createTestServer } from "./api-server.test-support.ts";

describe("what is not served", () => {
  it("is a Status in a built-in group and a plain page elsewhere", async () => {
    const server = createTestServer();
    const status = await server.send("/api/v1/namespaces/a/nopes");
    expect([status.status, status.json()["message"]]).toEqual([
      404,
      "the server could not find the requested resource",
    ]);
    for (const path of [
      "/nope",
      "/apis/nope.io",
      "/apis/nope.io/v1/foos",
      "/apis/demo.example.com/v9/widgets",
      "/apis//",
      "//api",
    ]) {
      const page = await server.send(path);
      expect([path, page.status, page.headers["content-type"], page.text]).toEqual([
        path,
        404,
        "text/plain; charset=utf-8",
        "404 page not found\n",
      ]);
    }
  });

  it("is refused with 405 for methods that a path does not have", async () => {
    const server = createTestServer();
    server.put("a/x");
    const refused: readonly (readonly [string, string])[] = [
      ["HEAD", "/api/v1/namespaces/a/configmaps/x"],
      ["OPTIONS", "/api/v1/namespaces/a/configmaps"],
      ["get", "/api/v1/namespaces/a/configmaps/x"],
      ["PUT", "/api/v1/namespaces/a/configmaps"],
      ["POST", "/api/v1/namespaces/a/configmaps/x"],
      ["DELETE", "/api/v1/namespaces"],
      ["GET", "/api/v1/namespaces/a/finalize"],
      ["HEAD", "/api"],
      ["DELETE", "/version"],
    ];
    for (const [method, path] of refused)
      expect([method, path, (await server.send(path, { method })).status]).toEqual([method, path, 405]);
    const custom = await server.send("/apis/demo.example.com/v2/namespaces/a/widgets/x/status", { method: "DELETE" });
    expect(custom.json()["message"]).toBe('delete is not supported on resources of kind "widgets.demo.example.com"');
  });
});

describe("authorization", () => {
  it("asks for the verb, resource, namespace and name, also of a list by name", async () => {
    const server = createTestServer();
    await server.send("/api/v1/namespaces/a/configmaps?fieldSelector=metadata.name%3Dx&watch=0");
    expect(server.asked.at(-1)).toMatchObject({
      verb: "list",
      group: "",
      version: "v1",
      resource: "configmaps",
      namespace: "a",
      name: "x",
    });
    await server.send("/healthz");
    expect(server.asked.at(-1)).toMatchObject({ verb: "get", path: "/healthz" });
  });

  it("comes before anything else, worded as RBAC does", async () => {
    const server = createTestServer({ allow: () => false });
    const messageOf = async (path: string): Promise<unknown> => (await server.send(path)).json()["message"];
    expect(await messageOf("/apis/demo.example.com/v1/namespaces/a/widgets/w/status")).toBe(
      'widgets.demo.example.com "w" is forbidden: User "alice" cannot get resource "widgets/status" in API group "demo.example.com" in the namespace "a"',
    );
    expect(await messageOf("/api/v1/zorps")).toBe(
      'zorps is forbidden: User "alice" cannot list resource "zorps" in API group "" at the cluster scope',
    );
    expect(await messageOf("/nope")).toBe('forbidden: User "alice" cannot get path "/nope"');
  });
});

describe("answers", () => {
  it("carry an audit id, no-cache, and the warnings of a deprecated version once", async () => {
    const server = createTestServer();
    const answer = await server.send("/apis/demo.example.com/v1/widgets", { headers: { "audit-id": "mine" } });
    expect(answer.headers).toMatchObject({
      "audit-id": "mine",
      "cache-control": "no-cache, private",
      warning: ['299 - "demo.example.com/v1 Widget is deprecated"'],
    });
  });

  it("are compressed when they are large and the client wants it", async () => {
    const server = createTestServer();
    server.put("a/big", { data: { k: "z".repeat(300_000) } });
    const headers = { "accept-encoding": "gzip" };
    expect((await server.send("/api/v1/namespaces/a/configmaps/big", { headers })).headers["content-encoding"]).toBe(
      "gzip",
    );
    expect((await server.send("/api/v1/namespaces/a/configmaps/big")).headers["content-encoding"]).toBeUndefined();
  });

  it("to what breaks inside are an internal error", async () => {
    const special = new Map([["/configmaps", () => Promise.reject(new Error("on fire"))]]);
    const server = createTestServer({ special });
    const answer = await server.send("/api/v1/namespaces/a/configmaps/x");
    expect([answer.status, answer.json()["message"]]).toEqual([500, "Internal error occurred: on fire"]);
  });
});

describe("health and version", () => {
  it("answer as text, by name and in full", async () => {
    const server = createTestServer();
    expect((await server.send("/readyz")).text).toBe("ok");
    expect((await server.send("/livez/etcd")).text).toBe("ok");
    expect((await server.send("/healthz/nope")).status).toBe(404);
    expect((await server.send("/livez?verbose&exclude=etcd&exclude=nope")).text).toBe(
      '[+]ping ok\n[+]log ok\n[+]etcd excluded: ok\nwarn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n',
    );
    expect((await server.send("/version")).json()).toMatchObject({ major: "1", minor: "36", gitVersion: "v1.36.3" });
    expect((await server.send("/")).json()["paths"]).toEqual(
      expect.arrayContaining(["/api/v1", "/apis/demo.example.com/v2", "/readyz/shutdown"]),
    );
  });
});
