import type { Resource } from "#resources/resource.ts";
import type { DiscoveredVersion } from "./discovery.ts";
import { resourcePaths } from "./openapi-paths.ts";
import { createSchemaCollector } from "./openapi-schemas.ts";

/**
 * The OpenAPI v3 document of one group version: what kubectl validates, applies, diffs and explains by. Operations name their
 * kind and whether they take `fieldValidation`; schemas are without descriptions.
 */
export function openApiDocument(group: string, { version, resources }: DiscoveredVersion, apiVersion: string): unknown {
  const schemas = createSchemaCollector();
  const paths: Record<string, unknown> = {};
  for (const resource of resources) Object.assign(paths, pathsOf(resource, version));
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: apiVersion },
    paths,
    components: { schemas: schemas.all() },
  };

  function pathsOf(resource: Resource, ofVersion: string): Readonly<Record<string, unknown>> {
    return resourcePaths(resource, ofVersion, {
      kind: (kind) => schemas.ofKind(kind, resource),
      list: () => schemas.ofList({ group, version, kind: resource.kind }, resource),
      meta: (kind) => schemas.ofKind({ group: "", version: "v1", kind }, undefined),
    });
  }
}
