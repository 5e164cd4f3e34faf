import { readFileSync } from "node:fs";
import { loadRuleEngine } from "@homeostat/schema";
import { beforeAll, expect, test } from "vitest";
import { invalidError, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { crdConditions } from "./crd-status.ts";
import { crdStrategy } from "./crd-strategy.ts";
import { customResource } from "./custom-resource.ts";
import type { StrategyContext } from "./resource.ts";

type Cause = readonly [string, string, string];

interface Recorded {
  readonly crds: readonly {
    readonly name: string;
    readonly crd: string;
    readonly spec: object;
    readonly causes: readonly Cause[];
  }[];
  readonly instances: readonly {
    readonly spec: { readonly group: string; readonly names: { readonly plural: string } };
    readonly cases: readonly {
      readonly name: string;
      readonly body: ApiObject;
      readonly causes: readonly Cause[];
      readonly result: object | null;
    }[];
  }[];
}

const recorded = JSON.parse(readFileSync(new URL("testdata/crd-cases.json", import.meta.url), "utf8")) as Recorded;
const context: StrategyContext = { nowMs: 0, subresource: "", version: "v1", random: () => 0 };
beforeAll(loadRuleEngine);

const now = "2026-01-01T00:00:00Z";

test.each(recorded.crds)("a CRD is judged as recorded: $name", ({ crd, spec, causes }) => {
  expect(sorted(crdStrategy.validateCreate(created(crd, spec), context))).toEqual(sortedCauses(causes));
});

test.each(recorded.instances.flatMap(({ spec, cases }) => cases.map((one) => ({ ...one, spec }))))(
  "a custom resource is judged as recorded: $name",
  ({ spec, body, causes, result }) => {
    const { strategy } = customResource(established(`${spec.names.plural}.${spec.group}`, spec));
    const object = strategy.applyDefaults(strategy.prepareForCreate(inNamespace(body), context), "v1");
    const errors = strategy.validateCreate(object, context);
    expect(sorted(errors)).toEqual(sortedCauses(causes));
    expect(() => invalidError({ group: spec.group, kind: "X" }, "x", errors)).not.toThrow();
    if (result !== null) expect({ spec: object["spec"] }).toEqual({ spec: undefined, ...result });
  },
);

test("status is written only through its subresource, and nothing else is", () => {
  const { strategy } = customResource(established("widgets.demo.example.com", recorded.instances[1]?.spec ?? {}));
  const old = { ...widget({ size: "S" }), status: { replicas: 1 } };
  const changed = { ...widget({ size: "M" }), status: { replicas: 5 } };
  const main = strategy.prepareForUpdate(changed, old, context);
  expect(main).toMatchObject({ spec: { size: "M" }, status: { replicas: 1 }, metadata: { generation: 2 } });
  const status = strategy.prepareForUpdate({ ...changed, metadata: { ...changed.metadata, labels: { a: "b" } } }, old, {
    ...context,
    subresource: "status",
  });
  expect(status).toMatchObject({ spec: { size: "S" }, status: { replicas: 5 }, metadata: { generation: 1 } });
  expect(status.metadata.labels).toBeUndefined();
  const labelled = strategy.prepareForUpdate(
    { ...old, metadata: { ...old.metadata, labels: { a: "b" } } },
    old,
    context,
  );
  expect(labelled.metadata.generation).toBe(1);
});

test("what was invalid before and did not change is tolerated", () => {
  const properties = {
    a: { type: "string", maxLength: 5 },
    l: { type: "array", items: { type: "string", maxLength: 3 } },
    m: { type: "object", additionalProperties: { type: "string", maxLength: 3 } },
    k: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["k"],
      items: {
        type: "object",
        required: ["k"],
        properties: { k: { type: "string" }, v: { type: "string", maxLength: 3 } },
      },
    },
  };
  const { strategy } = customResource(established("rats.x.example.com", rats(properties)));
  const spec = { a: "longer than five", l: ["x", "yyyyyyy"], m: { k: "zzzzzzz" }, k: [{ k: "1", v: "wwwwwww" }] };
  const old: ApiObject = {
    apiVersion: "x.example.com/v1",
    kind: "Rat",
    metadata: { name: "a", namespace: "n", resourceVersion: "1" },
    spec,
  };
  const fields = (change: object): readonly string[] =>
    strategy.validateUpdate({ ...old, spec: { ...spec, ...change } }, old, context).map((one) => one.field);
  expect(fields({})).toEqual([]);
  expect(fields({ m: { k: "zzzzzzz", other: "ok" } })).toEqual([]);
  expect(
    fields({
      k: [
        { k: "2", v: "ok" },
        { k: "1", v: "wwwwwww" },
      ],
    }),
  ).toEqual([]);
  expect(fields({ l: ["z", "yyyyyyy"] })).toEqual(["spec.l[1]"]);
  expect(fields({ m: { new: "toolong" } })).toEqual(["spec.m.new"]);
  expect(fields({ a: "still too long" })).toEqual(["spec.a"]);
});

test("CEL rules are evaluated once the object is valid otherwise; what failed before is a warning", () => {
  const a = { type: "string", maxLength: 5, "x-kubernetes-validations": [{ rule: "self != 'bad'" }] };
  const b = { type: "integer", "x-kubernetes-validations": [{ rule: "self >= oldSelf" }] };
  const { strategy } = customResource(established("rats.x.example.com", rats({ a, b })));
  const rat = (spec: object): ApiObject => ({
    apiVersion: "x.example.com/v1",
    kind: "Rat",
    metadata: { name: "a", namespace: "n", resourceVersion: "1" },
    spec,
  });
  const messages = (errors: readonly FieldError[]): readonly string[] =>
    errors.map((one) => `${one.field}: ${one.message}`);
  const failure = "spec.a: Invalid value: \"bad\": failed rule: self != 'bad'";
  expect(messages(strategy.validateCreate(rat({ a: "bad" }), context))).toEqual([failure]);
  expect(messages(strategy.validateCreate(rat({ a: "worse than bad" }), context))).toEqual([
    "spec.a: Too long: may not be more than 5 bytes",
    expect.stringContaining("some validation rules were not checked"),
  ]);
  const warnings: string[] = [];
  const update = (spec: object, old: object): readonly string[] =>
    messages(strategy.validateUpdate(rat(spec), rat(old), { ...context, warn: (text) => warnings.push(text) }));
  expect(update({ a: "bad", b: 2 }, { a: "bad", b: 1 })).toEqual([]);
  expect(warnings).toEqual([failure]);
  expect(update({ a: "bad", b: 1 }, { a: "good", b: 2 })).toEqual([
    failure,
    "spec.b: Invalid value: 1: failed rule: self >= oldSelf",
  ]);
});

test("a CRD is named, then established", () => {
  const crd = created("rats.x.example.com", rats({}));
  const named = crdConditions(crd, [], now);
  expect(summary(named)).toEqual(["NamesAccepted=True/NoConflicts", "Established=False/Installing"]);
  const established = crdConditions({ ...crd, status: named }, [], now);
  expect(summary(established)).toEqual(["NamesAccepted=True/NoConflicts", "Established=True/InitialNamesAccepted"]);
  expect(crdConditions({ ...crd, status: established }, [], now)).toBeUndefined();
});

test("a kind that another CRD of the group holds is not accepted", () => {
  const spec = rats({});
  const other = established("mice.x.example.com", { ...spec, names: { ...spec.names, plural: "mice" } });
  const status = crdConditions(created("rats.x.example.com", spec), [other], now);
  expect(summary(status)).toEqual(["NamesAccepted=False/ListKindConflict", "Established=False/NotAccepted"]);
  expect(status?.acceptedNames).toEqual({ plural: "rats", kind: "" });
});

test("the preferred version comes first and unserved ones are left out", () => {
  const [version] = rats({}).versions;
  const versions = ["v1alpha1", "v2", "v1", "foo", "v1beta2", "v3"].map((name) => ({
    ...version,
    name,
    storage: name === "v1",
    served: name !== "v3",
  }));
  const resource = customResource(established("rats.x.example.com", { ...rats({}), versions }));
  expect(resource.versions.map((one) => one.version)).toEqual(["v2", "v1", "v1beta2", "v1alpha1", "foo"]);
});

test("creating is refused while the CRD is being deleted", () => {
  const crd = established("rats.x.example.com", rats({}));
  const { strategy } = customResource({ ...crd, metadata: { ...crd.metadata, deletionTimestamp: now } });
  const object: ApiObject = { apiVersion: "x.example.com/v1", kind: "Rat", metadata: { name: "y" } };
  expect(() => strategy.prepareForCreate(object, context)).toThrow(
    'rats.x.example.com "y" is forbidden: create not allowed while custom resource definition is terminating',
  );
});

function created(name: string, spec: object): ApiObject {
  const crd: ApiObject = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec,
  };
  return crdStrategy.prepareForCreate(crdStrategy.applyDefaults(crd, "v1"), context);
}

function established(name: string, spec: object): ApiObject {
  const crd = created(name, spec);
  const named = { ...crd, status: crdConditions(crd, [], now) };
  return { ...named, status: crdConditions(named, [], now) };
}

function rats(properties: object): { readonly names: object; readonly versions: readonly object[] } {
  const schema = { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } } };
  const names = { plural: "rats", singular: "rat", kind: "Rat", listKind: "RatList" };
  const rest = { group: "x.example.com", scope: "Namespaced" };
  return { ...rest, names, versions: [{ name: "v1", served: true, storage: true, schema }] };
}

function widget(spec: object): ApiObject {
  return {
    apiVersion: "demo.example.com/v1",
    kind: "Widget",
    metadata: { name: "w", namespace: "default", generation: 1 },
    spec,
  };
}

function inNamespace(object: ApiObject): ApiObject {
  return { ...object, metadata: { namespace: "default", ...object.metadata } };
}

function summary(status: ReturnType<typeof crdConditions>): readonly string[] | undefined {
  return status?.conditions?.map((one) => `${one.type}=${one.status}/${one.reason}`);
}

function sorted(errors: readonly FieldError[]): readonly Cause[] {
  return sortedCauses(errors.map((one) => [one.reason, one.field, one.message]));
}

/** The real server's order is that of a map. */
function sortedCauses(causes: readonly Cause[]): readonly Cause[] {
  return [...causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
