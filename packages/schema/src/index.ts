/**
 * What a Kubernetes object may look like: structural schemas (prune, default, validate, list types) and the tables of the
 * built-in kinds. Pure functions over JSON; the generators, the devcluster and users share this one evaluator.
 */
export type { GroupVersionKind, Schema, ValidationRule } from "#structural/schema.ts";
export { pruneUnknownFields, type PruneResult } from "#structural/prune.ts";
export { applySchemaDefaults } from "#structural/defaults.ts";
export { validateChange, validateValue, type SchemaError, type SchemaErrorReason } from "#structural/validate.ts";
export { shownValue } from "#structural/schema-error.ts";
export { validateEmbeddedResources } from "#structural/embedded-resources.ts";
export { hasValidationRules } from "#structural/has-rules.ts";
export { isDns1035Label, isDnsLabel, isDnsSubdomain } from "#structural/dns-names.ts";
export { isKnownFormat } from "#structural/formats.ts";
export { validateListTypes } from "#structural/list-types.ts";
export { checkRules, compileRules, loadRuleEngine, validateRules } from "#rules/rule-engine.ts";
export type { CompiledRule } from "#rules/compile-rules.ts";
export type { RuleCheckOptions } from "#rules/check-rules.ts";
export type { RuleOptions } from "#rules/validate-rules.ts";
export { createCheckedSchemas, type CheckedSchemas } from "#structural/checked-schemas.ts";
export { checkStructural } from "#structural/check-structural.ts";
export { parseSchema } from "#structural/parse-schema.ts";
export {
  crdSpec,
  crdStatus,
  type CrdCondition,
  type CrdConversion,
  type CrdNames,
  type CrdSpec,
  type CrdStatus,
  type CrdVersion,
  type PrinterColumn,
} from "#crd/crd-spec.ts";
export { defaultCustomResourceDefinition, storageVersions } from "#crd/default-crd.ts";
export { validateCustomResourceDefinition, validateCustomResourceDefinitionChange } from "#crd/validate-crd.ts";
export {
  builtinBootstrapObjects,
  builtinResources,
  builtinSchema,
  builtinSchemaName,
  type BuiltinColumn,
  type BuiltinResource,
  type BuiltinSubresource,
} from "#builtin/builtin.ts";
export { builtinDefinitions, type OpenApiSchema } from "#builtin/definitions.ts";
export { goForm } from "#builtin/go-form.ts";
export { messageFields, messageOfKind, type MessageField } from "#builtin/messages.ts";
export { decodeProtobuf, ProtobufDecodeError } from "#protobuf/decode.ts";
