import { hasValidationRules } from "#structural/has-rules.ts";
import type { Schema } from "#structural/schema.ts";
import { compileSchemaRules, type RuleProgram } from "./compile-rule.ts";
import { withResourceFields } from "./resource-schema.ts";
import { schemaTypes, type DeclaredType } from "./schema-types.ts";

/** The rules of a schema and of all below it; branches without rules are left out. */
export interface RuleNode {
  readonly schema: Schema;
  /** Undefined: it has no rules of its own, or rules cannot see values of this schema. */
  readonly declared: DeclaredType | undefined;
  readonly rules: readonly RuleProgram[];
  readonly properties: ReadonlyMap<string, RuleNode>;
  readonly items: RuleNode | undefined;
  readonly additionalProperties: RuleNode | undefined;
  readonly allOf: readonly RuleNode[];
}

/** The compiled rules of a resource's schema; undefined when it has none. Compiled once per schema. */
export function ruleTree(schema: Schema, isResourceRoot: boolean): RuleNode | undefined {
  if (!hasValidationRules(schema)) return undefined;
  const trees = isResourceRoot ? resourceTrees : otherTrees;
  let tree = trees.get(schema);
  if (tree === undefined) {
    tree = build(schema, schema, isResourceRoot);
    if (tree !== undefined) trees.set(schema, tree);
  }
  return tree;
}

const resourceTrees = new WeakMap<Schema, RuleNode>();
const otherTrees = new WeakMap<Schema, RuleNode>();

/** `rules` is the schema that has the rules: `schema` itself, or one of its `allOf`. */
function build(rules: Schema, schema: Schema, isResourceRoot: boolean): RuleNode | undefined {
  const validations = rules["x-kubernetes-validations"] ?? [];
  const types = validations.length === 0 ? undefined : schemaTypes(schema, isResourceRoot);
  const node: RuleNode = {
    schema: isResourceRoot ? withResourceFields(schema) : schema,
    declared: types?.root,
    rules: types === undefined ? [] : compileSchemaRules(validations, schema, types),
    properties: buildProperties(rules, schema),
    items: buildChild(rules.items, schema.items),
    additionalProperties: buildChild(objectSchema(rules), objectSchema(schema)),
    allOf: (rules.allOf ?? []).flatMap((one) => build(one, schema, isResourceRoot) ?? []),
  };
  const isEmpty =
    validations.length === 0 &&
    node.properties.size === 0 &&
    node.items === undefined &&
    node.additionalProperties === undefined &&
    node.allOf.length === 0;
  return isEmpty ? undefined : node;
}

function buildProperties(rules: Schema, schema: Schema): ReadonlyMap<string, RuleNode> {
  const found = new Map<string, RuleNode>();
  for (const [name, property] of Object.entries(rules.properties ?? {})) {
    const child = buildChild(property, schema.properties?.[name]);
    if (child !== undefined) found.set(name, child);
  }
  return found;
}

function buildChild(rules: Schema | undefined, schema: Schema | undefined): RuleNode | undefined {
  if (rules === undefined || schema === undefined) return undefined;
  if (!hasValidationRules(rules, true)) return undefined;
  return build(rules, schema, schema["x-kubernetes-embedded-resource"] === true);
}

function objectSchema(schema: Schema): Schema | undefined {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}
