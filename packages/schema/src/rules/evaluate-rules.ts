import type { CostTracker, Program } from "#cel/environment.ts";
import { OPTIONAL_NONE, optionalValue } from "#cel/native-values.ts";
import { CelCostError, CelError, type Value } from "#cel/value.ts";
import { fieldPath } from "#structural/json.ts";
import { duplicate, forbidden, invalid, NO_FIELD, required, type SchemaError } from "#structural/schema-error.ts";
import type { ValidationRule } from "#structural/schema.ts";
import type { CompiledExpression, RuleProgram } from "./compile-rule.ts";
import type { RuleNode } from "./rule-tree.ts";
import { schemaValue } from "./schema-value.ts";

/** What the evaluation of all rules of one object leaves behind. */
export interface Evaluation {
  readonly errors: SchemaError[];
  /** What rules may still cost; negative: no further rule is run. */
  remaining: number;
  readonly onTolerated: ((error: SchemaError) => void) | undefined;
}

/** The value that the rules of a node are run for. */
export interface Evaluated {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: string;
  /** Whether failures are tolerated, because nothing changed. */
  readonly isUnchanged: () => boolean;
}

/** Runs the rules of one node of the tree for one value. */
export function evaluateRules(node: RuleNode, at: Evaluated, evaluation: Evaluation): void {
  if (node.rules.length === 0) return;
  if (evaluation.remaining <= 0) return stop(node, at, { evaluation, detail: OUT_OF_BUDGET });
  const values = variables(node, at);
  for (const program of node.rules) {
    const { condition } = program;
    if (condition === undefined) continue;
    if (condition.problem !== undefined) {
      evaluation.errors.push(invalid(at.path, node.schema.type, `rule compile error: ${condition.problem}`));
      continue;
    }
    const optional = program.rule.optionalOldSelf === true;
    if (condition.usesOldSelf && isAbsent(at.old) && !optional) continue;
    const run = { program: condition.program, values: optional ? values.optional : values.plain };
    evaluateRule({ node, at, program, run, messageValues: values.plain }, evaluation);
    if (evaluation.remaining < 0) return;
  }
}

/** What one rule may cost in one evaluation. */
const CALL_COST_LIMIT = 1_000_000;
const MAX_MESSAGE_BYTES = 5 * 1024;
const OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run";

interface Rule {
  readonly node: RuleNode;
  readonly at: Evaluated;
  readonly program: RuleProgram;
  readonly run: { readonly program: Program; readonly values: Variables };
  /** A message never sees an optional `oldSelf`. */
  readonly messageValues: Variables;
}

type Variables = () => Readonly<Record<string, Value>>;

/** Adapted once, at first use: a value that does not fit its schema is an error of the rules that need it. */
function variables(node: RuleNode, at: Evaluated): { readonly plain: Variables; readonly optional: Variables } {
  const { schema, declared } = node;
  const once = (value: unknown): (() => Value) => {
    let adapted: Value | undefined;
    return () => (adapted ??= schemaValue(value, schema, declared));
  };
  const self = once(at.value);
  const oldSelf = once(at.old);
  return {
    plain: () => ({ self: self(), ...(isAbsent(at.old) ? {} : { oldSelf: oldSelf() }) }),
    optional: () => ({ self: self(), oldSelf: isAbsent(at.old) ? OPTIONAL_NONE : optionalValue(oldSelf()) }),
  };
}

function evaluateRule(rule: Rule, evaluation: Evaluation): void {
  const { node, at, program } = rule;
  const { result, problem, cost } = evaluate(rule.run.program, rule.run.values);
  const type = node.schema.type;
  if (cost > evaluation.remaining) return stop(node, at, { evaluation, detail: OUT_OF_BUDGET });
  evaluation.remaining -= cost;
  const shown = shownRule(program.rule);
  if (problem instanceof CelCostError) {
    const detail = `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`;
    return stop(node, at, { evaluation, detail });
  }
  if (problem?.message.startsWith("no such overload") === true) {
    const detail = `'${problem.message}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`;
    evaluation.errors.push(invalid(at.path, type, detail));
  } else if (problem !== undefined) {
    evaluation.errors.push(invalid(at.path, type, `${problem.message} evaluating rule: ${shown}`));
  } else if (result !== true) report(rule, evaluation);
}

/** The rule does not hold. */
function report(rule: Rule, evaluation: Evaluation): void {
  const { node, at, program } = rule;
  const path = program.fieldPath === "" ? at.path : fieldPath(at.path === NO_FIELD ? "" : at.path, program.fieldPath);
  const add = (error: SchemaError): void => {
    const tolerable = program.condition?.problem === undefined && program.condition?.usesOldSelf !== true;
    if (tolerable && at.isUnchanged()) evaluation.onTolerated?.(error);
    else evaluation.errors.push(error);
  };
  const message = evaluateMessage(program, rule.messageValues, evaluation);
  if (message.exhausted !== undefined) {
    evaluation.remaining = -1;
    return add(invalid(path, node.schema.type, message.exhausted));
  }
  add(failure(program.rule, { node, path, value: at.value }, message.text ?? defaultMessage(program.rule)));
}

interface Message {
  /** Undefined: the rule's own message is taken. */
  readonly text?: string;
  readonly exhausted?: string;
}

function evaluateMessage(program: RuleProgram, values: Variables, evaluation: Evaluation): Message {
  const { message, rule } = program;
  if (message === undefined || isBroken(message)) return {};
  const { result, problem, cost } = evaluate(message.program, values);
  if (cost > evaluation.remaining) {
    return {
      exhausted:
        "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run",
    };
  }
  if (problem instanceof CelCostError) {
    const source = JSON.stringify(rule.messageExpression);
    return {
      exhausted: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}`,
    };
  }
  evaluation.remaining -= cost;
  const text = typeof result === "string" ? result.trim() : "";
  const usable = text !== "" && !text.includes("\n") && Buffer.byteLength(text) <= MAX_MESSAGE_BYTES;
  return usable ? { text } : {};
}

function isBroken(expression: CompiledExpression): expression is Extract<CompiledExpression, { problem: string }> {
  return expression.problem !== undefined;
}

function failure(
  rule: ValidationRule,
  at: { readonly node: RuleNode; readonly path: string; readonly value: unknown },
  detail: string,
): SchemaError {
  const { path, value } = at;
  // Objects and lists are too large to be shown.
  const { type } = at.node.schema;
  const isLarge = type === "object" || type === "array";
  switch (rule.reason) {
    case "FieldValueForbidden":
      return forbidden(path, detail);
    case "FieldValueRequired":
      return required(path, detail);
    case "FieldValueDuplicate":
      return isLarge
        ? { reason: "FieldValueDuplicate", field: path, message: "Duplicate value" }
        : duplicate(path, value);
    default:
      return isLarge
        ? { reason: "FieldValueInvalid", field: path, message: `Invalid value: ${detail}` }
        : invalid(path, value, detail);
  }
}

function evaluate(
  program: Program,
  values: Variables,
): { readonly result?: Value; readonly problem?: CelError; readonly cost: number } {
  const tracker: CostTracker = { remaining: CALL_COST_LIMIT };
  const spent = (): number => CALL_COST_LIMIT - tracker.remaining;
  try {
    const result = program.evaluate(values(), tracker);
    return { result, cost: spent() };
  } catch (error) {
    if (error instanceof CelError) return { problem: error, cost: spent() };
    throw error;
  }
}

/** Nothing more is evaluated after this error. */
function stop(node: RuleNode, at: Evaluated, why: { readonly evaluation: Evaluation; readonly detail: string }): void {
  why.evaluation.errors.push(invalid(at.path, node.schema.type, why.detail));
  why.evaluation.remaining = -1;
}

function defaultMessage(rule: ValidationRule): string {
  const { message = "" } = rule;
  return message === "" ? `failed rule: ${rule.rule.trim()}` : message.trim();
}

function shownRule(rule: ValidationRule): string {
  const { message = "" } = rule;
  return (message === "" ? rule.rule : message).trim();
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}
