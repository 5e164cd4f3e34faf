import { expect, test } from "vitest";
import type { HttpRequest, HttpResponse } from "#http/handler.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { defineKind } from "#meta/kind.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { isApiError } from "./api-error.ts";
import type { Client } from "./client.ts";
import type { ClientOptions } from "./client-options.ts";
import { createClient } from "./create-client.ts";
import { createHandlerTransport } from "./handler-transport.ts";
import { isTransportError } from "./transport.ts";

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}
const ConfigMap = defineKind<ConfigMap>()({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  scope: "Namespaced",
});
const Deployment = defineKind<KubernetesObject>()({
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  scope: "Namespaced",
});
const key = { namespace: "default", name: "a" };

interface Recorded {
  readonly line: string;
  readonly type: string | undefined;
  readonly body: unknown;
}

/** A client on a handler that answers with `responses` in turn (the last one again and again), and what was asked. */
function clientOf(
  responses: HttpResponse | HttpResponse[],
  options: Partial<ClientOptions> = {},
): Client & { asked: Recorded[] } {
  const queue = Array.isArray(responses) ? [...responses] : [responses];
  const asked: Recorded[] = [];
  const handler = async (request: HttpRequest): Promise<HttpResponse> => {
    const body = (await request.readBody(1e6)).toString();
    const type = request.headers["content-type"];
    asked.push({
      line: `${request.method} ${request.url}`,
      type: typeof type === "string" ? type : undefined,
      body: body === "" ? undefined : JSON.parse(body),
    });
    return (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 };
  };
  return { ...createClient({ transport: createHandlerTransport(handler), ...options }), asked };
}

const json = (value: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});
const status = (code: number, reason: string, more: object = {}): object => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message: `it is ${reason}`,
  ...more,
});
const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { ...key, uid: "u", resourceVersion: "7" } };

test("each verb sends the request that the API documents", async () => {
  const client = clientOf(json(configMap), { fieldManager: "me" });
  await client.get(ConfigMap, key, { resourceVersion: "0" });
  await client.create(ConfigMap, { metadata: key }, { dryRun: true, fieldValidation: "Strict" });
  await client.update(ConfigMap, { metadata: key }, { fieldManager: "other" });
  await client.patch(ConfigMap, key, { type: "merge", patch: { data: { a: "1" } } });
  await client.apply(ConfigMap, { metadata: key, data: {} }, { force: true });
  await client.delete(ConfigMap, key, { propagationPolicy: "Foreground", preconditions: { uid: "u" } });
  await client.deleteAllOf(Deployment, { namespace: "ns", labels: { app: "x" }, fields: { "metadata.name": "a,b" } });
  expect(client.asked).toEqual([
    { line: "GET /api/v1/namespaces/default/configmaps/a?resourceVersion=0", type: undefined, body: undefined },
    {
      line: "POST /api/v1/namespaces/default/configmaps?dryRun=All&fieldManager=me&fieldValidation=Strict",
      type: "application/json",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: key },
    },
    {
      line: "PUT /api/v1/namespaces/default/configmaps/a?fieldManager=other",
      type: "application/json",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: key },
    },
    {
      line: "PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=me",
      type: "application/merge-patch+json",
      body: { data: { a: "1" } },
    },
    {
      line: "PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=me&force=true",
      type: "application/apply-patch+yaml",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: key, data: {} },
    },
    {
      line: "DELETE /api/v1/namespaces/default/configmaps/a",
      type: "application/json",
      body: { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Foreground", preconditions: { uid: "u" } },
    },
    {
      line: "DELETE /apis/apps/v1/namespaces/ns/deployments?labelSelector=app%3Dx&fieldSelector=metadata.name%3Da%5C%2Cb",
      type: undefined,
      body: undefined,
    },
  ]);
});

test("subresources are read and written under the object's path", async () => {
  const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: key, spec: { replicas: 2 } };
  const client = clientOf(json(scale));
  expect(await client.subresource("scale").get(Deployment, key)).toEqual(scale);
  await client.subresource("scale").update(Deployment, scale);
  await client.status.patch(Deployment, key, { type: "json", patch: [{ op: "remove", path: "/status" }] });
  await client.subresource("eviction").create(Deployment, key, { kind: "Eviction" });
  expect(client.asked.map(({ line }) => line)).toEqual([
    "GET /apis/apps/v1/namespaces/default/deployments/a/scale",
    "PUT /apis/apps/v1/namespaces/default/deployments/a/scale",
    "PATCH /apis/apps/v1/namespaces/default/deployments/a/status",
    "POST /apis/apps/v1/namespaces/default/deployments/a/eviction",
  ]);
  expect(client.asked[1]?.body).toEqual(scale);
});

test("a list follows its pages, fills in the type and drops managedFields", async () => {
  const item = (name: string): object => ({ metadata: { name, managedFields: [{ manager: "x" }] } });
  const client = clientOf([
    json({
      kind: "ConfigMapList",
      apiVersion: "v1",
      metadata: { resourceVersion: "9", continue: "c" },
      items: [item("a")],
    }),
    json({ kind: "ConfigMapList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [item("b")] }),
  ]);
  expect(await client.list(ConfigMap, { resourceVersion: "9", resourceVersionMatch: "Exact", pageSize: 1 })).toEqual([
    { metadata: { name: "a" }, kind: "ConfigMap", apiVersion: "v1" },
    { metadata: { name: "b" }, kind: "ConfigMap", apiVersion: "v1" },
  ]);
  expect(client.asked.map(({ line }) => line)).toEqual([
    "GET /api/v1/configmaps?limit=1&resourceVersion=9&resourceVersionMatch=Exact",
    "GET /api/v1/configmaps?limit=1&continue=c",
  ]);
});

test("a list whose continue token expired is read again in one page; pages throws", async () => {
  const first = json({ metadata: { resourceVersion: "9", continue: "c" }, items: [{ metadata: { name: "a" } }] });
  const expired = json(status(410, "Expired"), 410);
  const whole = json({ metadata: { resourceVersion: "10" }, items: [{ metadata: { name: "z" } }] });
  const client = clientOf([first, expired, whole]);
  expect((await client.list(ConfigMap)).map(({ metadata }) => metadata.name)).toEqual(["z"]);
  const other = clientOf([first, expired, whole]);
  const readAll = async (): Promise<void> => {
    for await (const page of other.pages(ConfigMap)) expect(page.items).toHaveLength(1);
  };
  await expect(readAll()).rejects.toMatchObject({ reason: "Expired" });
});

test("find gives undefined for an absent object and throws for an unknown kind", async () => {
  const absent = clientOf(json(status(404, "NotFound", { details: { name: "a", kind: "configmaps" } }), 404));
  expect(await absent.find(ConfigMap, key)).toBeUndefined();
  const unknown = clientOf({ status: 404, body: "404 page not found\n" });
  await expect(unknown.find(ConfigMap, key)).rejects.toThrow(/could not find the requested resource; is its CRD/);
});

test("a failure carries the server's words and the request", async () => {
  const causes = [{ reason: "FieldValueInvalid", message: "no", field: "spec.x" }];
  const client = clientOf(json(status(422, "Invalid", { details: { name: "a", causes } }), 422));
  const error = await client.create(ConfigMap, { metadata: key }).catch((thrown: unknown) => thrown);
  expect(isApiError(error, "Invalid") && error.causes).toEqual(causes);
  expect(error).toMatchObject({
    name: "ApiError",
    status: 422,
    code: 422,
    message: "it is Invalid (create /api/v1/namespaces/default/configmaps: 422 Invalid)",
  });
});

test("delete tells an object that waits from one that is gone", async () => {
  const waiting = { ...configMap, metadata: { ...configMap.metadata, deletionTimestamp: "t", finalizers: ["f"] } };
  expect(await clientOf(json(waiting)).delete(ConfigMap, key)).toEqual(waiting);
  expect(await clientOf(json(configMap)).delete(ConfigMap, key)).toBeUndefined();
  expect(await clientOf(json({ kind: "Status", status: "Success" })).delete(ConfigMap, key)).toBeUndefined();
});

test("Retry-After is waited for up to ten times, within the deadline", async () => {
  const clock = createFakeClock();
  const busy = json(status(429, "TooManyRequests"), 429, { "retry-after": "1" });
  const client = clientOf([busy, busy, json(configMap)], { clock });
  const read = client.get(ConfigMap, key);
  await clock.advance(2_000);
  expect(await read).toEqual(configMap);
  expect(client.asked).toHaveLength(3);

  const always = clientOf(busy, { clock });
  const failing = always.get(ConfigMap, key).catch((error: unknown) => error);
  await clock.advance(11_000);
  expect(isApiError(await failing, "TooManyRequests")).toBe(true);
  expect(always.asked).toHaveLength(11);

  const short = clientOf(busy, { clock });
  await expect(short.get(ConfigMap, key, { timeoutMs: 900 })).rejects.toMatchObject({ reason: "TooManyRequests" });
  expect(short.asked).toHaveLength(1);

  const plain = clientOf(json(status(500, "InternalError"), 500), { clock });
  await expect(plain.get(ConfigMap, key)).rejects.toMatchObject({ status: 500 });
  expect(plain.asked).toHaveLength(1);
});

test("a call ends at its deadline and with its signal", async () => {
  const clock = createFakeClock();
  const transport = createHandlerTransport(() => new Promise<HttpResponse>(() => undefined));
  const client = createClient({ transport, clock });
  const slow = client.get(ConfigMap, key, { timeoutMs: 5_000 }).catch((error: unknown) => error);
  await clock.advance(5_000);
  expect(isTransportError(await slow, "ETIMEDOUT")).toBe(true);
  const controller = new AbortController();
  const stopped = client.get(ConfigMap, key, { signal: controller.signal });
  controller.abort(new Error("stop"));
  await expect(stopped).rejects.toThrow("stop");
  expect(clock.nextDueMs()).toBeUndefined();
});

test("warnings of the server reach the handler", async () => {
  const warnings: string[] = [];
  const header = '299 - "a \\"b\\", c", 299 kube-apiserver "second"';
  const client = clientOf(json(configMap, 200, { warning: header }), {
    warningHandler: ({ text }) => warnings.push(text),
  });
  await client.get(ConfigMap, key);
  expect(warnings).toEqual(['a "b", c', "second"]);
});

test("mistakes of the caller are refused before anything is sent", async () => {
  const client = clientOf(json(configMap));
  await expect(client.create(ConfigMap, { metadata: { name: "a" } })).rejects.toThrow(
    "a request for ConfigMap (v1) needs a namespace",
  );
  await expect(client.apply(ConfigMap, { metadata: key })).rejects.toThrow("apply of ConfigMap needs a field manager");
  await expect(client.list(ConfigMap, { index: { name: "x", value: "y" } })).rejects.toThrow(
    "only a cache has indexes",
  );
  expect(client.asked).toEqual([]);
});

test("an answer that is no JSON says so", async () => {
  const client = clientOf({ status: 200, body: "<html>login" });
  await expect(client.get(ConfigMap, key)).rejects.toThrow(/is not JSON but begins with "<html>login"/);
});
