import { hasValidationRules } from "#structural/has-rules.ts";
import type { SchemaError } from "#structural/schema-error.ts";
import type { Schema } from "#structural/schema.ts";
import type { RuleCheckOptions } from "./check-rules.ts";
import type { CompiledRule } from "./compile-rules.ts";
import type { RuleOptions } from "./validate-rules.ts";

type RuleEngine = typeof import("./engine.ts");

let engine: RuleEngine | undefined;

/**
 * Loads what evaluates CEL rules. Schemas without rules do not need it, hence it is not loaded with the rest of the package; await it
 * once before `validateRules`, `checkRules`, `compileRules` or the validation of a CRD that has rules.
 */
export async function loadRuleEngine(): Promise<void> {
  engine ??= await import("./engine.ts");
}

/**
 * Evaluates the CEL rules of a schema (`x-kubernetes-validations`) for a value that is valid otherwise. Rules are compiled once per
 * schema. The result is empty when every rule holds. Throws when there are rules and `loadRuleEngine` was not awaited.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function validateRules(value: unknown, schema: Schema, options: RuleOptions = {}): readonly SchemaError[] {
  return hasValidationRules(schema) ? loaded().validateRules(value, schema, options) : [];
}

/**
 * What the API server refuses about the CEL rules of a CRD version's schema: expressions that do not compile or may cost too much,
 * messages, reasons and field paths of the wrong form, `oldSelf` where there is no old value to compare with. `path` is where the
 * schema is (`spec.validation.openAPIV3Schema`). Throws when there are rules and `loadRuleEngine` was not awaited.
 */
export function checkRules(schema: Schema, path: string, options: RuleCheckOptions = {}): readonly SchemaError[] {
  return hasValidationRules(schema, true) ? loaded().checkRules(schema, path, options) : [];
}

/**
 * Compiles and estimates every CEL rule of a CRD version's schema. Throws when there are rules and `loadRuleEngine` was not awaited.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions
 */
export function compileRules(schema: Schema, path: string): readonly CompiledRule[] {
  return hasValidationRules(schema) ? loaded().compileRules(schema, path) : [];
}

function loaded(): RuleEngine {
  if (engine === undefined)
    throw new Error("The schema has CEL rules, but what evaluates them is not loaded: await loadRuleEngine() first");
  return engine;
}
