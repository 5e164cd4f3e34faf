import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import { silentLogger } from "homeostat/internal/observe/logger.ts";
import { createFakeClock, type FakeClock } from "homeostat/internal/std/fake-clock.ts";
import { createSeededRandom } from "homeostat/internal/std/random.ts";
import type { Attributes } from "#auth/auth.ts";
import { createRegistry, type Registry } from "#resources/registry.ts";
import type { Schema } from "@homeostat/schema";
import type { Column, Resource, Strategy } from "#resources/resource.ts";
import { createStore, type StoreOptions } from "#storage/create-store.ts";
import type { ApiObject, Store, Stored } from "#storage/store.ts";
import { createApiServer } from "./api-server.ts";
import type { ApiServerContext } from "./context.ts";

/** An API server with two built-in resources and a custom one, on a clock that stands still; nobody writes but the test. */
export interface TestServer {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: FakeClock;
  /** What the authorizer was asked, in order. */
  readonly asked: readonly Attributes[];
  /** Sends a request and reads the whole answer. */
  send(path: string, options?: SendOptions): Promise<TestAnswer>;
  /** Starts a watch. */
  watch(path: string, options?: SendOptions): Promise<TestWatch>;
  /** Stores a ConfigMap `a/x`, or another version of it. */
  put(
    key: string,
    fields?: Partial<Pick<ApiObject["metadata"], "labels">> & { readonly data?: unknown },
    table?: string,
  ): Stored;
  remove(key: string): void;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes that the client has not taken, for watches. */
  readonly buffered?: { bytes: number };
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly text: string;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

export interface TestWatch {
  readonly response: HttpResponse;
  readonly chunks: readonly Uint8Array[];
  /** All events so far, as JSON. */
  events(): readonly { readonly type: string; readonly object: ApiObject }[];
  /** `TYPE name revision` of each event. */
  summary(): readonly string[];
  ended(): boolean;
  /** The client goes away. */
  close(): void;
}

export interface TestServerOptions extends StoreOptions {
  readonly allow?: (attributes: Attributes) => boolean;
  readonly special?: ApiServerContext["special"];
}

export function createTestServer(options: TestServerOptions = {}): TestServer {
  const clock = createFakeClock();
  const store = createStore({ clock, freeze: true, ...options });
  const registry = createRegistry([configMaps, namespaces, widgets]);
  const asked: Attributes[] = [];
  const { handler } = createApiServer({
    store,
    registry,
    clock,
    random: createSeededRandom(1),
    log: silentLogger,
    admission: [],
    special: options.special ?? new Map(),
    authenticator: { authenticate: () => Promise.resolve({ username: "alice", groups: ["system:masters"] }) },
    authorizer: {
      authorize(attributes) {
        asked.push(attributes);
        return { allowed: options.allow?.(attributes) ?? true, reason: "" };
      },
    },
  });
  const respond = async (path: string, { method = "GET", headers = {} }: SendOptions): Promise<HttpResponse> => {
    const request: HttpRequest = {
      method,
      url: path,
      headers,
      signal: new AbortController().signal,
      readBody: () => Promise.resolve(Buffer.alloc(0)),
    };
    return handler(request);
  };
  return {
    store,
    registry,
    clock,
    asked,
    async send(path, sendOptions = {}) {
      const response = await respond(path, sendOptions);
      const { body = "" } = response;
      const text = typeof body === "function" ? await streamed(body) : Buffer.from(body).toString();
      return {
        status: response.status,
        headers: response.headers ?? {},
        text,
        json: () => JSON.parse(text) as Record<string, unknown>,
      };
    },
    watch: async (path, sendOptions = {}) =>
      openWatch(await respond(path, sendOptions), sendOptions.buffered ?? { bytes: 0 }),
    put(key, { labels, data } = {}, tableName = "configmaps") {
      const table = store.table(tableName);
      const [namespace, name] = key.includes("/") ? key.split("/", 2) : [undefined, key];
      const resource = [configMaps, namespaces, widgets].find((one) => one.table === tableName) ?? configMaps;
      const object: ApiObject = {
        apiVersion: resource.group === "" ? "v1" : `${resource.group}/v1`,
        kind: resource.kind,
        metadata: {
          name: name ?? "",
          ...(namespace === undefined ? {} : { namespace }),
          creationTimestamp: "2025-12-31T23:59:00Z",
          ...(labels === undefined ? {} : { labels }),
        },
        ...(data === undefined ? {} : { data }),
      };
      const old = table.get(key);
      return old === undefined ? table.create(key, object) : table.update(old, object);
    },
    remove(key) {
      const table = store.table("configmaps");
      const stored = table.get(key);
      if (stored !== undefined) table.delete(stored);
    },
  };
}

function streamed(body: Exclude<NonNullable<HttpResponse["body"]>, string | Uint8Array>): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    const controller = new AbortController();
    body({
      flushHeaders: () => undefined,
      write: (chunk) => void chunks.push(Buffer.from(chunk)),
      bufferedBytes: 0,
      end: () => resolve(Buffer.concat(chunks).toString()),
      signal: controller.signal,
    });
  });
}

function openWatch(response: HttpResponse, buffered: { readonly bytes: number }): TestWatch {
  const chunks: Uint8Array[] = [];
  const controller = new AbortController();
  const { body } = response;
  if (typeof body === "function") {
    body({
      flushHeaders: () => undefined,
      write: (chunk) => void chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk),
      get bufferedBytes() {
        return buffered.bytes;
      },
      end: () => controller.abort(),
      signal: controller.signal,
    });
  }
  const events = (): readonly { readonly type: string; readonly object: ApiObject }[] =>
    Buffer.concat(chunks)
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { readonly type: string; readonly object: ApiObject });
  return {
    response,
    chunks,
    events,
    summary: () =>
      events().map(({ type, object: { metadata } }) =>
        [type, metadata.name, metadata.resourceVersion].filter((part) => part !== undefined).join(" "),
      ),
    ended: () => controller.signal.aborted,
    close: () => controller.abort(),
  };
}

const strategy: Strategy = {
  applyDefaults: (object) => object,
  prepareForCreate: (object) => object,
  prepareForUpdate: (object) => object,
  validateCreate: () => [],
  validateUpdate: () => [],
  warnings: () => [],
  allowUnconditionalUpdate: true,
  allowCreateOnUpdate: false,
  returnsDeletedObject: false,
  defaultGarbageCollection: "Background",
};

function column(name: string, type: Column["type"], cell: Column["cell"]): Column {
  return { name, type, format: name === "Name" ? "name" : "", description: "", priority: 0, cell };
}

const ageColumn = column("Age", "date", (object) => object.metadata.creationTimestamp);
const nameColumn = column("Name", "string", (object) => object.metadata.name ?? "");
const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

const configMaps: Resource = {
  group: "",
  resource: "configmaps",
  singular: "configmap",
  kind: "ConfigMap",
  listKind: "ConfigMapList",
  shortNames: ["cm"],
  categories: [],
  namespaced: true,
  versions: [
    { version: "v1", schema: { type: "object" }, columns: [nameColumn, ageColumn], selectableFields: new Map() },
  ],
  table: "configmaps",
  storage: { group: "", version: "v1" },
  verbs: allVerbs,
  subresources: [],
  strategy,
  custom: false,
};

const namespaces: Resource = {
  ...configMaps,
  resource: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  listKind: "NamespaceList",
  shortNames: ["ns"],
  namespaced: false,
  table: "namespaces",
  verbs: allVerbs.filter((verb) => verb !== "deletecollection"),
  subresources: [{ name: "finalize", verbs: ["update"] }],
};

const SIZED: Schema = { type: "object", properties: { size: { type: "string" } } };

const widgets: Resource = {
  ...configMaps,
  group: "demo.example.com",
  resource: "widgets",
  singular: "widget",
  kind: "Widget",
  listKind: "WidgetList",
  shortNames: [],
  versions: ["v2", "v1"].map((version) => ({
    version,
    schema: { type: "object", properties: { spec: SIZED, data: SIZED } },
    columns: [ageColumn],
    selectableFields: new Map([
      ["data.size", (object: ApiObject) => (object["data"] as { size?: string } | undefined)?.size ?? ""],
    ]),
    ...(version === "v2" ? {} : { deprecationWarning: "demo.example.com/v1 Widget is deprecated" }),
  })),
  table: "widgets.demo.example.com",
  storage: { group: "demo.example.com", version: "v1" },
  subresources: [{ name: "status", verbs: ["get", "patch", "update"] }],
  custom: true,
};
