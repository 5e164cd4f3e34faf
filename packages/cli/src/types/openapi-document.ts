import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ForeignObject } from "./foreign-crd.ts";
import { type ForeignSchema, isSchema, storedSchema } from "./foreign-schema.ts";
import type { KindNames } from "#typescript/kind-tokens.ts";

/** A document of `/openapi/v3`: one version of a group. See https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 */
export interface OpenApiDocument {
  /** The kinds that have a resource with objects, in order of their names. */
  readonly kinds: readonly ServedKind[];
  /** By name: `io.k8s.api.core.v1.PodSpec`; in the form in which CRDs write schemas, but for `$ref`. */
  readonly definitions: Readonly<Record<string, ForeignSchema>>;
}

/** A kind and the definition of its objects. */
export interface ServedKind extends KindNames {
  readonly definition: string;
}

/** Reads a parsed document. */
export function readOpenApiDocument({ object, origin }: ForeignObject): OpenApiDocument | Diagnostic {
  const components = isSchema(object) ? object["components"] : undefined;
  const schemas = isSchema(components) ? components["schemas"] : undefined;
  const paths = isSchema(object) ? object["paths"] : undefined;
  if (!isSchema(schemas) || !isSchema(paths)) {
    return {
      severity: "error",
      message: `no types can be made of ${origin}: it is no OpenAPI v3 document, components.schemas or paths is missing`,
      hint: "Give the answer of /openapi/v3/apis/<group>/<version>.",
    };
  }
  const definitions = Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) =>
      isSchema(schema) ? [[name, storedSchema(withReferences(schema))]] : [],
    ),
  );
  return { kinds: servedKinds(paths, schemas), definitions };
}

/** The resources among the paths, `/apis/apps/v1/namespaces/{namespace}/deployments`, with the kind that they hold. */
function servedKinds(paths: ForeignSchema, schemas: ForeignSchema): readonly ServedKind[] {
  const found = new Map<string, ServedKind>();
  const definitions = definitionsByKind(schemas);
  for (const [path, item] of Object.entries(paths)) {
    const [, group = "", version = "", inNamespace, plural = ""] = RESOURCE_PATH.exec(path) ?? [];
    const kind = isSchema(item) ? kindOf(item["get"]) : undefined;
    const definition = kind === undefined ? undefined : definitions.get(`${group}/${version}/${kind}`);
    if (plural === "" || kind === undefined || definition === undefined) continue;
    if (inNamespace === undefined && found.has(plural)) continue;
    found.set(plural, {
      group,
      version,
      kind,
      plural,
      scope: inNamespace === undefined ? "Cluster" : "Namespaced",
      definition,
    });
  }
  return [...found.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const RESOURCE_PATH = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(namespaces\/\{namespace\}\/)?([a-z0-9-]+)$/;

function kindOf(operation: unknown): string | undefined {
  const kind = isSchema(operation) ? operation["x-kubernetes-group-version-kind"] : undefined;
  return isSchema(kind) && typeof kind["kind"] === "string" ? kind["kind"] : undefined;
}

function definitionsByKind(schemas: ForeignSchema): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(schemas).flatMap(([name, schema]) => {
      const kinds = isSchema(schema) ? schema["x-kubernetes-group-version-kind"] : undefined;
      if (!Array.isArray(kinds)) return [];
      return kinds
        .filter(isSchema)
        .map(({ group, version, kind }) => [`${String(group)}/${String(version)}/${String(kind)}`, name] as const);
    }),
  );
}

/** `{default: {}, allOf: [{$ref}]}`, as the documents write references, becomes `{$ref}`; what only clients of Go need is dropped. */
function withReferences(schema: ForeignSchema): ForeignSchema {
  const only = schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (DROPPED.has(key) || (key === "allOf" && only !== undefined)) return [];
    if (key === "default" && (only !== undefined || isZero(value))) return [];
    if (key === "properties" && isSchema(value)) return [[key, mapSchemas(value)]];
    if ((key === "items" || key === "additionalProperties") && isSchema(value)) return [[key, withReferences(value)]];
    return [[key, value]];
  });
  return { ...Object.fromEntries(entries), ...(only === undefined ? {} : { $ref: only }) };
}

function mapSchemas(properties: ForeignSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      isSchema(property) ? withReferences(property) : property,
    ]),
  );
}

const DROPPED = new Set([
  "x-kubernetes-group-version-kind",
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-unions",
]);

/** The documents give Go's zero values as defaults; they say only that the field is no pointer. */
function isZero(value: unknown): boolean {
  return value === "" || value === 0 || value === false || (isSchema(value) && Object.keys(value).length === 0);
}
