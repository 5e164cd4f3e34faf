import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { SchemaNode } from "#crd/schema-node.ts";

/**
 * Defaults inside of an object that may be absent and then has no default itself: the API server does not make the object to put
 * them in. Only objects that could be left empty, for the others somebody has to write anyway.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 */
export function unreachableDefaults({ crd, sources }: GeneratedCrd): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (schema: SchemaNode, field: string): void => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const path = field === "" ? name : `${field}.${name}`;
      const mayBeAbsent = schema.required?.includes(name) !== true && property.default === undefined;
      if (field !== "" && mayBeAbsent && (property.required ?? []).length === 0) report(property, path);
      visit(property, path);
    }
    if (isNode(schema.items)) visit(schema.items, `${field}[]`);
    if (isNode(schema.additionalProperties)) visit(schema.additionalProperties, `${field}[key]`);
  };
  const report = (parent: SchemaNode, path: string): void => {
    for (const [name, property] of Object.entries(parent.properties ?? {})) {
      if (property.default === undefined) continue;
      const position = sources.positionOf(property, "default");
      // Without a place it is the default of a type of Kubernetes.
      if (position === undefined) continue;
      found.push({
        severity: "warning",
        message: `the default of ${path}.${name} is used only when somebody writes ${path}, which is optional and has no default`,
        position,
        hint: `Put +kubebuilder:default={} on ${path} to have it always.`,
      });
    }
  };
  for (const version of crd.spec.versions) visit(version.schema.openAPIV3Schema, "");
  return found;
}

/** +homeostat:schema may say null where there is nothing. */
function isNode(value: SchemaNode | boolean | null | undefined): value is SchemaNode {
  return typeof value === "object" && value !== null;
}
