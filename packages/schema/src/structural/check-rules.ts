import type { Schema, ValidationRule } from "./schema.ts";
import { invalid, notSupported, required, type SchemaError } from "./schema-error.ts";

/** What is wrong with the form of CEL rules; their expressions are not compiled here. */
export function checkRules(schema: Schema, path: string): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  visit(schema, path, errors);
  return errors;
}

/** Whether the schema has CEL rules anywhere. */
export function hasValidationRules(schema: Schema): boolean {
  if ((schema["x-kubernetes-validations"] ?? []).length > 0) return true;
  return children(schema, "").some(([child]) => hasValidationRules(child));
}

function visit(schema: Schema, path: string, errors: SchemaError[]): void {
  schema["x-kubernetes-validations"]?.forEach((rule, index) =>
    checkRule(rule, `${path}.x-kubernetes-validations[${index}]`, errors),
  );
  for (const [child, childPath] of children(schema, path)) visit(child, childPath, errors);
}

const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

function checkRule(rule: ValidationRule, path: string, errors: SchemaError[]): void {
  const { message } = rule;
  const text = typeof rule.rule === "string" ? rule.rule : "";
  if (text.trim() === "") errors.push(required(`${path}.rule`, "rule is not specified"));
  if (message !== undefined && message !== "" && message.trim() === "") {
    errors.push(invalid(`${path}.message`, message, "must be non-empty if specified"));
  } else if (message?.includes("\n") === true) {
    errors.push(invalid(`${path}.message`, message, "must not contain line breaks"));
  }
  if (text.trim().includes("\n") && (message === undefined || message === "")) {
    errors.push(required(`${path}.message`, "message must be specified if rule contains line breaks"));
  }
  if (rule.reason !== undefined && !REASONS.includes(rule.reason))
    errors.push(notSupported(`${path}.reason`, rule.reason, REASONS));
}

function children(schema: Schema, path: string): readonly (readonly [Schema, string])[] {
  const found: [Schema, string][] = Object.entries(schema.properties ?? {}).map(([name, one]) => [
    one,
    `${path}.properties[${name}]`,
  ]);
  if (schema.items !== undefined) found.push([schema.items, `${path}.items`]);
  if (typeof schema.additionalProperties === "object")
    found.push([schema.additionalProperties, `${path}.additionalProperties`]);
  return found;
}
