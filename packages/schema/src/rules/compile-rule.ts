import { checkExpression } from "#cel/check.ts";
import type { CheckedExpression, EnvironmentOptions, Program, SizeOf } from "#cel/environment.ts";
import { estimateCost } from "#cel/estimate-cost.ts";
import { createProgram } from "#cel/interpret.ts";
import { issueText } from "#cel/issue-text.ts";
import { optionalOf } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import { KUBERNETES_LIBRARIES } from "#libraries/kubernetes.ts";
import type { Schema, ValidationRule } from "#structural/schema.ts";
import { ruleFieldPath } from "./rule-field-path.ts";
import { sizesOf, type SchemaTypes } from "./schema-types.ts";

/** One expression of a rule: ready to run, or what is wrong with it. */
export type CompiledExpression =
  | { readonly problem: string }
  | {
      readonly problem?: undefined;
      readonly usesOldSelf: boolean;
      readonly program: Program;
      /** The most that one evaluation can cost. */
      readonly estimateCost: () => number;
    };

/** A rule of a schema with its expressions. */
export interface RuleProgram {
  readonly rule: ValidationRule;
  /** Undefined: the rule is empty. */
  readonly condition: CompiledExpression | undefined;
  /** Undefined: there is none, or the condition does not compile. */
  readonly message: CompiledExpression | undefined;
  /** Path of the field that is reported, below the rule's own; empty: its own. */
  readonly fieldPath: string;
}

/** Compiles the rules of one schema (not those below it), whose type is `self`. Compiled once per type. */
export function compileSchemaRules(
  rules: readonly ValidationRule[],
  schema: Schema,
  types: SchemaTypes,
): readonly RuleProgram[] {
  const self = types.root;
  const sizeOf = sizesOf(self);
  const environment = (optional: boolean): EnvironmentOptions => ({
    libraries: KUBERNETES_LIBRARIES,
    variables: { self: self.type, oldSelf: optional ? optionalOf(self.type) : self.type },
    fieldsOf: types.fieldsOf,
  });
  const plain = environment(false);
  return rules.map((rule) => {
    const fieldPath = rule.fieldPath === undefined ? "" : (ruleFieldPath(rule.fieldPath, schema) ?? "");
    if (text(rule.rule).trim() === "") return { rule, condition: undefined, message: undefined, fieldPath };
    const used = { environment: rule.optionalOldSelf === true ? environment(true) : plain, sizeOf };
    const condition = compile(rule.rule, "bool", used);
    const { messageExpression = "" } = rule;
    const hasMessage = messageExpression !== "" && condition.problem === undefined;
    return { rule, condition, message: hasMessage ? compile(messageExpression, "string", used) : undefined, fieldPath };
  });
}

function compile(
  source: string,
  wanted: "bool" | "string",
  scope: { readonly environment: EnvironmentOptions; readonly sizeOf: SizeOf },
): CompiledExpression {
  const { environment, sizeOf } = scope;
  const name = wanted === "bool" ? "" : "messageExpression ";
  const checked = checkExpression(source, environment);
  if ("issues" in checked) return { problem: `${name}compilation failed: ${issueText(source, checked.issues)}` };
  if (checked.resultType.kind !== wanted) {
    return {
      problem:
        wanted === "bool" ? "cel expression must evaluate to a bool" : "messageExpression must evaluate to a string",
    };
  }
  try {
    return {
      usesOldSelf: usesVariable(checked, "oldSelf"),
      program: createProgram(checked, environment),
      estimateCost: () => estimateCost(checked, environment, sizeOf).max,
    };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { problem: `${wanted === "bool" ? "program" : "messageExpression"} instantiation failed: ${error.message}` };
  }
}

function usesVariable(checked: CheckedExpression, name: string): boolean {
  for (const reference of checked.references.values()) if (reference.name === name) return true;
  return false;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
