/** A schema as a CRD or an OpenAPI document holds it: a superset of what is checked here, so nothing of it gets lost. */
export interface ForeignSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ForeignSchema>>;
  readonly additionalProperties?: ForeignSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: ForeignSchema;
  readonly allOf?: readonly ForeignSchema[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly [key: string]: unknown;
}

/**
 * The schema as an API server stores it: flags that are false and lists and maps that are empty are left out, `required` is sorted
 * (it is a set). See `JSONSchemaProps` in
 * https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export function storedSchema(schema: ForeignSchema): ForeignSchema {
  const kept = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (value === undefined || isEmpty(key, value)) return [];
    if (key === "x-kubernetes-validations" && Array.isArray(value)) return [[key, value.map(withoutEmptyTexts)]];
    if (key === "required") return [[key, [...new Set(schema.required)].sort(byBytes)]];
    if (key === "properties") return [[key, mapValues(schema.properties ?? {}, storedSchema)]];
    if ((key === "items" || key === "additionalProperties" || key === "not") && isSchema(value))
      return [[key, storedSchema(value)]];
    if ((key === "allOf" || key === "anyOf" || key === "oneOf") && Array.isArray(value))
      return [[key, value.map(storedSchema)]];
    return [[key, value]];
  });
  return Object.fromEntries(kept);
}

/** Whether a value can be a schema. */
export function isSchema(value: unknown): value is ForeignSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Order of strings by code points, as Go sorts them. */
export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Equal JSON, whatever the order of keys. */
export function jsonEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, index) => jsonEquals(one, b[index]))
    );
  }
  const entries = Object.entries(a);
  const other = new Map<string, unknown>(Object.entries(b));
  return (
    entries.length === other.size &&
    entries.every(([key, value]) => other.has(key) && jsonEquals(value, other.get(key)))
  );
}

function withoutEmptyTexts(rule: unknown): unknown {
  return isSchema(rule) ? Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== "")) : rule;
}

const FLAGS = new Set([
  "nullable",
  "uniqueItems",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
]);
const COLLECTIONS = new Set([
  "required",
  "properties",
  "enum",
  "allOf",
  "anyOf",
  "oneOf",
  "x-kubernetes-validations",
  "x-kubernetes-list-map-keys",
]);

function isEmpty(key: string, value: unknown): boolean {
  if (FLAGS.has(key)) return value === false;
  return COLLECTIONS.has(key) && typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
