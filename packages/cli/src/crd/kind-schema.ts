import { truncateDescription } from "#markers/description.ts";
import type { TypeDeclaration } from "#model/model.ts";
import { flattenSchema } from "./flatten-schema.ts";
import { typeMetaProperties } from "./known-schemas.ts";
import { copyNode } from "./merge-schemas.ts";
import { overridesIn } from "./override-effects.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";
import { declaredSchema } from "./type-schema.ts";

/** The `openAPIV3Schema` of a kind: its own type, with what every object has. */
export function kindSchema(declaration: TypeDeclaration, context: SchemaContext): SchemaNode {
  const schema = copyNode(flattenSchema(declaredSchema(declaration, context), context), context.sources);
  const own = Object.entries(schema.properties ?? {}).filter(([name]) => !IMPLIED.has(name));
  schema.properties = { ...typeMetaProperties(), metadata: metadataOf(declaration), ...Object.fromEntries(own) };
  const stated = overridesIn(declaration.markers)?.["required"];
  const required = (schema.required ?? []).filter((name) => stated !== undefined || !IMPLIED.has(name));
  if (required.length > 0) schema.required = required;
  else delete schema.required;
  const { maxDescLen } = context.options;
  return maxDescLen === undefined ? schema : shortened(schema, { maxDescLen, context, done: new Map() });
}

/** Without the fields that every object has; a kind may restrict names. */
function metadataOf({ type }: TypeDeclaration): SchemaNode {
  const field = type.node === "object" ? type.fields.find(({ name }) => name === "metadata") : undefined;
  return { type: "object", ...overridesIn(field?.markers ?? []) };
}

/** The API server sees to them itself. */
const IMPLIED: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

interface Shortening {
  readonly maxDescLen: number;
  readonly context: SchemaContext;
  readonly done: Map<SchemaNode, SchemaNode>;
}

/** The same schema with short descriptions; none at all when they may have 0 bytes. */
function shortened(node: SchemaNode, how: Shortening): SchemaNode {
  const ready = how.done.get(node);
  if (ready !== undefined) return ready;
  const copy = copyNode(node, how.context.sources);
  if (copy.description !== undefined) {
    const description = truncateDescription(copy.description, how.maxDescLen);
    if (description === "") delete copy.description;
    else copy.description = description;
  }
  if (copy.properties !== undefined) {
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, property]) => [name, shortened(property, how)]),
    );
  }
  if (copy.items !== undefined) copy.items = shortened(copy.items, how);
  if (typeof copy.additionalProperties === "object")
    copy.additionalProperties = shortened(copy.additionalProperties, how);
  how.done.set(node, copy);
  return copy;
}
