import { builtinSchema, type Schema } from "@homeostat/schema";

/**
 * A CRD version's schema with what is implied in it: apiVersion, kind and the whole of metadata, at the root and in embedded
 * resources. Server-side apply, pruning and field ownership work on this one; defaults and validation on the CRD's own.
 */
export function withResourceFields(schema: Schema): Schema {
  return asResource(embed(schema));
}

function asResource(schema: Schema): Schema {
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: textField(schema, "apiVersion"),
      kind: textField(schema, "kind"),
      metadata: objectMeta(),
    },
  };
}

/** Of what the CRD says about these fields, only the description counts. */
function textField(schema: Schema, name: string): Schema {
  const description = schema.properties?.[name]?.description;
  return { ...(description === undefined ? {} : { description }), type: "string" };
}

/** The same node where nothing below it is an embedded resource. */
function embed(schema: Schema): Schema {
  const items = schema.items === undefined ? undefined : embedded(schema.items);
  const additional =
    typeof schema.additionalProperties === "object"
      ? embedded(schema.additionalProperties)
      : schema.additionalProperties;
  let properties = schema.properties;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const next = embedded(property);
    if (next !== property) properties = { ...properties, [name]: next };
  }
  if (items === schema.items && additional === schema.additionalProperties && properties === schema.properties)
    return schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items }),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
    ...(properties === undefined ? {} : { properties }),
  };
}

function embedded(schema: Schema): Schema {
  const next = embed(schema);
  return schema["x-kubernetes-embedded-resource"] === true ? asResource(next) : next;
}

function objectMeta(): Schema {
  return (
    builtinSchema("meta.k8s.io", "v1", "ObjectMeta") ??
    builtinSchema("", "v1", "ConfigMap")?.properties?.["metadata"] ??
    PRESERVE
  );
}

const PRESERVE: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
