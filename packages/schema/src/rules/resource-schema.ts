import type { Schema } from "#structural/schema.ts";

/**
 * The schema of a resource, embedded or not, with what rules always see of one: apiVersion, kind, metadata.name and
 * metadata.generateName. The same schema when it declares them all.
 */
export function withResourceFields(schema: Schema): Schema {
  const { apiVersion, kind, metadata } = schema.properties ?? {};
  const { name, generateName } = metadata?.properties ?? {};
  const declared =
    metadata?.type === "object" && [apiVersion, kind, name, generateName].every((one) => one?.type === "string");
  if (declared) return schema;
  const before = known.get(schema);
  if (before !== undefined) return before;
  const completed = { ...schema, properties: { ...schema.properties, ...RESOURCE_FIELDS } };
  known.set(schema, completed);
  return completed;
}

const known = new WeakMap<Schema, Schema>();

const TEXT: Schema = { type: "string" };
const RESOURCE_FIELDS: Readonly<Record<string, Schema>> = {
  apiVersion: TEXT,
  kind: TEXT,
  metadata: { type: "object", properties: { name: TEXT, generateName: TEXT } },
};
