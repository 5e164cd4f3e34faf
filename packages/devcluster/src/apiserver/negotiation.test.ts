import { describe, expect, it } from "vitest";
import { createTestServer } from "./api-server.test-support.ts";

const OBJECT = "/api/v1/namespaces/a/configmaps/x";

async function asked(accept: string, path: string = OBJECT): Promise<readonly unknown[]> {
  const server = createTestServer();
  server.put("a/x");
  const { status, headers, text } = await server.send(path, { headers: { accept } });
  const type = headers["content-type"];
  return type === "application/json" ? [status, (JSON.parse(text) as { kind: string }).kind] : [status, type];
}

describe("the media type of an answer", () => {
  it("is the best one that is accepted", async () => {
    expect(await asked("*/*")).toEqual([200, "ConfigMap"]);
    expect(await asked("application/json;charset=utf-8")).toEqual([200, "ConfigMap"]);
    expect(await asked("text/html,application/xml;q=0.9,*/*;q=0.8")).toEqual([200, "ConfigMap"]);
    expect(await asked("application/json;q=0.1,application/yaml;q=0.9")).toEqual([200, "application/yaml"]);
    expect(await asked("application/vnd.kubernetes.protobuf,application/json")).toEqual([200, "ConfigMap"]);
  });

  it("is refused when nothing fits", async () => {
    for (const accept of ["text/html", "application/*", "Application/JSON", ";;;", "application/cbor"])
      expect(await asked(accept)).toEqual([406, "Status"]);
    const server = createTestServer();
    const answer = await server.send("/api/v1/namespaces/a/configmaps", { headers: { accept: "text/html" } });
    expect(answer.json()["message"]).toBe(
      "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, " +
        "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch",
    );
  });
});

describe("a view of meta.k8s.io", () => {
  it("is given in v1 and v1beta1, of one object or of a list", async () => {
    expect(await asked("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1beta1")).toEqual([
      200,
      "PartialObjectMetadata",
    ]);
    expect(await asked("application/json;as=Table;v=v9;g=meta.k8s.io,application/json")).toEqual([200, "ConfigMap"]);
    expect(
      await asked("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "/api/v1/configmaps"),
    ).toEqual([200, "PartialObjectMetadataList"]);
  });

  it("is refused when unknown, or when one is asked for and the other is there", async () => {
    for (const form of [
      "Nope;g=meta.k8s.io;v=v1",
      "PartialObjectMetadata;g=meta.k8s.io;v=v2",
      "PartialObjectMetadata;g=x.io;v=v1",
    ]) {
      expect(await asked(`application/json;as=${form}`)).toEqual([406, "Status"]);
    }
    const server = createTestServer();
    const headers = { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" };
    expect((await server.send("/api/v1/configmaps", { headers })).json()["message"]).toBe(
      "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)",
    );
  });
});

it("errors come in YAML when that is wanted", async () => {
  const server = createTestServer();
  const { text } = await server.send(OBJECT, { headers: { accept: "application/yaml" } });
  expect(text).toBe(
    'apiVersion: v1\ncode: 404\ndetails:\n  kind: configmaps\n  name: x\nkind: Status\nmessage: configmaps "x" not found\n' +
      "metadata: {}\nreason: NotFound\nstatus: Failure\n",
  );
});

it("people get indented JSON", async () => {
  const server = createTestServer();
  server.put("a/x");
  expect((await server.send(`${OBJECT}?pretty=true`)).text).toContain('\n  "kind": "ConfigMap"');
  expect((await server.send(OBJECT, { headers: { "user-agent": "curl/8.0" } })).text).toContain("\n  ");
  expect((await server.send(`${OBJECT}?pretty=false`, { headers: { "user-agent": "curl/8.0" } })).text).not.toContain(
    "\n  ",
  );
});
