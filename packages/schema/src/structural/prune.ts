import type { Schema } from "./schema.ts";
import { fieldPath, isArray, isObject, withField } from "./json.ts";

/** What is left of a value, and the paths of what was cut. */
export interface PruneResult {
  readonly value: object;
  /** Sorted, as in strict decoding errors: `spec.x`, `spec.items[0].y`. */
  readonly unknown: readonly string[];
}

/**
 * Cuts the fields that a schema does not know, as the API server does before it stores a custom resource; the same value,
 * uncopied, when there is nothing to cut. `apiVersion`, `kind` and `metadata` of a resource (`isResource`, and wherever the
 * schema says `x-kubernetes-embedded-resource`) are kept; metadata is cut only by a schema that knows all of ObjectMeta.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 */
export function pruneUnknownFields(
  value: object,
  schema: Schema,
  options: { readonly isResource?: boolean } = {},
): PruneResult {
  if (!hasUnknown(value, schema, options.isResource === true)) return { value, unknown: NOTHING };
  const unknown: string[] = [];
  const pruned = prune({ value, path: "", isResource: options.isResource === true }, schema, unknown);
  return { value: pruned as object, unknown: unknown.length < 2 ? unknown : unknown.sort() };
}

const NOTHING: readonly string[] = [];

/** Whether there is anything to cut: the usual answer is no, and it needs no paths. */
function hasUnknown(value: unknown, schema: Schema | undefined, isResourceRoot: boolean): boolean {
  if (typeof value !== "object" || value === null) return false;
  const preserve = schema?.["x-kubernetes-preserve-unknown-fields"] === true;
  if (isArray(value)) {
    const items = schema?.items;
    if (items === undefined && preserve) return false;
    for (const item of value) if (hasUnknown(item, items, false)) return true;
    return false;
  }
  const isResource = isResourceRoot || schema?.["x-kubernetes-embedded-resource"] === true;
  for (const name in value) {
    const property = ownProperty(schema, name);
    if (isResource && isTypeOrMetadata(name) && !knowsObjectMeta(property)) continue;
    const field = property ?? additionalSchema(schema);
    if (field === undefined && preserve) continue;
    if (field === undefined) return true;
    if (hasUnknown((value as Readonly<Record<string, unknown>>)[name], field === true ? undefined : field, false))
      return true;
  }
  return false;
}

interface Node {
  readonly value: unknown;
  readonly path: string;
  readonly isResource: boolean;
}

function prune(node: Node, schema: Schema | undefined, unknown: string[]): unknown {
  if (isArray(node.value)) return pruneItems(node, schema, unknown);
  if (isObject(node.value)) return pruneObject(node.value, { ...node, schema }, unknown);
  return node.value;
}

function pruneItems(node: Node, schema: Schema | undefined, unknown: string[]): readonly unknown[] {
  const items = node.value as readonly unknown[];
  const itemSchema =
    schema?.items ?? (schema?.["x-kubernetes-preserve-unknown-fields"] === true ? PRESERVE : undefined);
  if (itemSchema === PRESERVE) return items;
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item !== "object" || item === null) continue;
    const pruned = prune({ value: item, path: `${node.path}[${index}]`, isResource: false }, itemSchema, unknown);
    if (pruned === item) continue;
    copy ??= [...items];
    copy[index] = pruned;
  }
  return copy ?? items;
}

/** Below an untyped field that preserves unknown fields everything stays. */
const PRESERVE: Schema = { "x-kubernetes-preserve-unknown-fields": true };

function pruneObject(
  value: Readonly<Record<string, unknown>>,
  node: Omit<Node, "value"> & { readonly schema: Schema | undefined },
  unknown: string[],
): Readonly<Record<string, unknown>> {
  const { path, schema } = node;
  const isResource = node.isResource || schema?.["x-kubernetes-embedded-resource"] === true;
  const preserve = schema?.["x-kubernetes-preserve-unknown-fields"] === true;
  let copy: Record<string, unknown> | undefined;
  for (const name in value) {
    const child = value[name];
    const property = ownProperty(schema, name);
    if (isResource && isTypeOrMetadata(name) && !knowsObjectMeta(property)) continue;
    const fieldSchema = property ?? additionalSchema(schema);
    if (fieldSchema === undefined && preserve) continue;
    if (fieldSchema === undefined) {
      copy ??= { ...value };
      delete copy[name];
      // A value that is no resource may still look like one: its type and metadata go without being mentioned.
      if (path !== "" || !isTypeOrMetadata(name)) unknown.push(fieldPath(path, name));
      continue;
    }
    if (typeof child !== "object" || child === null) continue;
    const childSchema = fieldSchema === true ? undefined : fieldSchema;
    const pruned = prune({ value: child, path: fieldPath(path, name), isResource: false }, childSchema, unknown);
    if (pruned !== child) copy = withField(value, copy, { name, value: pruned });
  }
  return copy ?? value;
}

/** The schema of other fields; `true` when they may be there but have no schema, so that objects in them are emptied. */
function additionalSchema(schema: Schema | undefined): Schema | true | undefined {
  const additional = schema?.additionalProperties;
  return typeof additional === "boolean" ? true : additional;
}

function ownProperty(schema: Schema | undefined, name: string): Schema | undefined {
  const properties = schema?.properties;
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isTypeOrMetadata(name: string): boolean {
  return name === "apiVersion" || name === "kind" || name === "metadata";
}

/** A CRD's own `metadata` schema may only restrict name and generateName; it is not a list of the fields that exist. */
function knowsObjectMeta(schema: Schema | undefined): boolean {
  return schema?.properties?.["resourceVersion"] !== undefined;
}
