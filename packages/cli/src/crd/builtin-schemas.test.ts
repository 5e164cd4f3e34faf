import { expect, test } from "vitest";
import { builtinDefinitions } from "@homeostat/schema";
import type { CrdOptions } from "./crd-options.ts";
import { recording } from "./recording.test-support.ts";
import type { SchemaNode } from "./schema-node.ts";

const CORE = "io.k8s.api.core.v1.";

test("zero values that OpenAPI gives as defaults are left out, spelled out ones stay", () => {
  expect(expand(`${CORE}ContainerPort`)).toEqual({
    type: "object",
    properties: {
      containerPort: { type: "integer", format: "int32" },
      hostIP: { type: "string" },
      hostPort: { type: "integer", format: "int32" },
      name: { type: "string" },
      protocol: { type: "string", default: "TCP" },
    },
    required: ["containerPort"],
  });
  expect(expand(`${CORE}LocalObjectReference`)).toEqual({
    type: "object",
    properties: { name: { type: "string", default: "" } },
    "x-kubernetes-map-type": "atomic",
  });
});

test("quantities and int-or-strings have the forms of CRDs", () => {
  const intOrString = { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };
  expect(expand(`${CORE}TCPSocketAction`).properties?.["port"]).toEqual(intOrString);
  const limits = expand(`${CORE}ResourceRequirements`).properties?.["limits"];
  expect(limits?.additionalProperties).toMatchObject({ ...intOrString, pattern: expect.stringContaining("numkMGTPE") });
});

test("list types and keys carry over, patch keys and enums do not", () => {
  const spec = expand(`${CORE}PodSpec`);
  expect(Object.keys(spec.properties?.["containers"] ?? {}).toSorted()).toEqual([
    "items",
    "type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
  ]);
  expect(spec.properties?.["dnsPolicy"]).toEqual({ type: "string" });
});

test("a single property of a definition can be taken", () => {
  const { context } = recording({});
  expect(context.builtins.schema(`${CORE}PodSpec`, "nodeName", context)).toEqual({ type: "string" });
  expect(context.builtins.schema(`${CORE}PodSpec`, "nope", context)).toBeUndefined();
  expect(context.builtins.schema(`${CORE}Nope`, undefined, context)).toBeUndefined();
});

test("the metadata of a Pod template is lost, with a warning, unless the option keeps it", () => {
  const { context, diagnostics } = recording({});
  context.trail.push({ part: ".spec" }, { part: ".template" });
  const template = context.builtins.schema(`${CORE}PodTemplateSpec`, undefined, context);
  expect(template?.properties?.["metadata"]).toEqual({ type: "object" });
  expect(diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: labels, annotations and all else in spec.template.metadata will be lost, because its schema says nothing about them",
  ]);
  const kept = expand(`${CORE}PodTemplateSpec`, { generateEmbeddedObjectMeta: true }).properties?.["metadata"];
  expect(Object.keys(kept?.properties ?? {})).toEqual(["annotations", "finalizers", "labels", "name", "namespace"]);
});

test("only the schema of schemas is recursive, and says so with its path", () => {
  const { context, diagnostics } = recording({ generateEmbeddedObjectMeta: true });
  for (const name of Object.keys(builtinDefinitions())) context.builtins.schema(name, undefined, context);
  expect(diagnostics.map(({ message }) => message.split(" ").slice(0, 3).join(" "))).toContain(
    "the type JSONSchemaProps",
  );
  expect(new Set(diagnostics.map(({ message }) => message.split(" ")[2]))).toEqual(new Set(["JSONSchemaProps"]));
});

function expand(definition: string, options: CrdOptions = {}): SchemaNode {
  const { context } = recording(options);
  return context.builtins.schema(definition, undefined, context) ?? {};
}
