import { hasValidationRules } from "#structural/has-rules.ts";
import { forbidden, internal, invalid, type SchemaError } from "#structural/schema-error.ts";
import type { Schema, ValidationRule } from "#structural/schema.ts";
import { childOccurrences, estimatedRules, type CompiledRule } from "./compile-rules.ts";
import { checkRuleForm } from "./rule-form.ts";
import { ruleTree, type RuleNode } from "./rule-tree.ts";

/**
 * What the API server refuses about the CEL rules of a CRD version's schema: expressions that do not compile or may cost too much,
 * messages, reasons and field paths of the wrong form, `oldSelf` where there is no old value to compare with. `path` is where the
 * schema is (`spec.validation.openAPIV3Schema`).
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function checkRules(schema: Schema, path: string, options: RuleCheckOptions = {}): readonly SchemaError[] {
  const { unchanged = false, compile = true, problems = [] } = options;
  const check: Check = { unchanged, problems, forms: [], expressions: [], costs: [] };
  const node = compile ? ruleTree(schema, true) : "uncompiled";
  visit(schema, { path, occurrences: 1, uncorrelatable: undefined, node }, check);
  return [...check.forms, ...check.expressions, ...checkTotalCost(check.costs, path)];
}

/** How `checkRules` reads a schema. */
export interface RuleCheckOptions {
  /** The schema was accepted before, so no single rule is too expensive. Default false. */
  readonly unchanged?: boolean;
  /** False: the schema is not structural, so that only the form of rules is checked. Default true. */
  readonly compile?: boolean;
  /** What is wrong with the schema otherwise: rules of the schemas around are not compiled. */
  readonly problems?: readonly SchemaError[];
}

interface Check {
  readonly unchanged: boolean;
  readonly problems: readonly SchemaError[];
  readonly forms: SchemaError[];
  readonly expressions: SchemaError[];
  readonly costs: Cost[];
}

interface Cost {
  readonly path: string;
  readonly cost: number;
}

interface Place {
  readonly path: string;
  readonly occurrences: number | undefined;
  /** Path of the first schema above whose items have no identity. */
  readonly uncorrelatable: string | undefined;
  /** Undefined: there are no rules here or below. */
  readonly node: RuleNode | "uncompiled" | undefined;
}

function visit(schema: Schema, place: Place, check: Check): void {
  if (!hasValidationRules(schema, true)) return;
  const { path, node } = place;
  const formsBefore = check.forms.length;
  visitChildren(schema, place, check);
  const rules = schema["x-kubernetes-validations"] ?? [];
  rules.forEach((rule, index) => check.forms.push(...checkRuleForm(rule, schema, `${path}.${RULES}[${index}]`)));
  // Expressions are only worth reading when the rules around them are in order.
  if (rules.length === 0 || node === "uncompiled" || check.forms.length > formsBefore) return;
  if (check.problems.some((one) => one.field.startsWith(`${path}.`))) return;
  if (node === undefined || node.declared === undefined) {
    const detail =
      "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";
    check.expressions.push(internal(`${path}.${RULES}`, detail));
    return;
  }
  for (const rule of estimatedRules(node, place)) checkExpressions(rule, place.uncorrelatable, check);
}

const RULES = "x-kubernetes-validations";

function visitChildren(schema: Schema, place: Place, check: Check): void {
  const { path } = place;
  const node = (child: (parent: RuleNode) => RuleNode | undefined): Place["node"] =>
    typeof place.node === "object" ? child(place.node) : place.node;
  const occurrences = childOccurrences(schema, place.occurrences);
  const { items, additionalProperties } = schema;
  if (typeof additionalProperties === "object") {
    const child = { path: `${path}.additionalProperties`, occurrences, node: node((one) => one.additionalProperties) };
    visit(additionalProperties, { ...place, ...child }, check);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const child = { path: `${path}.properties[${name}]`, occurrences, node: node((one) => one.properties.get(name)) };
    visit(property, { ...place, ...child }, check);
  }
  if (items !== undefined) {
    const isMap = schema["x-kubernetes-list-type"] === "map";
    const uncorrelatable = place.uncorrelatable ?? (isMap ? undefined : path);
    visit(items, { path: `${path}.items`, occurrences, node: node((one) => one.items), uncorrelatable }, check);
  }
  visitCombinators(schema, place, check);
}

/** Rules in combinators are not compiled before they run. */
function visitCombinators(schema: Schema, place: Place, check: Check): void {
  const descend = (child: Schema, name: string): void =>
    visit(child, { ...place, path: `${place.path}.${name}`, node: "uncompiled" }, check);
  if (schema.not !== undefined) descend(schema.not, "not");
  for (const name of ["allOf", "oneOf", "anyOf"] as const)
    schema[name]?.forEach((one, index) => descend(one, `${name}[${index}]`));
}

const COST_LIMIT = 10_000_000;
const TOTAL_COST_LIMIT = 100_000_000;

function checkExpressions(compiled: CompiledRule, uncorrelatable: string | undefined, check: Check): void {
  const { rule, problem, messageProblem, maxCost, messageCost } = compiled;
  const path = `${compiled.path}.${RULES}[${compiled.index}]`;
  const { expressions, costs } = check;
  const limit = check.unchanged ? Number.POSITIVE_INFINITY : COST_LIMIT;
  if (maxCost > limit) expressions.push(forbidden(`${path}.rule`, tooExpensive("estimated rule cost", maxCost, limit)));
  costs.push({ path: `${path}.rule`, cost: maxCost });
  if (problem !== undefined) expressions.push(invalid(`${path}.rule`, shownRule(rule), problem));
  if (messageProblem !== undefined)
    expressions.push(invalid(`${path}.messageExpression`, shownRule(rule), messageProblem));
  else if (messageCost > limit) {
    const detail = tooExpensive("estimated messageExpression cost", messageCost, limit);
    expressions.push(forbidden(`${path}.messageExpression`, detail));
  }
  costs.push({ path: `${path}.messageExpression`, cost: messageCost });
  if (compiled.usesOldSelf && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
    expressions.push(invalid(`${path}.rule`, rule.rule, detail));
  } else if (!compiled.usesOldSelf && rule.optionalOldSelf !== undefined && rule.optionalOldSelf !== null) {
    const detail = "may not be set if oldSelf is not used in rule";
    expressions.push(invalid(`${path}.optionalOldSelf`, rule.optionalOldSelf, detail));
  }
}

/** Names the four most expensive rules, of those that take more than a hundredth of the limit. */
function checkTotalCost(costs: readonly Cost[], path: string): readonly SchemaError[] {
  const total = costs.reduce((sum, one) => sum + one.cost, 0);
  if (total <= TOTAL_COST_LIMIT) return [];
  const most = costs
    .filter((one) => one.cost >= TOTAL_COST_LIMIT / 100)
    .sort((a, b) => (a.cost === b.cost ? 0 : b.cost - a.cost))
    .slice(0, 4);
  const name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
  return [
    ...most.map((one) =>
      forbidden(one.path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"),
    ),
    forbidden(path, tooExpensive(name, total, TOTAL_COST_LIMIT)),
  ];
}

function tooExpensive(name: string, cost: number, limit: number): string {
  const ratio = cost / limit;
  const factor = ratio > 100 ? "more than 100x" : `${ratio.toFixed(ratio < 1.5 ? 6 : 1)}x`;
  return `${name} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** As messages show a rule: with Go's field names. */
function shownRule(rule: ValidationRule): object {
  return {
    Rule: rule.rule,
    Message: rule.message ?? "",
    MessageExpression: rule.messageExpression ?? "",
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? "",
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
