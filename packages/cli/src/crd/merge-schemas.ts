import type { Position } from "#diagnostics/diagnostic.ts";
import { DOCUMENTATION_KEYS, type SchemaKey, type SchemaNode } from "./schema-node.ts";
import { createSourceMap, type SourceMap } from "./source-map.ts";

/** Two parts of one schema that contradict each other. */
export interface MergeConflict {
  /** The field below the schema that is merged into: `.mode`; empty for the schema itself. */
  readonly path: string;
  readonly key: SchemaKey;
  readonly values: readonly [first: unknown, second: unknown];
  readonly positions: readonly [first: Position | undefined, second: Position | undefined];
}

/** Where merging notes origins and contradictions. */
export interface MergeContext {
  readonly sources: SourceMap;
  conflict(conflict: MergeConflict): void;
}

/**
 * Adds the constraints of `source` to `target`, which is changed: the one schema that accepts what both accept, as a
 * structural schema can say it. What cannot be said in one place goes into `allOf`. The documentation of `source` is dropped.
 */
export function mergeInto(target: SchemaNode, source: SchemaNode, context: MergeContext): void {
  const { allOf, ...own } = source;
  for (const branch of allOf ?? []) mergeInto(target, branch, context);
  const targetRest: SchemaNode = {};
  const sourceRest: SchemaNode = {};
  for (const [name, value] of Object.entries(own)) {
    const key = name as SchemaKey;
    if (value === undefined || DOCUMENTATION_KEYS.includes(key)) continue;
    if (target[key] === undefined) take(target, source, { key, value }, context.sources);
    else if (!mergeKey(target, source, key, context)) {
      take(targetRest, target, { key, value: target[key] }, context.sources);
      take(sourceRest, source, { key, value }, context.sources);
      delete target[key];
    }
  }
  if (Object.keys(targetRest).length === 0) return;
  context.sources.copy(target, targetRest);
  context.sources.copy(source, sourceRest);
  target.allOf = [...(target.allOf ?? []), targetRest, sourceRest];
}

/** What a schema says at its top, its `allOf` merged in; contradictions are passed over. Of its parts nothing is to be changed. */
export function topView(node: SchemaNode): SchemaNode {
  if (node.allOf === undefined) return node;
  const { allOf, ...own } = node;
  const view: SchemaNode = own;
  const context = { sources: createSourceMap(), conflict: () => undefined };
  for (const branch of allOf) mergeInto(view, branch, context);
  return view;
}

/** A node of its own with the same content. */
export function copyNode(node: SchemaNode, sources: SourceMap): SchemaNode {
  const copy: SchemaNode = { ...node };
  if (node.properties !== undefined) copy.properties = { ...node.properties };
  sources.copy(node, copy);
  return copy;
}

function take(
  target: SchemaNode,
  source: SchemaNode,
  entry: { readonly key: SchemaKey; readonly value: unknown },
  sources: SourceMap,
): void {
  const { key, value } = entry;
  // Records of nodes are changed in place by later merges: they may not be shared with the source.
  Object.assign(target, { [key]: key === "properties" ? { ...source.properties } : value });
  sources.copyKey(source, target, key);
}

/** Keys whose equal values are kept once; limits such as `maxLength` are repeated instead, as controller-gen does. */
const REPEATED_WHEN_EQUAL: ReadonlySet<SchemaKey> = new Set([
  "maximum",
  "minimum",
  "multipleOf",
  "maxLength",
  "minLength",
  "maxItems",
  "minItems",
]);

/** False: both values have to go into `allOf`. */
function mergeKey(target: SchemaNode, source: SchemaNode, key: SchemaKey, context: MergeContext): boolean {
  switch (key) {
    case "properties":
      mergeProperties(target, source, context);
      return true;
    case "required":
      target.required = [...new Set([...(target.required ?? []), ...(source.required ?? [])])].sort();
      return true;
    case "additionalProperties":
      mergeAdditionalProperties(target, source, context);
      return true;
    case "x-kubernetes-validations":
      target[key] = [...(source[key] ?? []), ...(target[key] ?? [])];
      return true;
    case "x-kubernetes-preserve-unknown-fields":
    case "x-kubernetes-map-type":
      take(target, source, { key, value: source[key] }, context.sources);
      return true;
    case "overrides":
      target.overrides = { ...target.overrides, ...source.overrides };
      return true;
    case "type":
      if (target.type !== source.type) reportConflict(target, source, key, context);
      return true;
    case "enum":
      if (!sameSet(target.enum, source.enum)) reportConflict(target, source, key, context);
      return true;
    default:
      return !REPEATED_WHEN_EQUAL.has(key) && sameValues(target[key], source[key]);
  }
}

function mergeProperties(target: SchemaNode, source: SchemaNode, context: MergeContext): void {
  const merged = { ...target.properties };
  for (const [name, property] of Object.entries(source.properties ?? {})) {
    const known = merged[name];
    if (known === undefined) merged[name] = property;
    else {
      const copy = copyNode(known, context.sources);
      mergeInto(copy, property, below(context, `.${name}`));
      merged[name] = copy;
    }
  }
  target.properties = merged;
}

/** A schema is worth more than `true` or `false`, which say nothing about the values. */
function mergeAdditionalProperties(target: SchemaNode, source: SchemaNode, context: MergeContext): void {
  const ours = target.additionalProperties;
  const theirs = source.additionalProperties;
  if (typeof theirs !== "object") return;
  if (typeof ours !== "object") {
    target.additionalProperties = theirs;
    return;
  }
  const copy = copyNode(ours, context.sources);
  mergeInto(copy, theirs, below(context, "[key]"));
  target.additionalProperties = copy;
}

function below(context: MergeContext, path: string): MergeContext {
  return { ...context, conflict: (one) => context.conflict({ ...one, path: `${path}${one.path}` }) };
}

function reportConflict(target: SchemaNode, source: SchemaNode, key: SchemaKey, context: MergeContext): void {
  context.conflict({
    path: "",
    key,
    values: [target[key], source[key]],
    positions: [context.sources.positionOf(target, key), context.sources.positionOf(source, key)],
  });
}

function sameSet(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return false;
  return one.length === other.length && one.every((value) => other.includes(value));
}

function sameValues(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
