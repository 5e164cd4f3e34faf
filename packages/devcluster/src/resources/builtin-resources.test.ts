import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtinSchema } from "@homeostat/schema";
import { invalidError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { bootstrapObjects } from "./bootstrap-objects.ts";
import { builtinResourceList } from "./builtin-resources.ts";
import { hasCell } from "./columns/columns.ts";
import { createRegistry, versionOf } from "./registry.ts";
import type { Resource, StrategyContext } from "./resource.ts";

const registry = createRegistry(builtinResourceList());

/** A create request and its answer, recorded from a real API server; what admission plugins add is cut out. */
interface Recorded<T> {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly body: ApiObject;
  readonly want: T;
}

function recorded<T>(file: string): readonly Recorded<T>[] {
  return JSON.parse(readFileSync(new URL(`testdata/${file}`, import.meta.url), "utf8")) as readonly Recorded<T>[];
}

function resourceOf(group: string, name: string): Resource {
  const resource = registry.find(group, name);
  if (resource === undefined) throw new Error(`no resource ${name}.${group}`);
  return resource;
}

function contextOf(resource: Resource, subresource = ""): StrategyContext {
  const allocate = (what: "clusterIP" | "nodePort"): string => (what === "nodePort" ? "30000" : "10.0.0.9");
  return { nowMs: 0, subresource, version: resource.storage.version, random: () => 0, allocate };
}

/** A new object as the strategy of its resource prepares it, in the form that is stored. */
function created(one: Recorded<unknown>): { readonly resource: Resource; readonly object: ApiObject } {
  const resource = resourceOf(one.group, one.resource);
  const metadata = {
    ...one.body.metadata,
    ...(one.namespace === undefined ? {} : { namespace: one.namespace }),
    uid: "uid-1",
  };
  const defaulted = resource.strategy.applyDefaults({ ...one.body, metadata }, one.version);
  const stored = versionOf(resource, one.version)?.convert?.toStorage(defaulted) ?? defaulted;
  return { resource, object: resource.strategy.prepareForCreate(stored, contextOf(resource)) };
}

describe("built-in resources", () => {
  test("every one has a schema for each served version", () => {
    const without = registry
      .list()
      .flatMap((resource) =>
        resource.versions
          .filter(({ version }) => builtinSchema(resource.group, version, resource.kind) === undefined)
          .map(() => resource.resource),
      );
    expect(without).toEqual([]);
  });

  test("every column that the real server prints has a cell", () => {
    const missing = registry
      .list()
      .flatMap((resource) =>
        resource.versions.flatMap(({ columns }) =>
          columns
            .filter((column) => !hasCell(resource.group, resource.resource, column.name))
            .map((column) => `${resource.resource} ${column.name}`),
        ),
      );
    expect(missing).toEqual([]);
  });

  test("events of both groups are one table", () => {
    expect(resourceOf("events.k8s.io", "events").table).toBe(resourceOf("", "events").table);
  });

  test("the preferred version comes first", () => {
    expect(resourceOf("autoscaling", "horizontalpodautoscalers").versions.map((one) => one.version)).toEqual([
      "v2",
      "v1",
    ]);
  });
});

describe("creating an object as recorded", () => {
  test.each(recorded<ApiObject>("defaults.json"))("$name gets the defaults of the real server", (one) => {
    const { resource, object } = created(one);
    expect(resource.strategy.validateCreate(object, contextOf(resource))).toEqual([]);
    const { uid: _, ...metadata } = object.metadata;
    const shown = versionOf(resource, one.version)?.convert?.fromStorage({ ...object, metadata }) ?? {
      ...object,
      metadata,
    };
    expect(shown).toEqual(one.want);
  });

  test.each(recorded<string>("validation.json"))(
    "$resource: $name is refused with the message of the real server",
    (one) => {
      const { resource, object } = created(one);
      const errors = resource.strategy.validateCreate(object, contextOf(resource));
      const kind = { group: resource.storage.group, kind: resource.kind };
      const message = errors.length === 0 ? "" : invalidError(kind, object.metadata.name ?? "", errors).message;
      expect(message.replaceAll("uid-1", "<uid>")).toBe(
        one.want.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uid>"),
      );
    },
  );
});

describe("defaults", () => {
  test("are the same when they are applied again", () => {
    for (const one of recorded<ApiObject>("defaults.json")) {
      const { strategy } = resourceOf(one.group, one.resource);
      const once = strategy.applyDefaults(one.body, one.version);
      expect(strategy.applyDefaults(once, one.version)).toEqual(once);
    }
  });
});

describe("updates", () => {
  const recordedService = recorded<ApiObject>("defaults.json").find((one) => one.name === "default-svc-nodeport");
  if (recordedService === undefined) throw new Error("no recorded Service");
  const { resource: services, object: service } = created(recordedService);

  function update(resource: Resource, object: ApiObject, old: ApiObject, subresource = ""): ApiObject {
    const { version } = resource.storage;
    return resource.strategy.prepareForUpdate(
      resource.strategy.applyDefaults(object, version),
      old,
      contextOf(resource, subresource),
    );
  }

  test("a Service keeps its address and its ports when a client leaves them out", () => {
    const { metadata } = service;
    const replaced = update(
      services,
      {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: { type: "NodePort", ports: [{ port: 80 }], selector: { app: "z" } },
      },
      service,
    );
    expect(replaced).toEqual(service);
  });

  test("a Service gives its node ports up when it becomes ClusterIP", () => {
    const changed = update(
      services,
      { ...service, spec: { ...(service["spec"] as object), type: "ClusterIP" } },
      service,
    );
    expect(changed["spec"]).not.toHaveProperty("externalTrafficPolicy");
    expect(JSON.stringify(changed["spec"])).not.toContain("nodePort");
  });

  test("a Service cannot change its address", () => {
    const changed = update(
      services,
      { ...service, spec: { ...(service["spec"] as object), clusterIP: "10.0.0.250" } },
      service,
    );
    const errors = services.strategy.validateUpdate(changed, service, contextOf(services));
    expect(errors).toContainEqual({
      reason: "FieldValueInvalid",
      field: "spec.clusterIPs[0]",
      message: 'Invalid value: ["10.0.0.250"]: may not change once set',
    });
  });

  const pods = resourceOf("", "pods");
  const pod = pods.strategy.prepareForCreate(
    pods.strategy.applyDefaults(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "a", namespace: "x" },
        spec: { containers: [{ name: "c", image: "i:1" }] },
      },
      "v1",
    ),
    contextOf(pods),
  );
  const withImage = (image: string): ApiObject => ({
    ...pod,
    spec: { ...(pod["spec"] as object), containers: [{ name: "c", image }] },
  });

  test("the generation counts changes of the spec, not of status and metadata", () => {
    expect(pod.metadata.generation).toBe(1);
    expect(update(pods, withImage("i:2"), pod).metadata.generation).toBe(2);
    const labelled = { ...pod, metadata: { ...pod.metadata, labels: { a: "b" } } };
    expect(update(pods, labelled, pod).metadata.generation).toBe(1);
    expect(update(pods, { ...pod, status: { phase: "Running" } }, pod, "status").metadata.generation).toBe(1);
  });

  test("the main resource cannot write the status, and /status nothing else", () => {
    expect(update(pods, { ...pod, status: { phase: "Running" } }, pod)["status"]).toEqual(pod["status"]);
    const status = update(pods, { ...withImage("i:2"), status: { phase: "Running" } }, pod, "status");
    expect(status["spec"]).toEqual(pod["spec"]);
    expect(status["status"]).toMatchObject({ phase: "Running", qosClass: "BestEffort" });
  });

  test("a pod's image can change, its restart policy cannot", () => {
    expect(pods.strategy.validateUpdate(stored(update(pods, withImage("i:2"), pod)), pod, contextOf(pods))).toEqual([]);
    const restarted = { ...pod, spec: { ...(pod["spec"] as object), restartPolicy: "Never" } };
    const errors = pods.strategy.validateUpdate(stored(update(pods, restarted, pod)), pod, contextOf(pods));
    expect(errors.map((error) => error.field)).toEqual(["spec"]);
    expect(errors[0]?.message).toContain("pod updates may not change fields other than `spec.containers[*].image`");
  });

  /** As the server hands it to validation: with a resourceVersion. */
  function stored(object: ApiObject): ApiObject {
    return { ...object, metadata: { ...object.metadata, resourceVersion: "1" } };
  }
});

test("an autoscaler of v1 comes back from storage as it was", () => {
  const resource = resourceOf("autoscaling", "horizontalpodautoscalers");
  const convert = versionOf(resource, "v1")?.convert;
  const metrics = JSON.stringify([
    { type: "Pods", pods: { metric: { name: "m" }, target: { type: "AverageValue", averageValue: "1" } } },
  ]);
  const given: ApiObject = {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "a", annotations: { "autoscaling.alpha.kubernetes.io/metrics": metrics, other: "x" } },
    spec: {
      maxReplicas: 3,
      minReplicas: 1,
      targetCPUUtilizationPercentage: 50,
      scaleTargetRef: { kind: "Deployment", name: "d" },
    },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  };
  const v2 = convert?.toStorage(given);
  expect(v2?.["spec"]).toMatchObject({ metrics: [{ type: "Pods" }, { type: "Resource" }] });
  expect(v2 === undefined ? undefined : convert?.fromStorage(v2)).toEqual(given);
});

test("a fresh server has the objects that RBAC and clients need, each with a kind that is served", () => {
  const objects = bootstrapObjects();
  expect(objects.filter((one) => one.kind === "Namespace").map((one) => one.metadata.name)).toContain("kube-system");
  expect(objects.find((one) => one.kind === "ClusterRole" && one.metadata.name === "cluster-admin")).toBeDefined();
  const group = (apiVersion = ""): string => (apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "");
  expect(objects.filter((one) => registry.findKind(group(one.apiVersion), one.kind ?? "") === undefined)).toEqual([]);
});
