import type { CheckedSchemas } from "#structural/checked-schemas.ts";
import { structuralProblems } from "#structural/check-structural.ts";
import { hasValidationRules } from "#structural/has-rules.ts";
import { parseSchema } from "#structural/parse-schema.ts";
import { forbidden, invalid, type SchemaError } from "#structural/schema-error.ts";
import type { Schema } from "#structural/schema.ts";
import { checkRules, validateRules } from "#rules/rule-engine.ts";

/** What is wrong with the schema of a CRD version at `path`; expressions are only compiled where the schema around them is in order. */
export function validateCrdSchema(
  json: unknown,
  path: string,
  options: { readonly unchanged: boolean; readonly hasStatus: boolean; readonly checked: CheckedSchemas },
): readonly SchemaError[] {
  const schema = parseSchema(json);
  return [...checkRoot(schema, path, options.hasStatus), ...checkBelow(schema, path, options)];
}

/** What may stand at the root; status is validated apart, by its own schema, so that the root's must not say more of it. */
function checkRoot(schema: Schema, path: string, hasStatus: boolean): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  if (hasStatus && Object.keys(schema).some((name) => !ALLOWED_AT_ROOT.has(name))) {
    const names = [...ALLOWED_AT_ROOT.values()].join(" ");
    const detail = `only [${names}] fields are allowed at the root of the schema if the status subresource is enabled`;
    errors.push(invalid(path, schema, detail));
  }
  if (schema.nullable === true) errors.push(forbidden(`${path}.nullable`, "nullable cannot be true at the root"));
  return errors;
}

/** With the names that messages show. */
const ALLOWED_AT_ROOT: ReadonlyMap<string, string> = new Map([
  ["description", "Description"],
  ["type", "Type"],
  ["format", "Format"],
  ["title", "Title"],
  ["maximum", "Maximum"],
  ["exclusiveMaximum", "ExclusiveMaximum"],
  ["minimum", "Minimum"],
  ["exclusiveMinimum", "ExclusiveMinimum"],
  ["maxLength", "MaxLength"],
  ["minLength", "MinLength"],
  ["pattern", "Pattern"],
  ["maxItems", "MaxItems"],
  ["minItems", "MinItems"],
  ["uniqueItems", "UniqueItems"],
  ["multipleOf", "MultipleOf"],
  ["required", "Required"],
  ["items", "Items"],
  ["properties", "Properties"],
  ["externalDocs", "ExternalDocs"],
  ["example", "Example"],
  ["x-kubernetes-preserve-unknown-fields", "XPreserveUnknownFields"],
  ["x-kubernetes-validations", "XValidations"],
]);

function checkBelow(
  schema: Schema,
  path: string,
  { unchanged, checked }: { readonly unchanged: boolean; readonly checked: CheckedSchemas },
): readonly SchemaError[] {
  const { structural, openApi, supported } = structuralProblems(schema, path, checked);
  if (!hasValidationRules(schema, true)) return [...structural, ...openApi];
  const broken: SchemaError[] = [...structural];
  if (broken.length === 0 && supported) checkDefaults(schema, path, broken);
  const compile = broken.length === 0 && supported;
  return [...broken, ...openApi, ...checkRules(schema, path, { unchanged, compile, problems: openApi })];
}

/** Defaults must keep their own rules. */
function checkDefaults(schema: Schema, path: string, errors: SchemaError[]): void {
  // Then nothing below has any either.
  if (!hasValidationRules(schema)) return;
  const { default: value, properties = {}, items } = schema;
  if (value !== undefined) {
    const isResource = schema["x-kubernetes-embedded-resource"] === true;
    const options = { path: `${path}.default`, isResource, ratcheting: false };
    const unchanged = validateRules(value, schema, { ...options, oldValue: value });
    // Rules that look at an optional old value must hold without one too.
    errors.push(...(unchanged.length > 0 ? unchanged : validateRules(value, schema, options)));
  }
  for (const [name, property] of Object.entries(properties))
    checkDefaults(property, `${path}.properties[${name}]`, errors);
  if (items !== undefined) checkDefaults(items, `${path}.items`, errors);
}
