import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { generateCrds } from "#crd/generate-crds.ts";
import { readModel } from "#frontend/read-model.ts";
import { GOLDEN_CASES } from "./golden-cases.test-support.ts";
import { hasSharedGolden, type Json, members, SHARED_GOLDEN } from "./golden-comparison.test-support.ts";
import { afterAll, describe, expect, test } from "vitest";
import type { ForeignCrd } from "#types/foreign-crd.ts";
import { type ForeignSchema, storedSchema } from "#types/foreign-schema.ts";
import { generateTypes } from "#types/generate-types.ts";

const folder = mkdtempSync(`${tmpdir()}/homeostat-round-trip-`);
mkdirSync(`${folder}/node_modules`);
symlinkSync(new URL("../../../homeostat", import.meta.url).pathname, `${folder}/node_modules/homeostat`);
afterAll(() => rmSync(folder, { recursive: true }));

let projects = 0;
let cache: ReturnType<typeof readModel>["cache"] | undefined;

/** The CRD of the types of a CRD. */
function ofTypes(crd: object): object {
  const project = `${folder}/${projects++}`;
  const { files, diagnostics } = generateTypes({ objects: [{ object: crd, origin: "crd.yaml" }] });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  for (const { path, content } of files) {
    mkdirSync(dirname(`${project}/${path}`), { recursive: true });
    writeFileSync(`${project}/${path}`, content);
  }
  const compilerOptions = {
    module: "nodenext",
    strict: true,
    customConditions: ["homeostat-source"],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  writeFileSync(`${project}/tsconfig.json`, JSON.stringify({ compilerOptions }));
  const read = readModel({ project, paths: ["./apis/..."], ...(cache === undefined ? {} : { previous: cache }) });
  cache = read.cache;
  const made = generateCrds(read.model, { allowDangerousTypes: true });
  const errors = [...read.diagnostics, ...made.diagnostics].filter(({ severity }) => severity === "error");
  expect(errors).toEqual([]);
  expect(made.crds).toHaveLength(1);
  return JSON.parse(JSON.stringify(made.crds[0]?.crd)) as object;
}

/**
 * What a CRD says, in one form: as the API server stores it, without its conversion webhook, which types do not carry. The schemas of
 * `apiVersion`, `kind` and `metadata` are the same for every kind: they are written also where they were left out.
 */
function meaningOf(crd: ForeignCrd, options: { readonly descriptions: boolean }): object {
  const { group, scope, names, versions } = crd.spec;
  const { kind, plural } = names;
  const { labels = {}, annotations = {} } = crd.metadata;
  return {
    name: crd.metadata.name,
    labels,
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !key.startsWith("controller-gen."))),
    group,
    scope,
    names: {
      singular: kind.toLowerCase(),
      listKind: `${kind}List`,
      categories: [],
      shortNames: [],
      ...names,
      kind,
      plural,
    },
    versions: [...versions]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ schema, subresources, additionalPrinterColumns = [], ...version }) => ({
        ...version,
        ...(Object.keys(subresources ?? {}).length > 0 && { subresources }),
        columns: additionalPrinterColumns.map(({ description, format, priority, ...column }) => ({
          ...column,
          ...(description !== undefined && description !== "" && { description }),
          ...(format !== undefined && format !== "" && { format }),
          ...(priority !== undefined && priority !== 0 && { priority }),
        })),
        schema: rootSchema(storedSchema(schema?.openAPIV3Schema ?? {}), options),
      })),
  };
}

const IMPLIED = { apiVersion: "string", kind: "string", metadata: "object" };

function rootSchema(schema: ForeignSchema, { descriptions }: { readonly descriptions: boolean }): ForeignSchema {
  const plain = descriptions ? schema : withoutDescriptions(schema);
  const implied = Object.entries(IMPLIED).map(([name, type]) => {
    const { description: _, ...rest } = plain.properties?.[name] ?? {};
    return [name, { type, ...rest }];
  });
  return { ...plain, properties: { ...plain.properties, ...Object.fromEntries(implied) } };
}

function withoutDescriptions(schema: ForeignSchema): ForeignSchema {
  const { description: _, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, withoutDescriptions(one)])),
    }),
    ...(items && { items: withoutDescriptions(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "boolean" ? additionalProperties : withoutDescriptions(additionalProperties),
    }),
  };
}

function expectFixedPoint(crd: object, options: { readonly descriptions: boolean }): void {
  const first = ofTypes(crd);
  expect(meaningOf(first as ForeignCrd, options)).toEqual(meaningOf(crd as ForeignCrd, options));
  expect(ofTypes(first)).toEqual(first);
}

describe("types of CRDs that others publish give the same CRDs again", () => {
  const published = new URL("testdata/published/", import.meta.url);
  test.each(readdirSync(published).filter((name) => name.endsWith(".gz")))("%s", (name) => {
    const crd = JSON.parse(gunzipSync(readFileSync(new URL(name, published))).toString()) as object;
    expectFixedPoint(crd, { descriptions: false });
  });
});

describe("types of the golden CRDs give the same CRDs again", () => {
  const golden = new URL("testdata/golden/", import.meta.url);
  const files = readdirSync(golden).flatMap((project) =>
    readdirSync(new URL(`${project}/expected/`, golden)).map((name) => `${project}/expected/${name}`),
  );
  test("are all there", () => expect(files).toHaveLength(36));

  test.each(files.filter((name) => !name.includes("_maxdesclen")))("%s", (name) => {
    const bytes = readFileSync(new URL(name, golden));
    const crd = parse(name.endsWith(".gz") ? gunzipSync(bytes).toString() : bytes.toString()) as object;
    expectFixedPoint(crd, { descriptions: false });
  });
});

describe.skipIf(!hasSharedGolden)("types of the golden CRDs give their descriptions back (needs ../shared)", () => {
  const crds = GOLDEN_CASES.flatMap((golden) => golden.crds);
  test.each(crds)("%s", (name) => {
    const crd = parse(readFileSync(`${SHARED_GOLDEN}/${name}.yaml`, "utf8")) as ForeignCrd;
    const again = meaningOf(ofTypes(crd) as ForeignCrd, { descriptions: true });
    const words = (one: object): Json => JSON.parse(JSON.stringify(one)) as Json;
    expect(withoutKnownTypes(words(again))).toEqual(withoutKnownTypes(words(meaningOf(crd, { descriptions: true }))));
  });
});

test("descriptions, deprecations and odd names come back letter by letter", () => {
  const crd = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "oddities.example.com" },
    spec: {
      group: "example.com",
      scope: "Cluster",
      names: { kind: "Oddity", plural: "oddities" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: oddSchema() } }],
    },
  };
  expectFixedPoint(crd, { descriptions: true });
});

/** Without conditions and label selectors: their texts are ours in every CRD. */
function withoutKnownTypes(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutKnownTypes);
  if (typeof json !== "object" || json === null) return json;
  const properties = members(members(json)["properties"] ?? null);
  if ("lastTransitionTime" in properties) return "a condition";
  if ("matchLabels" in properties) return "a label selector";
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withoutKnownTypes(value)]));
}

/** Everything that is hard to say in TypeScript. */
function oddSchema(): ForeignSchema {
  return parse(`
    type: object
    description: "An oddity.\\n\\nSecond paragraph:\\n  - indented\\n\\n\\nTODO: three lines up"
    required: [metadata, spec]
    properties:
      metadata: {type: object, properties: {name: {type: string, maxLength: 63}}}
      spec:
        type: object
        description: "What is wanted.\\n\\nDeprecated: use another."
        required: [from, "x-y"]
        minProperties: 1
        x-kubernetes-map-type: atomic
        properties:
          "x-y": {type: string, description: "ends with */ and {@link x}\\n+not a marker\\n@nor a tag", pattern: "^\`\\\\d\\"$"}
          "1st": {type: integer, format: int16, minimum: -1, exclusiveMinimum: true, multipleOf: 2}
          $ref: {type: string, format: uuid, title: "A title, with: signs", default: "a \\"b\\" \\\\ \`c\`;{}"}
          constructor: {type: boolean, default: false, nullable: true}
          from: {x-kubernetes-int-or-string: true}
          to: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: "^x$", default: 5}
          some: {type: string, enum: [a, "", "b | c", "1"], default: ""}
          few: {type: integer, enum: [1, 2], default: 2}
          perhaps: {type: string, nullable: true, enum: [a, b, null]}
          never: {type: string, nullable: true, enum: [a, b]}
          perhapses: {type: array, items: {type: integer, nullable: true, enum: [1, null]}}
          mixed: {type: integer, format: int32, enum: [1, 2]}
          big: {type: number, maximum: 1.0e+300, minimum: 0.5}
          grid: {type: array, maxItems: 3, items: {type: array, minItems: 1, items: {type: array, items: {type: integer, minimum: 1}}}}
          nullables: {type: array, items: {type: string, nullable: true, maxLength: 3}}
          keyed: {type: object, maxProperties: 4, additionalProperties: {type: object, description: A value., nullable: true, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}}
          texts: {type: object, additionalProperties: {type: string, description: A text., maxLength: 10}}
          lists: {type: object, additionalProperties: {type: array, items: {type: string, minLength: 1}}}
          whole: {type: object, x-kubernetes-embedded-resource: true, properties: {apiVersion: {type: string}, kind: {type: string}, metadata: {type: object}}}
          anything: {x-kubernetes-preserve-unknown-fields: true, default: {a: [1, null, "x"]}}
          open: {type: object, additionalProperties: true}
          either: {type: object, default: {}, oneOf: [{required: [a]}, {not: {required: [b]}}], properties: {a: {type: string}, b: {type: string}}}
          set: {type: array, x-kubernetes-list-type: set, items: {type: string, enum: [x, y]}}
          rules:
            type: string
            maxLength: 9
            x-kubernetes-validations:
              - {rule: "self != \\"\\" &&\\n  self != 'a,b;c'", messageExpression: "'no ' + self", reason: FieldValueForbidden, fieldPath: ""}
              - {rule: "self == oldSelf", message: "is \\\\ fixed", optionalOldSelf: false}
          docs: {type: string, externalDocs: {url: "https://example.com/?a=b,c", description: "See; there"}, example: {a: 1}}
  `) as ForeignSchema;
}
