/**
 * A schema under construction. Once it is part of another one it may be shared between several places: whoever changes a node
 * makes it first (see `copyNode`).
 */
export interface SchemaNode {
  type?: string;
  format?: string;
  description?: string;
  title?: string;
  default?: unknown;
  example?: unknown;
  externalDocs?: { url: string; description?: string };
  nullable?: boolean;
  enum?: readonly unknown[];
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  required?: readonly string[];
  minProperties?: number;
  maxProperties?: number;
  items?: SchemaNode;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  allOf?: readonly SchemaNode[];
  anyOf?: readonly SchemaNode[];
  oneOf?: readonly SchemaNode[];
  not?: SchemaNode;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-list-map-keys"?: readonly string[];
  "x-kubernetes-map-type"?: string;
  "x-kubernetes-validations"?: readonly ValidationRule[];
  /** Keys that take the place of those of the finished node; not part of the schema itself, `flattenSchema` applies it. */
  overrides?: SchemaOverrides;
}

/** Values by key of the schema; `null` removes the key. */
export type SchemaOverrides = Readonly<Record<string, unknown>>;

/** A CEL rule of `x-kubernetes-validations`. */
export interface ValidationRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** A key of a schema. */
export type SchemaKey = keyof SchemaNode;

/** The keys that document a schema and restrict nothing. */
export const DOCUMENTATION_KEYS: readonly SchemaKey[] = ["description", "title", "example", "externalDocs"];
