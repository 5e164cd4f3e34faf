import { startDevcluster } from "@homeostat/devcluster";
import { createClient } from "homeostat/client";
import { parse } from "yaml";
import { expect, test } from "vitest";
import type { ForeignSchema } from "./foreign-schema.ts";
import { generateTypes, type TypesOptions, type TypesSources } from "./generate-types.ts";

const crd = (
  schema: object,
  more: { readonly spec?: object; readonly version?: object; readonly metadata?: object } = {},
): object => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.shop.example.com", ...more.metadata },
  spec: {
    group: "shop.example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, ...more.version }],
    ...more.spec,
  },
});

const specOf = (yaml: string): object => ({
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
    spec: parse(yaml) as ForeignSchema,
  },
});

function typesOf(object: object, options: TypesOptions = {}): string {
  const { files, diagnostics } = generateTypes({ objects: [{ object, origin: "widgets.yaml" }] }, options);
  expect(diagnostics).toEqual([]);
  return files.find(({ path }) => path.endsWith("/widget_types.ts"))?.content ?? "";
}

test("nested objects are named after their path, enums are unions, constraints are markers", () => {
  const text = typesOf(
    crd(
      specOf(`
        type: object
        description: What is wanted.
        required: [size, parts]
        properties:
          size: {type: integer, format: int32, minimum: 1, default: 3, description: "How many.\\nAt least one."}
          colour: {type: string, enum: [red, "light blue"]}
          parts:
            type: array
            x-kubernetes-list-type: map
            x-kubernetes-list-map-keys: [name]
            items:
              type: object
              required: [name]
              description: A part.
              properties:
                name: {type: string, pattern: '^[a-z]\\w*$', maxLength: 63}
                limits: {type: object, additionalProperties: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}}
          hosts: {type: array, items: {type: string, minLength: 1}}
          private-key: {type: string, format: byte, nullable: true}
          since: {type: string, format: date-time}
          template: {type: object, x-kubernetes-preserve-unknown-fields: true, x-kubernetes-embedded-resource: true}
        x-kubernetes-validations: [{rule: "self.size > 0 || \\"x\\" == 'y'", message: too small}]
        oneOf: [{required: [size]}, {required: [hosts]}]
      `),
    ),
  );
  expect(text).toMatchSnapshot();
});

test("a CRD's names, columns, subresources and versions are markers of its kind", () => {
  const { files } = generateTypes({
    objects: [
      {
        origin: "widgets.yaml",
        object: crd(
          { type: "object" },
          {
            metadata: {
              annotations: {
                "api-approved.kubernetes.io": "https://example.com",
                "kubectl.kubernetes.io/last-applied-configuration": "{}",
              },
            },
            spec: {
              scope: "Cluster",
              names: {
                kind: "Widget",
                plural: "widgetry",
                shortNames: ["wi"],
                categories: ["all"],
                singular: "widget",
              },
              versions: [
                {
                  name: "v1beta1",
                  served: false,
                  storage: false,
                  deprecated: true,
                  deprecationWarning: "use v1",
                  schema: { openAPIV3Schema: { type: "object" } },
                },
                {
                  name: "v1",
                  served: true,
                  storage: true,
                  schema: { openAPIV3Schema: { type: "object" } },
                  subresources: {
                    status: {},
                    scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
                  },
                  additionalPrinterColumns: [
                    {
                      name: "Size of it",
                      type: "integer",
                      jsonPath: ".spec.size",
                      priority: 1,
                      description: 'the "size"',
                    },
                  ],
                  selectableFields: [{ jsonPath: ".spec.colour" }],
                },
              ],
            },
          },
        ),
      },
    ],
  });
  expect(files.map(({ path }) => path)).toEqual([
    "apis/shop.example.com/v1/groupversion_info.ts",
    "apis/shop.example.com/v1/widget_types.ts",
    "apis/shop.example.com/v1/zz_generated.kinds.ts",
    "apis/shop.example.com/v1beta1/groupversion_info.ts",
    "apis/shop.example.com/v1beta1/widget_types.ts",
    "apis/shop.example.com/v1beta1/zz_generated.kinds.ts",
  ]);
  expect(files.map(({ content }) => content).join("\n")).toMatchSnapshot();
});

test("what a doc comment cannot hold is carried letter by letter", () => {
  const text = typesOf(
    crd(
      specOf(
        `{type: object, properties: {a: {type: string, description: "+kubebuilder is no marker here */ {@link}"}}}`,
      ),
    ),
  );
  expect(text).toContain("/** \\+kubebuilder is no marker here *\\/ {\\@link} */");
  expect(text).toContain(`// +homeostat:schema={"description":"+kubebuilder is no marker here */ {@link}"}`);
});

test("names that the files use themselves stay theirs", () => {
  const { files } = generateTypes({
    objects: [
      {
        origin: "conditions.yaml",
        object: crd(
          specOf(
            `{type: object, properties: {when: {type: string, format: date-time}, "1st-try": {type: object, properties: {x: {type: boolean}}}}}`,
          ),
          { spec: { names: { kind: "Time", plural: "times" } } },
        ),
      },
    ],
  });
  const text = files.find(({ path }) => path.endsWith("/time_types.ts"))?.content ?? "";
  expect(text).toContain("Time as MetaTime");
  expect(text).toContain("readonly when?: MetaTime;");
  expect(text).toContain('readonly "1st-try"?: TimeSpec1stTry;');
});

test.each<[string, TypesSources["objects"], string]>([
  [
    "an old CRD",
    [{ object: { ...crd({}), apiVersion: "apiextensions.k8s.io/v1beta1" }, origin: "old.yaml" }],
    'old.yaml: its apiVersion is "apiextensions.k8s.io/v1beta1"',
  ],
  [
    "a CRD without versions",
    [{ object: crd({}, { spec: { versions: [] } }), origin: "a.yaml" }],
    "a.yaml: spec.versions is empty",
  ],
  [
    "a kind with the name of a type of the language",
    [{ object: crd({}, { spec: { names: { kind: "object", plural: "objects" } } }), origin: "a.yaml" }],
    'a.yaml: its kind "object" cannot be the name of a type',
  ],
  [
    "one kind given twice",
    ["a.yaml", "b.yaml"].map((origin) => ({ object: crd({ type: "object", title: origin }), origin })),
    "the kind Widget of shop.example.com/v1 is defined twice: by a.yaml and by b.yaml",
  ],
])("%s is an error", (_, objects = [], message) => {
  const { diagnostics } = generateTypes({ objects });
  expect(diagnostics.map((one) => `${one.severity}: ${one.message}`)).toEqual([expect.stringContaining(message)]);
});

test("objects of other kinds are passed over, and conversion webhooks are told of", () => {
  const object = crd({ type: "object" }, { spec: { conversion: { strategy: "Webhook" } } });
  const { diagnostics, files } = generateTypes({
    objects: [
      { object, origin: "x.yaml" },
      { object: { kind: "Namespace", apiVersion: "v1" }, origin: "x.yaml" },
      { object: null, origin: "x.yaml" },
    ],
  });
  expect(files).toHaveLength(3);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "the types of widgets.shop.example.com (x.yaml) do not carry its conversion webhook",
  ]);
});

test("the OpenAPI documents of a cluster give the types of its built-in kinds", async () => {
  await using cluster = await startDevcluster({ controllers: "none", nodes: 0 });
  const client = createClient({ transport: cluster.transport() });
  const object: unknown = await (await client.raw({ path: "/openapi/v3/apis/apps/v1" })).json();
  const { files, diagnostics } = generateTypes(
    { documents: [{ object, origin: "the cluster" }] },
    { select: ({ kind }) => kind === "Deployment" },
  );
  expect(diagnostics).toEqual([]);
  expect(files.map(({ path }) => path)).toEqual([
    "apis/apps/v1/groupversion_info.ts",
    "apis/apps/v1/openapi_types.ts",
    "apis/apps/v1/zz_generated.kinds.ts",
  ]);
  const [info, types, tokens] = files.map(({ content }) => content);
  expect(info).toContain("// +kubebuilder:skip");
  expect(types).toMatch(
    /export interface Deployment extends KubernetesObject \{[\s\S]*readonly spec\?: DeploymentSpec;/,
  );
  expect(types).toMatch(/export interface PodSpec \{[\s\S]*readonly containers: readonly Container\[\];/);
  expect(types).toMatch(/limits\?: Readonly<Record<string, Quantity>>;/);
  expect(tokens).toContain('plural: "deployments",\n  scope: "Namespaced",');
});
