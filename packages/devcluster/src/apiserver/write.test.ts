import { createSeededRandom } from "homeostat/internal/std/random.ts";
import { createFakeClock } from "homeostat/internal/std/fake-clock.ts";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { describe, expect, test } from "vitest";
import type { AdmissionPlugin } from "#admission/admission.ts";
import { builtinResourceList } from "#resources/builtin-resources.ts";
import { createRegistry, versionOf } from "#resources/registry.ts";
import type { Resource } from "#resources/resource.ts";
import { StatusError } from "#status/status-error.ts";
import { createStore } from "#storage/create-store.ts";
import type { ApiObject, Store } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { createObject } from "./create.ts";
import { deleteCollection } from "./delete-collection.ts";
import { deleteObject } from "./delete.ts";
import { patchObject } from "./patch-handler.ts";
import { queryOf, parseRequestInfo } from "./request-info.ts";
import { updateObject } from "./update.ts";

const HANDLERS = new Map([
  ["create", createObject],
  ["update", updateObject],
  ["patch", patchObject],
  ["delete", deleteObject],
  ["deletecollection", deleteCollection],
]);

interface Server {
  readonly store: Store;
  readonly warnings: string[];
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Outcome>;
}

/** The handlers over an empty store, without routes, authentication and encoding. */
function createServer(admission: readonly AdmissionPlugin[] = []): Server {
  const store = createStore({ freeze: true });
  const registry = createRegistry(builtinResourceList());
  const warnings: string[] = [];
  const context: ResourceRequest["context"] = {
    store,
    registry,
    admission,
    authenticator: { authenticate: () => Promise.reject(new Error("not asked")) },
    authorizer: {
      authorize: ({ user, verb }) => ({ allowed: user.username !== "patcher" || verb !== "create", reason: "" }),
    },
    clock: createFakeClock(),
    random: createSeededRandom(1),
    log: silentLogger,
    special: new Map(),
  };
  return {
    store,
    warnings,
    send(method, path, body, contentType = "application/json") {
      const url = `/api/v1/namespaces/default/${path}`;
      const info = parseRequestInfo(method, url);
      const resource = registry.find(info.group, info.resource) as Resource;
      const bytes =
        body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
      const query = queryOf(url);
      const headers = { "content-type": contentType };
      return (HANDLERS.get(info.verb) as (request: ResourceRequest) => Promise<Outcome>)({
        context,
        http: { method, url, headers, signal: new AbortController().signal, readBody: () => Promise.resolve(bytes) },
        info,
        query,
        user: { username: query.get("user") ?? "admin", groups: [] },
        resource,
        version: versionOf(resource, info.version) as ResourceRequest["version"],
        subresource: resource.subresources.find((one) => one.name === info.subresource),
        warn: (text) => warnings.push(text),
      });
    },
  };
}

const MERGE = "application/merge-patch+json";
const APPLY = "application/apply-patch+yaml";

const configMap = (name: string, rest: object = {}): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  ...rest,
});

async function failure(answer: Promise<Outcome>): Promise<string> {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof StatusError ? `${error.code} ${error.message}` : String(error);
}

const metadataOf = ({ object }: Outcome): ApiObject["metadata"] => object.metadata;

describe("create", () => {
  test("sets what clients cannot, and warns of what is unknown", async () => {
    const server = createServer();
    const body = {
      ...configMap("a", { data: { k: "v" }, zz: 1 }),
      metadata: { name: "a", uid: "mine", creationTimestamp: "2001-01-01T00:00:00Z" },
    };
    const { code, object } = await server.send("POST", "configmaps", body);
    expect({ code, object }).toMatchObject({
      code: 201,
      object: {
        metadata: { name: "a", namespace: "default", resourceVersion: "2", creationTimestamp: "2026-01-01T00:00:00Z" },
        data: { k: "v" },
      },
    });
    expect(object).not.toMatchObject({ metadata: { uid: "mine" } });
    expect(server.warnings).toEqual(['unknown field "zz"']);
  });

  test("makes up another name when a generated one is taken", async () => {
    const server = createServer();
    const body = { metadata: { generateName: "g-" } };
    const names = await Promise.all(Array.from({ length: 20 }, () => server.send("POST", "configmaps", body)));
    expect(new Set(names.map((one) => metadataOf(one).name)).size).toBe(20);
    for (const one of names) expect(metadataOf(one).name).toMatch(/^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test("stores nothing in a dry run", async () => {
    const server = createServer();
    const { object } = await server.send("POST", "configmaps?dryRun=All", configMap("a"));
    expect(object).not.toHaveProperty("metadata.resourceVersion");
    expect(server.store.table("configmaps").size).toBe(0);
  });

  test("refuses names that are taken, also by what is being deleted", async () => {
    const server = createServer();
    await server.send("POST", "configmaps", { ...configMap("a"), metadata: { name: "a", finalizers: ["a.b/c"] } });
    expect(await failure(server.send("POST", "configmaps", configMap("a")))).toBe('409 configmaps "a" already exists');
    await server.send("DELETE", "configmaps/a");
    expect(await failure(server.send("POST", "configmaps", configMap("a")))).toBe(
      '409 object is being deleted: configmaps "a" already exists',
    );
  });
});

describe("update", () => {
  test("that changes nothing is not written", async () => {
    const server = createServer();
    const created = await server.send("POST", "configmaps", configMap("a", { data: { k: "v" } }));
    const updated = await server.send("PUT", "configmaps/a", configMap("a", { data: { k: "v" } }));
    expect(updated).toMatchObject({
      code: 200,
      object: { metadata: { resourceVersion: metadataOf(created).resourceVersion } },
    });
    expect(server.store.revision).toBe(2);
  });

  test("knows the version and the UID that the client has seen", async () => {
    const server = createServer();
    await server.send("POST", "configmaps", configMap("a"));
    const stale = { ...configMap("a"), metadata: { name: "a", resourceVersion: "1" } };
    expect(await failure(server.send("PUT", "configmaps/a", stale))).toMatch(
      /^409 .* "a": the object has been modified; please apply/,
    );
    const other = { ...configMap("a"), metadata: { name: "a", uid: "other" } };
    expect(await failure(server.send("PUT", "configmaps/a", other))).toMatch(
      /Key: \/registry\/configmaps\/default\/a, .*UID in precondition: other/,
    );
  });

  test("is done again on the newer object when somebody writes while admission is asked", async () => {
    const seen: unknown[] = [];
    const slow: AdmissionPlugin = {
      name: "slow",
      async mutate({ oldObject, operation }) {
        if (operation !== "UPDATE") return undefined;
        seen.push(oldObject?.["data"]);
        if (seen.length === 1) await server.send("PATCH", "configmaps/a", { data: { other: "1" } }, MERGE);
        return undefined;
      },
    };
    const server = createServer([slow]);
    await server.send("POST", "configmaps", configMap("a", { data: { k: "v" } }));
    const { object } = await server.send("PATCH", "configmaps/a", { data: { k: "w" } }, MERGE);
    expect(object).toMatchObject({ data: { k: "w", other: "1" } });
    expect(seen).toEqual([{ k: "v" }, { k: "v" }, { k: "v", other: "1" }]);
  });

  test("gives up after some tries", async () => {
    const busy: AdmissionPlugin = {
      name: "busy",
      async mutate({ operation, user }) {
        if (operation === "UPDATE" && user.username === "admin")
          await server.send("PATCH", "configmaps/a?user=rival", { data: { n: String(count++) } }, MERGE);
        return undefined;
      },
    };
    let count = 0;
    const server = createServer([busy]);
    await server.send("POST", "configmaps", configMap("a"));
    expect(await failure(server.send("PATCH", "configmaps/a", { data: { k: "w" } }, MERGE))).toMatch(/^409 /);
    expect(count).toBe(6);
  });

  test("removes an object that is being deleted when its last finalizer goes", async () => {
    const server = createServer();
    await server.send("POST", "configmaps", { ...configMap("a"), metadata: { name: "a", finalizers: ["a.b/c"] } });
    await server.send("DELETE", "configmaps/a");
    await server.send("PATCH", "configmaps/a", { metadata: { finalizers: null } }, MERGE);
    expect(server.store.table("configmaps").size).toBe(0);
  });
});

describe("apply", () => {
  test("creates what is not there, with the right to create", async () => {
    const server = createServer();
    expect(
      await failure(server.send("PATCH", "configmaps/a?fieldManager=m&user=patcher", configMap("a"), APPLY)),
    ).toMatch(/^403 .* cannot create resource/);
    expect(
      await server.send("PATCH", "configmaps/a?fieldManager=m", configMap("a", { data: { k: "1" } }), APPLY),
    ).toMatchObject({ code: 201 });
    expect(
      await failure(server.send("PATCH", "configmaps/a?fieldManager=n", configMap("a", { data: { k: "2" } }), APPLY)),
    ).toBe('409 Apply failed with 1 conflict: conflict with "m": .data.k');
    expect(
      await server.send("PATCH", "configmaps/a?fieldManager=n&force=true", configMap("a", { data: { k: "2" } }), APPLY),
    ).toMatchObject({
      code: 200,
      object: { data: { k: "2" } },
    });
  });

  test("wants a manager, and no configuration of another kind", async () => {
    const server = createServer();
    expect(await failure(server.send("PATCH", "configmaps/a", configMap("a"), APPLY))).toMatch(
      /fieldManager: Required value: is required for apply patch$/,
    );
    expect(
      await failure(server.send("PATCH", "configmaps/a?fieldManager=m", { kind: "Secret", apiVersion: "v1" }, APPLY)),
    ).toBe("400 invalid object type: /v1, Kind=Secret");
  });
});

describe("delete", () => {
  test("answers what was deleted, and checks preconditions first", async () => {
    const server = createServer();
    const { object } = await server.send("POST", "configmaps", configMap("a"));
    expect(await failure(server.send("DELETE", "configmaps/a", { preconditions: { uid: "other" } }))).toMatch(
      /^409 .* ConfigMap "a": the UID in the precondition/,
    );
    expect(await server.send("DELETE", "configmaps/a")).toMatchObject({
      code: 200,
      object: {
        status: "Success",
        details: { name: "a", kind: "configmaps", uid: (object as ApiObject).metadata.uid },
      },
    });
    expect(await failure(server.send("DELETE", "configmaps/a"))).toBe('404 configmaps "a" not found');
  });

  test("again changes nothing while finalizers hold the object", async () => {
    const server = createServer();
    await server.send("POST", "configmaps", {
      ...configMap("a"),
      metadata: { name: "a", finalizers: ["x.example.com/y"] },
    });
    const first = await server.send("DELETE", "configmaps/a");
    expect((await server.send("DELETE", "configmaps/a")).object).toEqual(first.object);
  });

  test("of a collection goes by its selectors and answers the list", async () => {
    const server = createServer();
    for (const name of ["a", "b", "c"]) await server.send("POST", "configmaps", configMap(name));
    const { object } = await server.send("DELETE", "configmaps?fieldSelector=metadata.name!%3Db");
    expect(object).toMatchObject({
      kind: "ConfigMapList",
      items: [{ metadata: { name: "a" } }, { metadata: { name: "c" } }],
    });
    expect(
      server.store
        .table("configmaps")
        .list()
        .items.map((one) => one.key),
    ).toEqual(["default/b"]);
  });
});

describe("Services", () => {
  const service = (name: string, spec: object = {}): object => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });

  test("get the address and the node port that they want, if nobody has them", async () => {
    const server = createServer();
    const wanted = { type: "NodePort", clusterIP: "10.0.7.7", ports: [{ port: 80, nodePort: 30_080 }] };
    const { object } = await server.send("POST", "services", service("a", wanted));
    expect(object).toMatchObject({ spec: { clusterIPs: ["10.0.7.7"], ports: [{ nodePort: 30_080 }] } });
    const taken = await failure(server.send("POST", "services", service("b", wanted)));
    expect(taken).toContain(
      'spec.clusterIPs: Invalid value: ["10.0.7.7"]: failed to allocate IP 10.0.7.7: provided IP is already allocated',
    );
    expect(taken).toContain("spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated");
  });

  test("keep what they have when they are written again", async () => {
    const server = createServer();
    const { object } = await server.send("POST", "services", service("a", { type: "NodePort" }));
    expect(await server.send("PUT", "services/a", object)).toMatchObject({ code: 200 });
  });

  test("cannot have an address of another network", async () => {
    const answer = createServer().send("POST", "services", service("a", { clusterIP: "192.168.1.1" }));
    expect(await failure(answer)).toContain("the provided network does not match the current range");
  });
});
