import { builtinDefinitions, type GroupVersionKind, type OpenApiSchema } from "@homeostat/schema";
import type { Resource } from "#resources/resource.ts";
import type { SchemaReference } from "./openapi-paths.ts";

/** Collects the schemas of one document, each with those that it refers to. */
export interface SchemaCollector {
  /** The schema of a kind; of a custom kind when `resource` is its custom resource. Undefined: there is none. */
  ofKind(kind: GroupVersionKind, resource: Resource | undefined): SchemaReference | undefined;
  /** The schema of the list of a kind. */
  ofList(kind: GroupVersionKind, resource: Resource): SchemaReference | undefined;
  /** All that were asked for, by name. */
  all(): Readonly<Record<string, OpenApiSchema>>;
}

const PREFIX = "#/components/schemas/";
const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
const PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

export function createSchemaCollector(): SchemaCollector {
  const schemas: Record<string, OpenApiSchema> = {};
  const { definitions, byKind } = builtin();

  const addBuiltin = (name: string): SchemaReference | undefined => {
    const schema = definitions[name];
    if (schema === undefined) return undefined;
    if (schemas[name] === undefined) {
      schemas[name] = schema;
      for (const other of referencesIn(schema)) addBuiltin(other);
    }
    return { $ref: PREFIX + name };
  };
  const addCustom = (kind: GroupVersionKind, schema: OpenApiSchema): SchemaReference => {
    const name = [...kind.group.split(".").reverse(), kind.version, kind.kind].join(".");
    schemas[name] ??= { ...schema, "x-kubernetes-group-version-kind": [kind] };
    for (const other of referencesIn(schemas[name])) addBuiltin(other);
    return { $ref: PREFIX + name };
  };
  return {
    ofKind(kind, resource) {
      if (kind.kind === "Patch") return addBuiltin(PATCH);
      const isOwn = resource?.custom === true && kind.kind === resource.kind && kind.group === resource.group;
      if (isOwn) return addCustom(kind, customSchema(resource, kind.version));
      const name = byKind.get(kindKey(kind));
      return name === undefined ? undefined : addBuiltin(name);
    },
    ofList(kind, resource) {
      const list = { ...kind, kind: resource.listKind };
      if (resource.custom) return addCustom(list, listSchema(addCustom(kind, customSchema(resource, kind.version))));
      const name = byKind.get(kindKey(list));
      return name === undefined ? undefined : addBuiltin(name);
    },
    all: () => Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A custom resource's own schema, with what every object has. */
function customSchema(resource: Resource, version: string): OpenApiSchema {
  const schema = resource.versions.find((one) => one.version === version)?.schema ?? { type: "object" };
  const described = (name: string): { readonly description?: string } => {
    const description = schema.properties?.[name]?.description;
    return description === undefined ? {} : { description };
  };
  const properties = {
    ...schema.properties,
    apiVersion: { ...described("apiVersion"), type: "string" },
    kind: { ...described("kind"), type: "string" },
    metadata: { allOf: [{ $ref: PREFIX + OBJECT_META }] },
  };
  return { ...schema, type: "object", properties };
}

function listSchema(item: SchemaReference): OpenApiSchema {
  const properties = {
    apiVersion: { type: "string" },
    items: { type: "array", items: { allOf: [item] } },
    kind: { type: "string" },
    metadata: { allOf: [{ $ref: PREFIX + LIST_META }] },
  };
  return { type: "object", required: ["items"], properties };
}

interface BuiltinSchemas {
  readonly definitions: Readonly<Record<string, OpenApiSchema>>;
  readonly byKind: ReadonlyMap<string, string>;
}

let loaded: BuiltinSchemas | undefined;

/** The table is large and never changes: it is read once. */
function builtin(): BuiltinSchemas {
  if (loaded === undefined) {
    const definitions = builtinDefinitions();
    const byKind = new Map<string, string>();
    for (const [name, schema] of Object.entries(definitions)) {
      const kinds = schema["x-kubernetes-group-version-kind"];
      if (Array.isArray(kinds))
        for (const kind of kinds as readonly GroupVersionKind[]) byKind.set(kindKey(kind), name);
    }
    loaded = { definitions, byKind };
  }
  return loaded;
}

function kindKey({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

/** Names of the definitions that a schema refers to, anywhere in it. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([key, child]) =>
    key === "$ref" && typeof child === "string" && child.startsWith(PREFIX)
      ? [child.slice(PREFIX.length)]
      : referencesIn(child),
  );
}
