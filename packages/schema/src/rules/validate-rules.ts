import { fieldPath, isArray, isObject } from "#structural/json.ts";
import { NO_FIELD, type SchemaError } from "#structural/schema-error.ts";
import type { Schema } from "#structural/schema.ts";
import { evaluateRules, type Evaluation } from "./evaluate-rules.ts";
import { childChange, isUnchanged, oldItems, type Change } from "./old-values.ts";
import { ruleTree, type RuleNode } from "./rule-tree.ts";

/** How `validateRules` reads a value. */
export interface RuleOptions {
  /** The value before an update; rules that speak of `oldSelf` are skipped without it. */
  readonly oldValue?: unknown;
  /** Path of the value, for messages; default: the root. */
  readonly path?: string;
  /** Whether the value is a resource with apiVersion, kind and metadata, as the root of a CRD's schema is. Default true. */
  readonly isResource?: boolean;
  /** Whether what fails as before and did not change is tolerated. Default true. */
  readonly ratcheting?: boolean;
  /** What all rules together may cost; default 10 million, as in the API server. */
  readonly costBudget?: number;
  /** Gets what is tolerated because it was so before and nothing changed; the API server answers with a warning. */
  readonly onTolerated?: (error: SchemaError) => void;
  /** Gets what was left of the budget, negative when it did not suffice. */
  readonly onCost?: (remaining: number) => void;
}

/**
 * Evaluates the CEL rules of a schema (`x-kubernetes-validations`) for a value that is valid otherwise. Rules are compiled once per
 * schema. The result is empty when every rule holds.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function validateRules(value: unknown, schema: Schema, options: RuleOptions = {}): readonly SchemaError[] {
  const { oldValue, path = "", isResource = true, ratcheting = true, costBudget = COST_BUDGET } = options;
  const tree = ruleTree(schema, isResource);
  if (tree === undefined) return [];
  const errors: SchemaError[] = [];
  const evaluation: Evaluation = { errors, remaining: costBudget, onTolerated: options.onTolerated };
  const change =
    !ratcheting || oldValue === undefined || oldValue === null
      ? undefined
      : { value, old: oldValue, schema: tree.schema };
  visit(tree, { value, path, old: oldValue, change, ancestor: undefined }, evaluation);
  options.onCost?.(evaluation.remaining);
  return errors;
}

const COST_BUDGET = 10_000_000;

interface Place {
  readonly value: unknown;
  readonly path: string;
  /** What `oldSelf` is; undefined: nothing. */
  readonly old: unknown;
  /** The value with the one it replaces; undefined: it cannot be told. */
  readonly change: Change | undefined;
  /** The change of the value's parent, or of the nearest one above of which there is one. */
  readonly ancestor: Change | undefined;
}

/** Stops when the budget is used up. */
function visit(node: RuleNode, place: Place, evaluation: Evaluation): void {
  const { value } = place;
  if (value === null || value === undefined) return;
  evaluateRules(
    node,
    { ...place, path: place.path === "" ? NO_FIELD : place.path, isUnchanged: unchanged(place) },
    evaluation,
  );
  for (const one of node.allOf) {
    if (evaluation.remaining < 0) return;
    visit(one, { ...place, change: undefined }, evaluation);
  }
  if (isArray(value)) visitItems(node, value, { place, evaluation });
  else if (isObject(value)) visitFields(node, value, { place, evaluation });
}

/** Errors are tolerated when the value is as before, or stands in something that is. */
function unchanged(place: Place): () => boolean {
  const change = place.change ?? place.ancestor;
  return () => change !== undefined && isUnchanged(change);
}

interface Visit {
  readonly place: Place;
  readonly evaluation: Evaluation;
}

function visitItems(node: RuleNode, items: readonly unknown[], { place, evaluation }: Visit): void {
  if (node.items === undefined) return;
  const oldItem = oldItems(place.old, node.schema);
  for (const [index, value] of items.entries()) {
    if (evaluation.remaining < 0) return;
    const old = oldItem(value);
    const { items: schema = {} } = node.schema;
    const change = place.change === undefined || old === undefined ? undefined : { value, old, schema };
    const path = `${place.path}[${index}]`;
    visit(node.items, { value, path, old, change, ancestor: place.change ?? place.ancestor }, evaluation);
  }
}

function visitFields(node: RuleNode, fields: Readonly<Record<string, unknown>>, visiting: Visit): void {
  const { additionalProperties, properties } = node;
  const { path } = visiting.place;
  for (const name of Object.keys(fields)) {
    if (additionalProperties !== undefined)
      visitField(additionalProperties, { name, path: `${path}[${name}]` }, visiting);
    const property = properties.get(name);
    if (property !== undefined) visitField(property, { name, path: fieldPath(path, name) }, visiting);
  }
}

function visitField(
  node: RuleNode,
  field: { readonly name: string; readonly path: string },
  { place, evaluation }: Visit,
): void {
  if (evaluation.remaining < 0 || !isObject(place.value)) return;
  const { name, path } = field;
  const value = place.value[name];
  const old = isObject(place.old) ? place.old[name] : undefined;
  const change = place.change === undefined ? undefined : childChange(place.change, name);
  visit(node, { value, path, old, change, ancestor: place.change ?? place.ancestor }, evaluation);
}
