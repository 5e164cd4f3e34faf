import { describe, expect, it } from "vitest";
import { StatusError } from "#status/status-error.ts";
import { createTestServer } from "./api-server.test-support.ts";
import { WATCH_BUFFER_BYTES } from "./watch-session.ts";

const PATH = "/api/v1/namespaces/a/configmaps?watch=1";
const WATCH_LIST = `${PATH}&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`;
const METADATA = { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" };
const TABLE = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };

describe("the beginning of a watch", () => {
  it("is the current state without a resourceVersion or with 0, and only changes with another", async () => {
    const server = createTestServer();
    const { revision } = server.put("a/x");
    server.put("a/y");
    server.put("b/z");
    expect((await server.watch(PATH)).summary()).toEqual(["ADDED x 2", "ADDED y 3"]);
    expect((await server.watch(`${PATH}&resourceVersion=0`)).summary()).toEqual(["ADDED x 2", "ADDED y 3"]);
    expect((await server.watch(`${PATH}&resourceVersion=${revision}`)).summary()).toEqual(["ADDED y 3"]);
    expect((await server.watch("/api/v1/configmaps?watch=true")).summary()).toHaveLength(3);
  });

  it("is marked as complete by a bookmark for a streaming list, also for the implied form", async () => {
    const server = createTestServer();
    server.put("a/x");
    for (const path of [
      WATCH_LIST,
      `${PATH}&allowWatchBookmarks=true`,
      `${PATH}&allowWatchBookmarks=true&resourceVersion=0`,
    ]) {
      const watch = await server.watch(path);
      expect(watch.summary()).toEqual(["ADDED x 2", "BOOKMARK 2"]);
      expect(watch.events().at(-1)?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
    }
    const empty = await server.watch(WATCH_LIST.replace("/a/", "/none/"));
    expect(empty.summary()).toEqual(["BOOKMARK 2"]);
    expect((await server.watch(`${PATH}&allowWatchBookmarks=true&resourceVersion=2`)).events()).toEqual([]);
  });

  it("waits for a revision of the future, and gives up with a Timeout event", async () => {
    const server = createTestServer();
    const early = await server.watch(`${WATCH_LIST}&resourceVersion=3`);
    server.put("a/x");
    server.put("a/y");
    await server.clock.advance(0);
    expect(early.summary()).toEqual(["ADDED x 2", "ADDED y 3", "BOOKMARK 3"]);
    const never = await server.watch(`${WATCH_LIST}&resourceVersion=99`);
    await server.clock.advance(3000);
    expect(never.events()).toMatchObject([
      {
        type: "ERROR",
        object: { reason: "Timeout", code: 504, details: { causes: [{ reason: "ResourceVersionTooLarge" }] } },
      },
    ]);
    expect(never.ended()).toBe(true);
    const silent = await server.watch(`${PATH}&resourceVersion=99`);
    server.put("a/z");
    expect([silent.response.status, silent.events()]).toEqual([200, []]);
  });

  it("at a revision that is forgotten is an Expired event", async () => {
    const server = createTestServer({ logLimit: 1 });
    for (const name of ["x", "y", "z"]) server.put(`a/${name}`);
    const watch = await server.watch(`${PATH}&resourceVersion=1`);
    expect(watch.events()).toMatchObject([
      { type: "ERROR", object: { reason: "Expired", code: 410, message: "too old resource version: 1 (3)" } },
    ]);
    expect([watch.response.status, watch.ended()]).toEqual([200, true]);
  });
});

describe("a watch of a resource that is not served any more", () => {
  it("ends after the last events", async () => {
    const server = createTestServer();
    const watch = await server.watch("/apis/demo.example.com/v2/widgets?watch=1&resourceVersion=1");
    server.put("a/x", {}, "widgets.demo.example.com");
    expect(watch.ended()).toBe(false);
    server.registry.remove("demo.example.com", "widgets");
    expect([watch.events().length, watch.ended()]).toEqual([1, true]);
  });
});

describe("the events of a watch", () => {
  it("tell of objects that begin and cease to be selected", async () => {
    const server = createTestServer();
    const watch = await server.watch(`${PATH}&labelSelector=app%3Dweb&resourceVersion=1`);
    server.put("a/x", { labels: { app: "db" } });
    server.put("a/x", { labels: { app: "web" }, data: { step: "2" } });
    server.put("a/x", { labels: { app: "web" } });
    server.put("b/x", { labels: { app: "web" } });
    server.put("a/x", { labels: { app: "db" } });
    server.remove("a/x");
    expect(watch.summary()).toEqual(["ADDED x 3", "MODIFIED x 4", "DELETED x 6"]);
    expect(watch.events().at(-1)?.object.metadata.labels).toEqual({ app: "web" });
    const late = await server.watch(`${PATH}&labelSelector=app%3Dweb&resourceVersion=1`);
    expect(late.chunks.map(String)).toEqual(watch.chunks.map(String));
  });

  it("are the same bytes for all watches of one form", async () => {
    const server = createTestServer();
    const watches = await Promise.all(
      [PATH, PATH, "/api/v1/watch/namespaces/a/configmaps"].map((path) => server.watch(path)),
    );
    const metadata = await Promise.all([PATH, PATH].map((path) => server.watch(path, { headers: METADATA })));
    server.put("a/x", { data: { k: "v" } });
    const [first] = watches[0]?.chunks ?? [];
    for (const watch of watches) expect(watch.chunks[0]).toBe(first);
    expect(metadata[0]?.chunks[0]).toBe(metadata[1]?.chunks[0]);
    expect(metadata[0]?.events()[0]?.object).toMatchObject({
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: { name: "x" },
    });
    expect(metadata[0]?.events()[0]?.object).not.toHaveProperty("data");
  });

  it("are Tables with columns in the first only, and bookmarks are too", async () => {
    const server = createTestServer();
    server.put("a/x");
    const watch = await server.watch(WATCH_LIST, { headers: TABLE });
    const [first, last] = watch
      .events()
      .map(({ object }) => object as unknown as { columnDefinitions: unknown; rows: unknown });
    expect(first?.columnDefinitions).toMatchObject([{ name: "Name" }, { name: "Age" }]);
    expect(first?.rows).toMatchObject([{ cells: ["x", "60s"], object: { kind: "PartialObjectMetadata" } }]);
    expect(last).toMatchObject({ columnDefinitions: null, rows: [{ cells: ["", null] }] });
  });

  it("are of one object by name, also by the deprecated path", async () => {
    const server = createTestServer();
    const watches = await Promise.all(
      [`${PATH}&fieldSelector=metadata.name%3Dx`, "/api/v1/watch/namespaces/a/configmaps/x"].map((path) =>
        server.watch(path),
      ),
    );
    server.put("a/x");
    server.put("a/xy");
    for (const watch of watches) expect(watch.summary()).toEqual(["ADDED x 2"]);
  });
});

describe("the end of a watch", () => {
  it("comes with timeoutSeconds, and takes its timers along", async () => {
    const server = createTestServer();
    const watch = await server.watch(`${PATH}&timeoutSeconds=5&allowWatchBookmarks=true&resourceVersion=1`);
    await server.clock.advance(2999);
    server.put("b/other");
    await server.clock.advance(1);
    expect(watch.summary()).toEqual(["BOOKMARK 2"]);
    await server.clock.advance(2000);
    expect(watch.ended()).toBe(true);
    server.put("a/x");
    expect(watch.summary()).toEqual(["BOOKMARK 2"]);
    expect(server.clock.nextDueMs()).toBeUndefined();
  });

  it("comes at once for a negative timeout, and between 30 and 60 minutes for none", async () => {
    const server = createTestServer();
    expect((await server.watch(`${PATH}&timeoutSeconds=-1`)).ended()).toBe(true);
    const watch = await server.watch(PATH);
    await server.clock.advance(30 * 60_000 - 1);
    expect(watch.ended()).toBe(false);
    await server.clock.advance(30 * 60_000 + 1);
    expect(watch.ended()).toBe(true);
  });

  it("stops the work when the client goes", async () => {
    const server = createTestServer();
    const watch = await server.watch(`${PATH}&allowWatchBookmarks=true`);
    watch.close();
    expect(server.clock.nextDueMs()).toBeUndefined();
  });
});

it("that cannot be converted ends the watch with an error, and not the write", async () => {
  const server = createTestServer();
  const widgets = server.registry.find("demo.example.com", "widgets");
  if (widgets === undefined) throw new Error("the test server has no widgets");
  const refuse = (): never => {
    throw new StatusError(500, "InternalError", "conversion failed");
  };
  const [v2, v1] = widgets.versions;
  const versions = [v2, v1].flatMap((one) =>
    one === undefined ? [] : [{ ...one, convert: { fromStorage: refuse, toStorage: refuse } }],
  );
  server.registry.set({ ...widgets, versions });
  const watch = await server.watch("/apis/demo.example.com/v2/widgets?watch=1&resourceVersion=1");
  expect(server.put("a/w", {}, "widgets.demo.example.com").revision).toBe(2);
  expect([watch.events(), watch.ended()]).toMatchObject([
    [{ type: "ERROR", object: { message: "conversion failed" } }],
    true,
  ]);
});

describe("a slow client", () => {
  it("gets nothing while its buffer is full, then all it missed in order", async () => {
    const server = createTestServer();
    const buffered = { bytes: 0 };
    const watch = await server.watch(`${PATH}&resourceVersion=1`, { buffered });
    buffered.bytes = WATCH_BUFFER_BYTES + 1;
    for (const name of ["x", "y", "z"]) server.put(`a/${name}`);
    expect(watch.events()).toEqual([]);
    buffered.bytes = 0;
    await server.clock.advance(10);
    expect(watch.summary()).toEqual(["ADDED x 2", "ADDED y 3", "ADDED z 4"]);
    server.put("a/w");
    expect(watch.summary().at(-1)).toBe("ADDED w 5");
  });

  it("is cut off when the log has lost what it missed", async () => {
    const server = createTestServer({ logLimit: 2 });
    const buffered = { bytes: 0 };
    const watch = await server.watch(`${PATH}&resourceVersion=1`, { buffered });
    server.put("a/w");
    buffered.bytes = WATCH_BUFFER_BYTES + 1;
    for (const name of ["x", "y", "z"]) server.put(`a/${name}`);
    buffered.bytes = 0;
    await server.clock.advance(10);
    expect([watch.summary(), watch.ended()]).toEqual([["ADDED w 2"], true]);
  });
});

it("refuses what cannot be watched that way", async () => {
  const server = createTestServer();
  const refused: readonly (readonly [string, number, string])[] = [
    ["&sendInitialEvents=true", 422, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"],
    [
      "&resourceVersionMatch=NotOlderThan",
      422,
      "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
    ],
    ["&continue=abc", 422, "resourceVersionMatch is forbidden when continue is provided"],
    [
      "&resourceVersion=abc",
      500,
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    ["&timeoutSeconds=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      "&fieldSelector=data.x%3D1",
      400,
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
  ];
  for (const [parameters, status, message] of refused) {
    const answer = await server.send(PATH + parameters);
    expect([answer.status, answer.json()["message"]]).toEqual([status, expect.stringContaining(message)]);
  }
  expect((await server.send(PATH, { headers: { accept: "application/yaml" } })).status).toBe(406);
});
