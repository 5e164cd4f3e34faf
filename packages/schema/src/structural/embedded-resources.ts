import type { Schema } from "./schema.ts";
import { fieldPath, isArray, isObject } from "./json.ts";
import { invalid, required, type SchemaError } from "./schema-error.ts";

/**
 * Checks apiVersion, kind and metadata of every embedded resource (`x-kubernetes-embedded-resource`) below the root; the
 * root's own metadata is the API server's business.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#rawextension
 */
export function validateEmbeddedResources(value: unknown, schema: Schema): readonly SchemaError[] {
  if (!hasEmbedded(schema)) return [];
  const errors: SchemaError[] = [];
  visit({ value, path: "", isRoot: true }, schema, errors);
  return errors;
}

function visit(
  node: { readonly value: unknown; readonly path: string; readonly isRoot: boolean },
  schema: Schema,
  errors: SchemaError[],
): void {
  const { value, path } = node;
  const { items } = schema;
  if (isArray(value)) {
    if (items === undefined) return;
    return value.forEach((item, index) =>
      visit({ value: item, path: `${path}[${index}]`, isRoot: false }, items, errors),
    );
  }
  if (!isObject(value)) return;
  if (schema["x-kubernetes-embedded-resource"] === true && !node.isRoot) validateEmbedded(value, path, errors);
  const additional = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  for (const name in value) {
    const property = schema.properties?.[name];
    const child = property ?? additional;
    if (child === undefined) continue;
    visit(
      { value: value[name], path: property === undefined ? `${path}[${name}]` : fieldPath(path, name), isRoot: false },
      child,
      errors,
    );
  }
}

function validateEmbedded(resource: Readonly<Record<string, unknown>>, path: string, errors: SchemaError[]): void {
  const { apiVersion, kind, metadata } = resource;
  if (apiVersion === undefined || apiVersion === "")
    errors.push(required(fieldPath(path, "apiVersion"), "must not be empty"));
  else if (typeof apiVersion !== "string" || apiVersion.split("/").length > 2) {
    errors.push(
      invalid(fieldPath(path, "apiVersion"), apiVersion, `unexpected GroupVersion string: ${String(apiVersion)}`),
    );
  }
  if (kind === undefined || kind === "") errors.push(required(fieldPath(path, "kind"), "must not be empty"));
  else if (typeof kind !== "string" || !LABEL_1035.test(kind.toLowerCase())) {
    errors.push(
      invalid(fieldPath(path, "kind"), kind, `may have mixed case, but should otherwise match: ${DNS_1035_MESSAGE}`),
    );
  }
  if (isObject(metadata)) validateMetadata(metadata, fieldPath(path, "metadata"), errors);
}

function validateMetadata(metadata: Readonly<Record<string, unknown>>, path: string, errors: SchemaError[]): void {
  const { name, namespace } = metadata;
  if (typeof name === "string" && name !== "" && (name.length > 253 || !SUBDOMAIN.test(name))) {
    errors.push(invalid(`${path}.name`, name, SUBDOMAIN_MESSAGE));
  }
  if (typeof namespace === "string" && namespace !== "" && (namespace.length > 63 || !LABEL.test(namespace))) {
    errors.push(invalid(`${path}.namespace`, namespace, LABEL_MESSAGE));
  }
  const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) errors.push(invalid(`${path}.labels`, key, QUALIFIED_NAME_MESSAGE));
    if (typeof value === "string" && (value.length > 63 || !LABEL_VALUE.test(value)))
      errors.push(invalid(`${path}.labels`, value, LABEL_VALUE_MESSAGE));
  }
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  for (const key of Object.keys(annotations)) {
    if (!isQualifiedName(key.toLowerCase())) errors.push(invalid(`${path}.annotations`, key, QUALIFIED_NAME_MESSAGE));
  }
}

function isQualifiedName(key: string): boolean {
  const [first = "", second, ...rest] = key.split("/");
  if (rest.length > 0) return false;
  const name = second ?? first;
  return (
    name.length <= 63 &&
    QUALIFIED_NAME.test(name) &&
    (second === undefined || (first.length <= 253 && SUBDOMAIN.test(first)))
  );
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const DNS_1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_NAME_MESSAGE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const known = new WeakMap<Schema, boolean>();

function hasEmbedded(schema: Schema): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  known.set(schema, false);
  const result =
    schema["x-kubernetes-embedded-resource"] === true ||
    (schema.items !== undefined && hasEmbedded(schema.items)) ||
    (typeof schema.additionalProperties === "object" && hasEmbedded(schema.additionalProperties)) ||
    Object.values(schema.properties ?? {}).some(hasEmbedded);
  known.set(schema, result);
  return result;
}
