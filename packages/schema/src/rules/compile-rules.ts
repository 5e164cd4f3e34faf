import type { Schema, ValidationRule } from "#structural/schema.ts";
import type { RuleProgram } from "./compile-rule.ts";
import { ruleTree, type RuleNode } from "./rule-tree.ts";
import { MAX_REQUEST_BYTES } from "./schema-types.ts";

/** A rule as the API server judges it when a CustomResourceDefinition is written. Costs are in units of CEL. */
export interface CompiledRule {
  /** Path of the schema that has the rule. */
  readonly path: string;
  /** Place of the rule in `x-kubernetes-validations`. */
  readonly index: number;
  readonly rule: ValidationRule;
  /** Why the rule does not compile. */
  readonly problem?: string;
  /** Why its `messageExpression` does not compile. */
  readonly messageProblem?: string;
  readonly usesOldSelf: boolean;
  /** The most that one evaluation can cost. */
  readonly estimatedCost: number;
  /** The most that it can cost in one object: `estimatedCost` times how often the schema can occur. */
  readonly maxCost: number;
  /** The most that `messageExpression` can cost. */
  readonly messageCost: number;
}

/**
 * Compiles and estimates every CEL rule of a CRD version's schema. `path` is where the schema is (`spec.validation.openAPIV3Schema`).
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions
 */
export function compileRules(schema: Schema, path: string): readonly CompiledRule[] {
  const found: CompiledRule[] = [];
  const root = ruleTree(schema, true);
  if (root !== undefined) collect(root, { path, occurrences: 1 }, found);
  return found;
}

/** Where a schema is, and how often values of it can occur in one object; undefined: nothing bounds it but the size of a request. */
export interface SchemaPlace {
  readonly path: string;
  readonly occurrences: number | undefined;
}

/** The rules of one node of the tree, estimated. */
export function estimatedRules(node: RuleNode, place: SchemaPlace): readonly CompiledRule[] {
  const occurrences = place.occurrences ?? Math.floor(MAX_REQUEST_BYTES / ((node.declared?.minSizeBytes ?? 0) + 1));
  return node.rules.map((program, index) => estimated(program, { index, path: place.path, occurrences }));
}

/** How often children of a schema can occur. */
export function childOccurrences(schema: Schema, occurrences: number | undefined): number | undefined {
  let most: number | undefined = 1;
  if (schema.type === "array") most = schema.maxItems;
  else if (schema.type === "object" && schema.additionalProperties !== undefined) most = schema.maxProperties;
  return most === undefined || occurrences === undefined ? undefined : Math.max(0, most) * occurrences;
}

function collect(node: RuleNode, place: SchemaPlace, found: CompiledRule[]): void {
  const occurrences = childOccurrences(node.schema, place.occurrences);
  const below = (name: string): SchemaPlace => ({ path: `${place.path}.${name}`, occurrences });
  for (const [name, child] of node.properties) collect(child, below(`properties[${name}]`), found);
  if (node.items !== undefined) collect(node.items, below("items"), found);
  if (node.additionalProperties !== undefined) collect(node.additionalProperties, below("additionalProperties"), found);
  found.push(...estimatedRules(node, place));
}

function estimated(
  program: RuleProgram,
  place: { readonly index: number; readonly path: string; readonly occurrences: number },
): CompiledRule {
  const { rule, condition, message } = program;
  const { index, path, occurrences } = place;
  const works = condition !== undefined && condition.problem === undefined;
  const estimatedCost = works ? condition.estimateCost() : 0;
  return {
    path,
    index,
    rule,
    ...(condition?.problem === undefined ? {} : { problem: condition.problem }),
    ...(message?.problem === undefined ? {} : { messageProblem: message.problem }),
    usesOldSelf: works && condition.usesOldSelf,
    estimatedCost,
    maxCost: estimatedCost === 0 ? 0 : estimatedCost * occurrences,
    messageCost: message === undefined || message.problem !== undefined ? 0 : message.estimateCost(),
  };
}
