import { describe, expect, test } from "vitest";
import { builtinResources, builtinSchema, builtinSchemaName } from "./builtin.ts";
import { builtinDefinitions } from "./definitions.ts";

describe("builtinSchema", () => {
  test("every built-in resource has a schema for each served version", () => {
    const without = builtinResources().filter((one) => builtinSchema(one.group, one.version, one.kind) === undefined);
    expect(without.map((one) => `${one.group}/${one.version} ${one.kind}`)).toEqual([]);
  });

  test("follows references into shared nodes", () => {
    const deployment = builtinSchema("apps", "v1", "Deployment");
    const job = builtinSchema("batch", "v1", "Job");
    const template = deployment?.properties?.["spec"]?.properties?.["template"];
    expect(template?.properties?.["spec"]?.properties?.["containers"]?.items?.properties?.["image"]?.type).toBe(
      "string",
    );
    expect(job?.properties?.["spec"]?.properties?.["template"]).toBe(template);
    expect(template === undefined ? undefined : builtinSchemaName(template)).toBe("io.k8s.api.core.v1.PodTemplateSpec");
  });

  test("keeps the list types and merge keys", () => {
    const ports = builtinSchema("", "v1", "Service")?.properties?.["spec"]?.properties?.["ports"];
    expect(ports).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["port", "protocol"],
      "x-kubernetes-patch-merge-key": "port",
    });
  });

  test("says what the documents leave out of special types", () => {
    const metadata = builtinSchema("", "v1", "ConfigMap")?.properties?.["metadata"];
    const fields = metadata?.properties?.["managedFields"]?.items?.properties?.["fieldsV1"];
    expect(fields?.["x-kubernetes-preserve-unknown-fields"]).toBe(true);
    const port = builtinSchema("", "v1", "Service")?.properties?.["spec"]?.properties?.["ports"]?.items?.properties;
    expect(port?.["targetPort"]?.["x-kubernetes-int-or-string"]).toBe(true);
  });

  test("knows options in every group, and evictions in the version that is not served any more", () => {
    expect(builtinSchema("apps", "v1", "DeleteOptions")).toBe(builtinSchema("", "v1", "DeleteOptions"));
    expect(builtinSchema("policy", "v1beta1", "Eviction")).toBe(builtinSchema("policy", "v1", "Eviction"));
    expect(builtinSchema("autoscaling", "v1", "Scale")?.properties?.["spec"]).toBeDefined();
    expect(builtinSchema("example.com", "v1", "Widget")).toBeUndefined();
  });

  test("links a schema that contains itself", () => {
    const crd = builtinSchema("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    const version = crd?.properties?.["spec"]?.properties?.["versions"]?.items;
    const root = version?.properties?.["schema"]?.properties?.["openAPIV3Schema"];
    expect(root?.properties?.["not"]).toBe(root);
  });
});

test("the definitions for publishing keep their references", () => {
  expect(JSON.stringify(builtinDefinitions()["io.k8s.api.core.v1.Pod"])).toContain(
    "#/components/schemas/io.k8s.api.core.v1.PodSpec",
  );
});
