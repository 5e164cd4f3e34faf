import { type ForeignSchema, jsonEquals } from "./foreign-schema.ts";
import { argumentsText, listText, numberText, quoted, quotedPattern, scalarText } from "./marker-text.ts";

/** What a node says beyond its type: as markers, and as JSON where no marker can say it. */
export interface Constraints {
  /** Without `+`, in the order in which they are written. */
  readonly markers: readonly string[];
  /** Keys for `+homeostat:schema`; `null` removes what the type alone would give. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * The constraints of `schema` that `produced`, the schema of the bare TypeScript type, does not hold. `keys` limits them to some keys
 * of the schema, `without` leaves keys out.
 */
export function constraintsOf(
  schema: ForeignSchema,
  produced: ForeignSchema,
  select: {
    readonly only?: ReadonlySet<string>;
    readonly without?: ReadonlySet<string>;
    readonly structure?: boolean;
  } = {},
): Constraints {
  const markers: string[] = [];
  const rest: Record<string, unknown> = {};
  const selected = (key: string): boolean =>
    key !== "description" && select.only?.has(key) !== false && select.without?.has(key) !== true;
  const differing = Object.keys(schema).filter((key) => selected(key) && !jsonEquals(schema[key], produced[key]));
  if (isIntOrString(schema) && differing.some((key) => STRING_KEYS.has(key)))
    markers.push("kubebuilder:validation:XIntOrString");
  for (const key of differing.sort((a, b) => orderOf(a) - orderOf(b))) {
    const texts = key in MARKERS ? MARKERS[key]?.(schema[key], schema, select.structure === true) : undefined;
    if (texts === undefined) rest[key] = schema[key];
    else markers.push(...texts);
  }
  if (select.only === undefined) {
    for (const key of Object.keys(produced))
      if (schema[key] === undefined && produced[key] !== undefined) rest[key] = null;
  }
  return { markers, rest };
}

/** The marker that sets keys of the schema as they are. */
export function schemaMarker(rest: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(rest).length === 0 ? [] : [`homeostat:schema=${JSON.stringify(rest)}`];
}

/** Keys whose markers say how the whole struct is: they stand above its type, not above the fields that use it. */
export const STRUCT_KEYS: ReadonlySet<string> = new Set([
  "minProperties",
  "maxProperties",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
]);

/** Keys whose markers stand above fields only. */
export const FIELD_KEYS: ReadonlySet<string> = new Set(["default", "example", "x-kubernetes-embedded-resource"]);

/** Keys that `+kubebuilder:validation:items:` markers can set. */
export const ITEM_KEYS: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "enum",
  "format",
]);

const STRING_KEYS = new Set(["minLength", "maxLength", "pattern", "enum"]);

type MarkerTexts = (value: unknown, schema: ForeignSchema, structure: boolean) => readonly string[] | undefined;

const VALIDATION = "kubebuilder:validation:";

const limit =
  (name: string): MarkerTexts =>
  (value, schema) => {
    const text = numberText(value);
    const fits = text !== undefined && !isIntOrString(schema) && (schema.type !== "integer" || Number.isInteger(value));
    return fits ? [`${VALIDATION}${name}=${text}`] : undefined;
  };
const size =
  (name: string, type: string): MarkerTexts =>
  (value, schema) =>
    Number.isSafeInteger(value) && (schema.type === type || (type === "string" && isIntOrString(schema)))
      ? [`${VALIDATION}${name}=${String(value)}`]
      : undefined;
const flag =
  (marker: string): MarkerTexts =>
  (value) =>
    value === true ? [marker] : undefined;
const word =
  (marker: string, words: readonly string[]): MarkerTexts =>
  (value) =>
    typeof value === "string" && words.includes(value) ? [`${marker}=${value}`] : undefined;

/** Markers by key of the schema, in the order in which they are written; undefined: no marker can say this value. */
const MARKERS: Readonly<Record<string, MarkerTexts>> = {
  title: (value) => (typeof value === "string" ? [`kubebuilder:title=${quoted(value)}`] : undefined),
  externalDocs: externalDocsMarker,
  format: (value, schema) =>
    typeof value === "string" && schema.type !== undefined ? [`${VALIDATION}Format=${quoted(value)}`] : undefined,
  enum: enumMarker,
  minimum: limit("Minimum"),
  maximum: limit("Maximum"),
  exclusiveMinimum: flag(`${VALIDATION}ExclusiveMinimum=true`),
  exclusiveMaximum: flag(`${VALIDATION}ExclusiveMaximum=true`),
  multipleOf: limit("MultipleOf"),
  minLength: size("MinLength", "string"),
  maxLength: size("MaxLength", "string"),
  pattern: (value, schema) =>
    typeof value === "string" && (schema.type === "string" || isIntOrString(schema))
      ? [`${VALIDATION}Pattern=${quotedPattern(value)}`]
      : undefined,
  minItems: size("MinItems", "array"),
  maxItems: size("MaxItems", "array"),
  uniqueItems: flag(`${VALIDATION}UniqueItems=true`),
  minProperties: size("MinProperties", "object"),
  maxProperties: size("MaxProperties", "object"),
  "x-kubernetes-preserve-unknown-fields": flag("kubebuilder:pruning:PreserveUnknownFields"),
  "x-kubernetes-embedded-resource": flag(`${VALIDATION}EmbeddedResource`),
  "x-kubernetes-list-type": word("listType", ["atomic", "set", "map"]),
  "x-kubernetes-list-map-keys": (value) =>
    Array.isArray(value) ? value.map((key) => `listMapKey=${listText([String(key)])}`) : undefined,
  "x-kubernetes-map-type": (value, schema, structure) =>
    word(structure ? "structType" : "mapType", ["atomic", "granular"])(value, schema, structure),
  "x-kubernetes-validations": rulesMarkers,
  default: (value) => {
    const scalar = scalarText(value);
    if (scalar !== undefined) return [`kubebuilder:default=${scalar}`];
    return typeof value === "object" && !hasNull(value) ? [`default=${JSON.stringify(value)}`] : undefined;
  },
  example: (value) => {
    const scalar = scalarText(value);
    return scalar === undefined ? undefined : [`kubebuilder:example=${scalar}`];
  },
};

/** Markers cannot give null. */
function hasNull(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.values(value).some(hasNull));
}

const ORDER = new Map(Object.keys(MARKERS).map((key, index) => [key, index]));

function orderOf(key: string): number {
  return ORDER.get(key) ?? ORDER.size;
}

function isIntOrString(schema: ForeignSchema): boolean {
  return schema["x-kubernetes-int-or-string"] === true;
}

function enumMarker(value: unknown, schema: ForeignSchema): readonly string[] | undefined {
  if (!Array.isArray(value) || (schema.type === undefined && !isIntOrString(schema))) return undefined;
  const texts = value.map((one: unknown) => (typeof one === "boolean" ? undefined : scalarText(one)));
  return texts.includes(undefined) ? undefined : [`${VALIDATION}Enum=${texts.join(";")}`];
}

function externalDocsMarker(value: unknown): readonly string[] | undefined {
  if (typeof value !== "object" || value === null || !("url" in value) || typeof value.url !== "string")
    return undefined;
  const description =
    "description" in value && typeof value.description === "string" ? quoted(value.description) : undefined;
  return [`kubebuilder:externalDocs:${argumentsText({ url: quoted(value.url), description })}`];
}

const RULE_KEYS = ["rule", "message", "messageExpression", "reason", "fieldPath"];

function rulesMarkers(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((rule: unknown) => {
    if (typeof rule !== "object" || rule === null) return undefined;
    const entries = new Map<string, unknown>(Object.entries(rule));
    const known = RULE_KEYS.map((key) => [key, entries.get(key)] as const);
    const optionalOldSelf = entries.get("optionalOldSelf");
    const isKnown =
      [...entries.keys()].every((key) => RULE_KEYS.includes(key) || key === "optionalOldSelf") &&
      known.every(([, one]) => one === undefined || typeof one === "string");
    if (!isKnown || entries.get("rule") === undefined) return undefined;
    const strings = Object.fromEntries(
      known.map(([key, one]) => [key, typeof one === "string" ? quoted(one) : undefined]),
    );
    const flags = typeof optionalOldSelf === "boolean" ? { optionalOldSelf: String(optionalOldSelf) } : {};
    return `${VALIDATION}XValidation:${argumentsText({ ...strings, ...flags })}`;
  });
  return texts.some((text) => text === undefined) ? undefined : texts.map(String);
}
