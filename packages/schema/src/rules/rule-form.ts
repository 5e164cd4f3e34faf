import { invalid, notSupported, required, type SchemaError } from "#structural/schema-error.ts";
import type { Schema, ValidationRule } from "#structural/schema.ts";
import { ruleFieldPath } from "./rule-field-path.ts";

/** What is wrong with a rule before its expressions are looked at. `path` is the rule's own. */
export function checkRuleForm(rule: ValidationRule, schema: Schema, path: string): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  checkMessage(rule, path, errors);
  const { reason, fieldPath = "", messageExpression = "" } = rule;
  if (messageExpression !== "" && messageExpression.trim() === "")
    errors.push(required(`${path}.messageExpression`, "messageExpression must be non-empty if specified"));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, REASONS));
  const wrongPath = (detail: string): number => errors.push(invalid(`${path}.fieldPath`, fieldPath, detail));
  if (fieldPath !== "" && fieldPath.trim() === "") wrongPath("must be non-empty if specified");
  if (hasLineBreak(fieldPath)) wrongPath("must not contain line breaks");
  if (fieldPath !== "" && ruleFieldPath(fieldPath, schema) === undefined) wrongPath("must be a valid path");
  return errors;
}

const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** The first problem is the only one. */
function checkMessage(rule: ValidationRule, path: string, errors: SchemaError[]): void {
  const { message = "" } = rule;
  const text = typeof rule.rule === "string" ? rule.rule.trim() : "";
  if (text === "") errors.push(required(`${path}.rule`, "rule is not specified"));
  else if (message !== "" && message.trim() === "")
    errors.push(invalid(`${path}.message`, message, "must be non-empty if specified"));
  else if (hasLineBreak(message.trim()))
    errors.push(invalid(`${path}.message`, message, "must not contain line breaks"));
  else if (hasLineBreak(text) && message.trim() === "")
    errors.push(required(`${path}.message`, "message must be specified if rule contains line breaks"));
}

function hasLineBreak(text: string): boolean {
  return /[\n\r]/.test(text);
}
