import type { BareType } from "./bare-type.ts";
import type { Declaration, Member } from "./declaration.ts";
import type { FileScope } from "./file-scope.ts";
import { byBytes, type ForeignSchema, isSchema, jsonEquals } from "./foreign-schema.ts";
import { INT_OR_STRING, knownObject, QUANTITY } from "./known-shapes.ts";
import { integerType, stringType } from "./scalar-type.ts";
import { constraintsOf, FIELD_KEYS, ITEM_KEYS, schemaMarker, STRUCT_KEYS } from "./schema-markers.ts";
import { documentation } from "./documentation.ts";

/** What the types of a schema are written with. */
export interface TypeContext {
  readonly scope: FileScope;
  /** The declared type that a `$ref` of an OpenAPI document means; undefined in CRDs, which have none. */
  readonly reference?: (reference: string) => BareType | undefined;
}

/** The member for a property; declares the types of nested objects. */
export function memberOf(name: string, schema: ForeignSchema, options: MemberOptions): Member {
  const { context, parent } = options;
  const bare = name === "metadata" ? metadataType(schema, context) : undefined;
  const type = bare ?? typeOfSchema(schema, { context, name: () => context.scope.uniqueName(parent, name) });
  const { declared } = type;
  if (declared !== undefined) declared.markers = [...declared.markers, ...structMarkers(schema, type.produced)];
  const produced = declared === undefined ? type.produced : withKeys(type.produced, schema, STRUCT_KEYS);
  const own = constraintsOf(schema, withNullable(produced, schema));
  const doc = documentation(schema.description);
  return {
    name,
    optional: options.optional,
    type: schema.nullable === true ? `${type.text} | null` : type.text,
    doc: doc.text,
    markers: [...own.markers, ...(type.itemMarkers ?? []), ...schemaMarker({ ...own.rest, ...doc.rest })],
  };
}

/** Where a member belongs. */
export interface MemberOptions {
  readonly context: TypeContext;
  /** Name of the type that has it: nested types are named after it. */
  readonly parent: string;
  readonly optional: boolean;
}

/** The members of an object schema. */
export function membersOf(schema: ForeignSchema, parent: string, context: TypeContext): readonly Member[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    memberOf(name, property, { context, parent, optional: !required.has(name) }),
  );
}

/** `| null` stands at the use of a type, so it is no constraint. */
function withNullable(produced: ForeignSchema, { nullable }: ForeignSchema): ForeignSchema {
  return nullable === undefined ? produced : { ...produced, nullable };
}

/** What a type is made with. */
export interface TypeOptions {
  readonly context: TypeContext;
  /** Called when the node needs a name. */
  readonly name: () => string;
}

/** The type of a node, without its constraints; declares the types of nested objects. */
export function typeOfSchema(schema: ForeignSchema, options: TypeOptions): BareType {
  const { scope, reference } = options.context;
  if (schema.$ref !== undefined) {
    return reference?.(schema.$ref) ?? { text: scope.meta("JSONValue"), produced: { $ref: schema.$ref } };
  }
  if (schema["x-kubernetes-int-or-string"] === true) {
    const shape =
      schema.pattern === QUANTITY.schema.pattern && jsonEquals(schema["anyOf"], QUANTITY.schema["anyOf"])
        ? QUANTITY
        : INT_OR_STRING;
    return { text: scope.meta(shape.name), produced: shape.schema };
  }
  switch (schema.type) {
    case "object":
      return objectType(schema, options);
    case "array":
      return arrayType(schema, options);
    case "string":
      return named(stringType(schema, scope), options);
    case "integer":
      return named(integerType(schema, scope), options);
    case "number":
      return { text: scope.meta("Double"), produced: { type: "number" } };
    case "boolean":
      return { text: "boolean", produced: { type: "boolean" } };
    default:
      return { text: scope.meta("JSONValue"), produced: ANYTHING };
  }
}

const ANYTHING: ForeignSchema = { "x-kubernetes-preserve-unknown-fields": true };

function objectType(schema: ForeignSchema, options: TypeOptions): BareType {
  const { context } = options;
  const { scope } = context;
  const known = knownObject(schema);
  if (known !== undefined) return { text: scope.meta(known.name), produced: knownProduced(known.schema, schema) };
  const { properties, additionalProperties } = schema;
  const extra = additionalProperties === undefined ? {} : { additionalProperties };
  if (properties === undefined && isSchema(additionalProperties)) {
    const value = elementType(additionalProperties, options, false);
    return { text: `Readonly<Record<string, ${value.text}>>`, produced: { type: "object", ...extra } };
  }
  if (properties === undefined && additionalProperties === true)
    return { text: scope.meta("Fields"), produced: { type: "object", ...extra } };
  if (properties === undefined && schema["x-kubernetes-preserve-unknown-fields"] === true) {
    return { text: scope.meta("RawExtension"), produced: { type: "object", ...ANYTHING } };
  }
  const name = options.name();
  const declared: Declaration = { name, doc: "", markers: looksLikeKind(schema) ? NO_KIND : [], body: { members: [] } };
  scope.declare(declared);
  declared.body = { members: membersOf(schema, name, context) };
  const required = Object.keys(properties ?? {})
    .filter((key) => schema.required?.includes(key) === true)
    .sort(byBytes);
  return {
    text: name,
    declared,
    produced: {
      type: "object",
      ...(properties === undefined ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
    },
  };
}

/** Objects inside of others are no kinds, even if they have all that a kind has. */
const NO_KIND: readonly string[] = ["kubebuilder:object:root=false"];

function looksLikeKind({ properties = {} }: ForeignSchema): boolean {
  return ["apiVersion", "kind", "metadata"].every((name) => properties[name] !== undefined);
}

/** The shape's own keys, taken from the schema: they are equal but for descriptions. */
function knownProduced(shape: ForeignSchema, schema: ForeignSchema): ForeignSchema {
  return Object.fromEntries(Object.keys(shape).map((key) => [key, schema[key]]));
}

function metadataType(schema: ForeignSchema, { scope }: TypeContext): BareType | undefined {
  const isBare =
    schema.type === "object" && schema.properties === undefined && schema.additionalProperties === undefined;
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return isBare && !isOpen ? { text: scope.meta("ObjectMeta"), produced: { type: "object" } } : undefined;
}

function arrayType(schema: ForeignSchema, options: TypeOptions): BareType {
  if (!isSchema(schema.items)) {
    const text = `readonly ${options.context.scope.meta("JSONValue")}[]`;
    return { text, produced: { type: "array", items: ANYTHING } };
  }
  const element = elementType(schema.items, options, true);
  const text = /^[\w.]+$|^Readonly<.*>$/.test(element.text) ? element.text : `(${element.text})`;
  return {
    text: `readonly ${text}[]`,
    produced: { type: "array", items: schema.items },
    itemMarkers: element.markers,
  };
}

/** The type of the elements of an array or the values of a map: its constraints stand above a named type, or above the field. */
function elementType(
  schema: ForeignSchema,
  options: TypeOptions,
  isItem: boolean,
): { readonly text: string; readonly markers: readonly string[] } {
  const { context } = options;
  const bare = typeOfSchema(schema, options);
  const { declared, produced } = bare;
  const doc = documentation(schema.description);
  const own = constraintsOf(schema, withNullable(produced, schema), {
    without: FIELD_KEYS,
    structure: declared !== undefined,
  });
  const fieldOnly = Object.fromEntries(
    [...FIELD_KEYS].flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
  );
  const rest = schemaMarker({ ...own.rest, ...fieldOnly, ...doc.rest });
  const nullable = schema.nullable === true ? " | null" : "";
  const inner = bare.itemMarkers ?? [];
  if (declared !== undefined) {
    declared.doc = doc.text;
    declared.markers = [...declared.markers, ...own.markers, ...rest];
    return { text: `${declared.name}${nullable}`, markers: [] };
  }
  const isPlain = doc.text === "" && rest.length === 0 && inner.length === 0;
  if (isPlain && own.markers.length === 0) return { text: `${bare.text}${nullable}`, markers: [] };
  const inItems = isItem && isPlain && differing(schema, produced).every((key) => ITEM_KEYS.has(key));
  if (inItems) return { text: `${bare.text}${nullable}`, markers: own.markers.map(itemMarker) };
  const name = options.name();
  context.scope.declare({
    name,
    doc: doc.text,
    markers: [...own.markers, ...inner, ...rest],
    body: { alias: bare.text },
  });
  return { text: `${name}${nullable}`, markers: [] };
}

function differing(schema: ForeignSchema, produced: ForeignSchema): readonly string[] {
  return Object.keys(schema).filter((key) => key !== "nullable" && !jsonEquals(schema[key], produced[key]));
}

function itemMarker(marker: string): string {
  return marker.replace("kubebuilder:validation:", "kubebuilder:validation:items:");
}

function structMarkers(schema: ForeignSchema, produced: ForeignSchema): readonly string[] {
  const { markers, rest } = constraintsOf(schema, produced, { only: STRUCT_KEYS, structure: true });
  return [...markers, ...schemaMarker(rest)];
}

function withKeys(produced: ForeignSchema, schema: ForeignSchema, keys: ReadonlySet<string>): ForeignSchema {
  const taken = [...keys].flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]]));
  return { ...produced, ...Object.fromEntries(taken) };
}

/** A long union gets a name of its own. */
function named(type: BareType, { context, name }: TypeOptions): BareType {
  if (type.text.length <= LONGEST_UNION) return type;
  const alias = name();
  context.scope.declare({ name: alias, doc: "", markers: [], body: { alias: type.text } });
  return { ...type, text: alias };
}

const LONGEST_UNION = 80;
