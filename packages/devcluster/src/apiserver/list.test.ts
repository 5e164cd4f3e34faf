import { describe, expect, it } from "vitest";
import { createTestServer, type TestServer } from "./api-server.test-support.ts";

const PATH = "/api/v1/namespaces/a/configmaps";

interface Listed {
  readonly names: readonly string[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

async function list(server: TestServer, query: string = "", path: string = PATH): Promise<Listed> {
  const answer = await server.send(`${path}?${query}`);
  const { items, metadata } = answer.json() as {
    items: { metadata: { name: string } }[];
    metadata: Omit<Listed, "names">;
  };
  return { names: items.map((item) => item.metadata.name), ...metadata };
}

async function failure(server: TestServer, query: string): Promise<readonly unknown[]> {
  const answer = await server.send(`${PATH}?${query}`);
  const { code, reason, message } = answer.json();
  return [code, reason, message];
}

/** ConfigMaps 0 to 4 in namespace a, one in b; revisions 2 to 7. */
function filled(): TestServer {
  const server = createTestServer();
  for (let index = 0; index < 5; index++) server.put(`a/c${index}`, { labels: { odd: String(index % 2) } });
  server.put("b/other");
  return server;
}

describe("the form of a list", () => {
  it("leaves kind and apiVersion out of built-in items, and has them in custom ones", async () => {
    const server = filled();
    server.put("a/w", {}, "widgets.demo.example.com");
    const builtin = (await server.send("/api/v1/namespaces/b/configmaps")).json();
    expect(builtin).toMatchObject({
      kind: "ConfigMapList",
      apiVersion: "v1",
      metadata: { resourceVersion: "8" },
      items: [{ metadata: { name: "other" } }],
    });
    expect((builtin["items"] as object[])[0]).not.toHaveProperty("kind");
    expect((await server.send("/apis/demo.example.com/v2/widgets")).json()).toMatchObject({
      kind: "WidgetList",
      apiVersion: "demo.example.com/v2",
      metadata: { resourceVersion: "8", continue: "" },
      items: [{ kind: "Widget", apiVersion: "demo.example.com/v2", metadata: { name: "w" } }],
    });
  });

  it("is empty, not absent, where nothing is", async () => {
    expect((await createTestServer().send("/api/v1/namespaces/none/configmaps")).json()["items"]).toEqual([]);
  });

  it("is a Table with ages, with or without the objects", async () => {
    const server = filled();
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
    const table = (await server.send(`${PATH}?limit=1`, { headers })).json();
    expect(table).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: "7", remainingItemCount: 4 },
      columnDefinitions: [
        { name: "Name", format: "name" },
        { name: "Age", type: "date" },
      ],
      rows: [{ cells: ["c0", "60s"], object: { kind: "PartialObjectMetadata" } }],
    });
    const bare = (await server.send(`${PATH}?limit=1&includeObject=None`, { headers })).json();
    expect(bare["rows"]).toEqual([{ cells: ["c0", "60s"], object: null }]);
    const wrong = await server.send(`${PATH}?includeObject=All`, { headers });
    expect([wrong.status, wrong.json()["message"]]).toEqual([
      400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', 'None', or empty",
    ]);
  });

  it("is streamed when it is large, and the same as it would be whole", async () => {
    const server = createTestServer();
    for (let index = 0; index < 1500; index++)
      server.put(`a/c${String(index).padStart(4, "0")}`, { data: { text: "x".repeat(400) } });
    const whole = await list(server);
    expect([whole.names.length, whole.names[1499], whole.resourceVersion]).toEqual([1500, "c1499", "1501"]);
  });
});

describe("pages", () => {
  it("are of one revision, whatever happens between them", async () => {
    const server = filled();
    const first = await list(server, "limit=2");
    expect(first).toMatchObject({ names: ["c0", "c1"], resourceVersion: "7", remainingItemCount: 3 });
    expect(Buffer.from(first.continue ?? "", "base64url").toString()).toBe(
      '{"v":"meta.k8s.io/v1","rv":7,"start":"/c1\\u0000"}',
    );
    server.remove("a/c2");
    server.put("a/c1a");
    const second = await list(server, `limit=2&continue=${first.continue}`);
    expect(second).toMatchObject({ names: ["c2", "c3"], resourceVersion: "7", remainingItemCount: 1 });
    const last = await list(server, `limit=2&continue=${second.continue}`);
    expect(last).toEqual({ names: ["c4"], resourceVersion: "7" });
  });

  it("with a selector are filled, and do not tell what remains", async () => {
    const server = filled();
    const first = await list(server, "limit=2&labelSelector=odd%3D0");
    expect(first).toEqual({ names: ["c0", "c2"], resourceVersion: "7", continue: expect.any(String) as string });
    expect((await list(server, `limit=2&labelSelector=odd%3D0&continue=${first.continue}`)).names).toEqual(["c4"]);
  });

  it("over all namespaces go on with the namespace in the token", async () => {
    const server = filled();
    const first = await list(server, "limit=5", "/api/v1/configmaps");
    expect((await list(server, `limit=5&continue=${first.continue}`, "/api/v1/configmaps")).names).toEqual(["other"]);
  });

  it("that are too old come with a token that goes on with what is there now", async () => {
    const server = filled();
    const first = await list(server, "limit=2");
    server.put("a/c9");
    server.store.compact(8);
    const answer = await server.send(`${PATH}?limit=2&continue=${first.continue}`);
    const { code, reason, metadata } = answer.json() as {
      code: number;
      reason: string;
      metadata: { continue: string };
    };
    expect([code, reason]).toEqual([410, "Expired"]);
    expect((await list(server, `continue=${metadata.continue}`)).names).toEqual(["c2", "c3", "c4", "c9"]);
  });

  it("do not go on from a broken token or with another revision", async () => {
    const server = filled();
    const { continue: token } = await list(server, "limit=2");
    const broken = "invalid continue token: continue key is not valid:";
    expect(await failure(server, "continue=!!!")).toEqual([
      400,
      "BadRequest",
      `${broken} illegal base64 data at input byte 0`,
    ]);
    expect(await failure(server, "continue=YWJj")).toEqual([
      400,
      "BadRequest",
      `${broken} invalid character 'a' looking for beginning of value`,
    ]);
    expect(await failure(server, `continue=${token}&resourceVersion=5`)).toEqual([
      400,
      "BadRequest",
      "specifying resource version is not allowed when using continue",
    ]);
  });
});

describe("the revision of a list", () => {
  it("is now, or the one that is asked for", async () => {
    const server = filled();
    server.put("a/c0", { labels: { odd: "changed" } });
    expect(await list(server, "resourceVersion=3&resourceVersionMatch=Exact")).toEqual({
      names: ["c0", "c1"],
      resourceVersion: "3",
    });
    expect((await list(server, "resourceVersion=3&limit=1")).resourceVersion).toBe("3");
    expect((await list(server, "resourceVersion=3&resourceVersionMatch=NotOlderThan&limit=1")).resourceVersion).toBe(
      "8",
    );
    expect((await list(server, "resourceVersion=3")).resourceVersion).toBe("8");
    expect(await list(server, "resourceVersion=0&limit=2")).toMatchObject({
      resourceVersion: "8",
      names: { length: 5 },
    });
  });

  it("is waited for, and refused when it does not come or is gone", async () => {
    const server = filled();
    const coming = list(server, "resourceVersion=8");
    await server.clock.advance(100);
    server.put("a/c5");
    expect((await coming).names).toHaveLength(6);
    const never = failure(server, "resourceVersion=99");
    await server.clock.advance(3000);
    expect(await never).toEqual([504, "Timeout", "Timeout: Too large resource version: 99, current: 8"]);
    server.store.compact(5);
    expect(await failure(server, "resourceVersion=4&resourceVersionMatch=Exact")).toEqual([
      410,
      "Expired",
      "The resourceVersion for the provided list is too old.",
    ]);
  });

  it("is refused where it makes no sense", async () => {
    const server = filled();
    const invalid = (detail: string): readonly unknown[] => [
      422,
      "Invalid",
      `ListOptions.meta.k8s.io "" is invalid: ${detail}`,
    ];
    expect(await failure(server, "resourceVersionMatch=Exact")).toEqual(
      invalid("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"),
    );
    expect(await failure(server, "resourceVersion=0&resourceVersionMatch=Exact")).toEqual(
      invalid('resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    );
    expect(await failure(server, "resourceVersion=1&resourceVersionMatch=Newest")).toEqual(
      invalid('resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""'),
    );
    expect(await failure(server, "resourceVersion=-5")).toEqual([
      400,
      "BadRequest",
      'invalid resource version: resourceVersion: Invalid value: "-5": strconv.ParseUint: parsing "-5": invalid syntax',
    ]);
  });
});

describe("selectors", () => {
  it("select by labels and fields, fields of custom resources too", async () => {
    const server = filled();
    server.put("a/big", { data: { size: "L" } }, "widgets.demo.example.com");
    server.put("a/small", { data: { size: "S" } }, "widgets.demo.example.com");
    expect((await list(server, "labelSelector=odd%3D1&fieldSelector=metadata.name%21%3Dc1")).names).toEqual(["c3"]);
    expect((await list(server, "fieldSelector=metadata.name%3Dc2")).names).toEqual(["c2"]);
    expect((await list(server, "fieldSelector=data.size%3DL", "/apis/demo.example.com/v2/widgets")).names).toEqual([
      "big",
    ]);
  });

  it("that cannot be read or are not supported are refused", async () => {
    const server = filled();
    expect(await failure(server, "labelSelector=%28k%29")).toEqual([
      400,
      "BadRequest",
      "found '(', expected: !, identifier, or 'end of string'",
    ]);
    expect(await failure(server, "fieldSelector=metadata.name")).toEqual([
      400,
      "BadRequest",
      "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    ]);
    const custom = await server.send("/apis/demo.example.com/v2/widgets?fieldSelector=spec.size%3DS");
    expect(custom.json()["message"]).toBe("field label not supported: spec.size");
  });
});
