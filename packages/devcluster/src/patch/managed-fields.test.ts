import type { Schema } from "@homeostat/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApiObject } from "#storage/store.ts";
import { ApplyConflictError } from "./apply-conflict.ts";
import { applyServerSide } from "./apply-server-side.ts";
import { OBJECT_META } from "./object-meta-schema.ts";
import { updateManagedFields } from "./update-managed-fields.ts";
import { withoutNulls } from "./without-nulls.ts";

const custom: Schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer" },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        ports: {
          type: "array",
          items: {
            type: "object",
            properties: {
              name: { type: "string" },
              protocol: { type: "string", default: "TCP" },
              port: { "x-kubernetes-int-or-string": true },
            },
          },
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name", "protocol"],
        },
        tags: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        args: { type: "array", items: { type: "string" } },
      },
    },
    status: { type: "object", properties: { ready: { type: "integer" } } },
  },
};
const builtin: Schema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: OBJECT_META,
    data: { type: "object", additionalProperties: { type: "string" } },
  },
  "x-kubernetes-group-version-kind": [{ group: "", version: "v1", kind: "ConfigMap" }],
};

let second = 0;
function now(): string {
  return `2030-01-01T00:00:${String(second++ % 60).padStart(2, "0")}Z`;
}

function widget(spec: object, more: object = {}): ApiObject {
  return { apiVersion: "x.io/v1", kind: "Widget", metadata: { name: "w" }, spec, ...more };
}

interface Options {
  readonly manager?: string;
  readonly subresource?: string;
  readonly force?: boolean;
  readonly schema?: Schema;
}

function apply(live: ApiObject | undefined, applied: ApiObject, options: Options = {}): ApiObject {
  const { manager = "m1", subresource = "", force = false, schema = custom } = options;
  const input = { live, applied, manager, subresource, force, schema, time: now() };
  return applyServerSide({ ...input, apiVersion: applied.apiVersion ?? "" });
}

function update(live: ApiObject | undefined, next: ApiObject, options: Options = {}): ApiObject {
  const { manager = "u1", subresource = "", schema = custom } = options;
  return updateManagedFields({
    live,
    next,
    manager,
    subresource,
    schema,
    time: now(),
    apiVersion: next.apiVersion ?? "",
  });
}

function ownership(object: ApiObject): Record<string, unknown> {
  return Object.fromEntries((object.metadata.managedFields ?? []).map((one) => [one.manager, one.fieldsV1]));
}

describe("updateManagedFields", () => {
  it("gives a created object to its creator, without the fields that nobody owns", () => {
    const created = update(undefined, widget({ replicas: 1, ports: [{ name: "a" }] }));
    expect(created.metadata.managedFields).toEqual([
      {
        manager: "u1",
        operation: "Update",
        apiVersion: "x.io/v1",
        time: expect.any(String),
        fieldsType: "FieldsV1",
        fieldsV1: {
          "f:spec": {
            ".": {},
            "f:ports": { ".": {}, 'k:{"name":"a","protocol":"TCP"}': { ".": {}, "f:name": {} } },
            "f:replicas": {},
          },
        },
      },
    ]);
  });

  it("leaves entries and times alone when nothing changes, even when the client sends them back as a copy", () => {
    const live = update(undefined, widget({ replicas: 1 }));
    const copy = JSON.parse(JSON.stringify(live)) as ApiObject;
    expect(update(live, copy, { manager: "other" })).toEqual(live);
    expect(update(live, live, { manager: "other" })).toBe(live);
  });

  it("takes changed fields from their owner and keeps the rest", () => {
    const live = update(undefined, widget({ replicas: 1, tags: ["a"] }));
    const next = update(live, { ...live, spec: { replicas: 2, tags: ["a", "b"] } }, { manager: "u2" });
    expect(ownership(next)).toEqual({
      u1: { "f:spec": { ".": {}, "f:tags": { ".": {}, 'v:"a"': {} } } },
      u2: { "f:spec": { "f:replicas": {}, "f:tags": { 'v:"b"': {} } } },
    });
  });

  it("keeps a write of the status apart", () => {
    const live = update(undefined, widget({ replicas: 1 }));
    const next = update(live, { ...live, status: { ready: 1 } }, { subresource: "status" });
    expect(next.metadata.managedFields?.map((one) => one.subresource)).toEqual([undefined, "status"]);
  });

  it("forgets all owners when a client empties the list, and does not track the object any more", () => {
    const live = update(undefined, widget({ replicas: 1 }));
    const emptied = update(live, { ...live, metadata: { ...live.metadata, managedFields: [{}] } });
    expect(emptied.metadata.managedFields).toBeUndefined();
    expect(update(emptied, { ...emptied, spec: { replicas: 3 } }).metadata.managedFields).toBeUndefined();
  });

  it("joins the oldest of more than ten writers into ancient-changes", () => {
    let object = update(undefined, widget({ free: { k0: 0 } }), { manager: "w0" });
    for (let index = 1; index < 13; index++) {
      const free = { ...(object["spec"] as { free: object }).free, [`k${index}`]: index };
      object = update(object, { ...object, spec: { free } }, { manager: `w${index}` });
    }
    expect(Object.keys(ownership(object))).toEqual([
      "ancient-changes",
      ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((index) => `w${index}`),
    ]);
  });
});

describe("applyServerSide", () => {
  it("returns the live object itself when nothing changes", () => {
    const live = apply(undefined, widget({ replicas: 1, tags: ["a"] }));
    expect(apply(live, widget({ replicas: 1, tags: ["a"] }))).toBe(live);
  });

  it("is idempotent for any configuration", () => {
    const spec = fc.record(
      {
        replicas: fc.integer(),
        free: fc.dictionary(
          fc.string(),
          fc.oneof(fc.integer(), fc.array(fc.integer()), fc.dictionary(fc.string(), fc.integer())),
        ),
        tags: fc.uniqueArray(fc.string(), { minLength: 1 }),
        args: fc.array(fc.string()),
        ports: fc.uniqueArray(fc.record({ name: fc.string(), port: fc.oneof(fc.integer(), fc.string()) }), {
          selector: (port) => port.name,
          minLength: 1,
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(spec, spec, (first, then) => {
        const live = apply(apply(undefined, widget(first)), widget(then));
        const stored = withoutNulls(live) as ApiObject;
        expect(stored["spec"] ?? {}).toMatchObject(live === stored ? then : {});
        // What was emptied comes back as a null, which storage drops: then the second apply still has something to do.
        const settled = live === stored ? live : (withoutNulls(apply(stored, widget(then))) as ApiObject);
        expect(apply(settled, widget(then))).toBe(settled);
      }),
    );
  });

  it("removes what the applier drops and nobody else owns", () => {
    const one = apply(undefined, widget({ replicas: 1, ports: [{ name: "a" }, { name: "b" }], tags: ["x", "y"] }));
    const two = apply(one, widget({ ports: [{ name: "b" }], tags: ["y"] }), { manager: "m2" });
    expect(apply(two, widget({ tags: ["x"] }))["spec"]).toEqual({ ports: [{ name: "b" }], tags: ["x", "y"] });
  });

  it("lists the fields that others own, and takes them by force", () => {
    const live = apply(undefined, widget({ replicas: 1, ports: [{ name: "a", port: 1 }] }));
    const wanted = widget({ replicas: 2, ports: [{ name: "a", port: 2 }] });
    expect(() => apply(live, wanted, { manager: "m2" })).toThrow(ApplyConflictError);
    expect(() => apply(live, wanted, { manager: "m2" })).toThrow(
      'Apply failed with 2 conflicts: conflicts with "m1":\n- .spec.ports[name="a",protocol="TCP"].port\n- .spec.replicas',
    );
    const forced = apply(live, wanted, { manager: "m2", force: true });
    expect(ownership(forced)["m1"]).toEqual({
      "f:spec": { "f:ports": { 'k:{"name":"a","protocol":"TCP"}': { ".": {}, "f:name": {} } } },
    });
  });

  it("names the version and subresource of writers it conflicts with", () => {
    const live = update(undefined, widget({}, { status: { ready: 1 } }), { subresource: "status" });
    const withUid = { ...live, metadata: { ...live.metadata, uid: "u" } };
    expect(() => apply(withUid, widget({}, { status: { ready: 2 } }), { subresource: "status" })).toThrow(
      'Apply failed with 1 conflict: conflict with "u1" with subresource "status" using x.io/v1: .status.ready',
    );
  });

  it("lets appliers share a field with one value; the newcomer has no time as it changed nothing", () => {
    const live = apply(undefined, widget({ replicas: 1 }));
    const shared = apply(live, widget({ replicas: 1 }), { manager: "m2" });
    expect(shared.metadata.managedFields?.map((one) => [one.manager, one.time === undefined])).toEqual([
      ["m2", true],
      ["m1", false],
    ]);
    expect(apply(shared, widget({}))["spec"]).toEqual({ replicas: 1 });
  });

  it("credits an object without owners to before-first-apply", () => {
    const live = widget({ replicas: 1 });
    expect(() => apply(live, widget({ replicas: 2 }))).toThrow(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using x.io/v1: .spec.replicas',
    );
  });

  it.each([
    [{ nope: 1 }, ".spec.nope: field not declared in schema"],
    [{ tags: ["a", "a"] }, '.spec.tags: duplicate entries for key [="a"]'],
    [
      { ports: [{ name: "a" }, { name: "a", protocol: "TCP" }] },
      '.spec.ports: duplicate entries for key [name="a",protocol="TCP"]',
    ],
    [{ replicas: "x" }, ".spec.replicas: expected numeric (int or float), got string"],
    [{ args: [1] }, ".spec.args[0]: expected string, got &value.valueUnstructured{Value:1}"],
    [{ free: ["x"] }, ".spec.free: expected map, got &{[x]}"],
  ])("refuses %j", (spec, message) => {
    expect(() => apply(undefined, widget(spec))).toThrow(expect.objectContaining({ kind: "internal", message }));
  });

  it("refuses a configuration with managedFields", () => {
    const applied = widget({});
    const metadata = { ...applied.metadata, managedFields: [] };
    expect(() => apply(undefined, { ...applied, metadata })).toThrow("metadata.managedFields must be nil");
  });

  it("lets kubectl take over from client-side apply and keeps the annotation in step", () => {
    const name = "kubectl.kubernetes.io/last-applied-configuration";
    const configMap = (data: object, annotations?: Record<string, string>): ApiObject => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "c", ...(annotations === undefined ? {} : { annotations }) },
      data,
    });
    const lastApplied = JSON.stringify(configMap({ a: "1", b: "2" }));
    const options = { schema: builtin, manager: "kubectl-client-side-apply" };
    const live = update(undefined, configMap({ a: "1", b: "2" }, { [name]: lastApplied }), options);
    const other = { schema: builtin, manager: "argocd" };
    expect(() => apply(live, configMap({ a: "3" }), other)).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
    );
    const taken = apply(live, configMap({ a: "3" }), { schema: builtin, manager: "kubectl" });
    expect(taken["data"]).toEqual({ a: "3", b: "2" });
    expect(taken.metadata.annotations?.[name]).toBe(
      '{"apiVersion":"v1","data":{"a":"3"},"kind":"ConfigMap","metadata":{"name":"c"}}\n',
    );
  });
});
