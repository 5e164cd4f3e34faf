import type { Schema } from "./schema.ts";
import { isArray, isObject } from "./json.ts";
import { forbidden, invalid, notSupported, required, type SchemaError } from "./schema-error.ts";

/** Fields and combinations that no CRD schema may have, structural or not. `clean` are schemas in which none was found. */
export function checkOpenApi(schema: Schema, path: string, clean: Set<Schema>): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  visit(schema, { path, inResourceMeta: false, noDefault: undefined, isRoot: true, clean }, errors);
  return errors;
}

/**
 * Whether some part of the schema uses what Kubernetes knows only to refuse it: then nothing else can be said of the schema. `supported`
 * are schemas in which there was nothing of it.
 */
export function hasUnsupportedFields(schema: Schema, supported: Set<Schema>): boolean {
  if (supported.has(schema)) return false;
  const { items }: { readonly items?: unknown } = schema;
  if (UNSUPPORTED_FIELDS.some((name) => isSet(Reflect.get(schema, name))) || isArray(items)) return true;
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) return true;
  if (childSchemas(schema).some(([child]) => hasUnsupportedFields(child, supported))) return true;
  supported.add(schema);
  return false;
}

interface Place {
  readonly path: string;
  /** In the metadata, kind or apiVersion of a resource: no embedded resources. */
  readonly inResourceMeta: boolean;
  /** Why there may be no default; undefined: there may. */
  readonly noDefault: string | undefined;
  readonly isRoot: boolean;
  /** Schemas in places of which nothing special holds. */
  readonly clean: Set<Schema>;
}

function visit(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path, clean } = place;
  const isPlain = !place.isRoot && !place.inResourceMeta && place.noDefault === undefined;
  if (isPlain && clean.has(schema)) return;
  const errorsBefore = errors.length;
  checkUnsupported(schema, place, errors);
  checkCombinations(schema, path, errors);
  checkListAndMapType(schema, path, errors);
  if (schema["x-kubernetes-list-type"] === "map") checkMapList(schema, path, errors);
  if (schema["x-kubernetes-list-type"] === "set") checkSetItems(schema, path, errors);
  for (const [child, name] of childSchemas(schema))
    visit(child, { path: `${path}.${name}`, isRoot: false, clean, ...childPlace(schema, name, place) }, errors);
  if (isPlain && errors.length === errorsBefore) clean.add(schema);
}

const RESOURCE_META: ReadonlySet<string> = new Set([
  "properties[metadata]",
  "properties[kind]",
  "properties[apiVersion]",
]);

function childPlace(schema: Schema, name: string, place: Place): Pick<Place, "inResourceMeta" | "noDefault"> {
  const { inResourceMeta, noDefault } = place;
  const isResource = place.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  if (isResource && RESOURCE_META.has(name)) {
    const reason = `in top-level ${name.slice("properties[".length, -1)}`;
    return { inResourceMeta: true, noDefault: place.isRoot ? reason : noDefault };
  }
  if (name === "additionalProperties" && inResourceMeta)
    return { inResourceMeta, noDefault: "inside additionalProperties applying to object metadata" };
  return { inResourceMeta, noDefault };
}

/** All schemas directly in a schema, with their paths. */
function childSchemas(schema: Schema): readonly (readonly [Schema, string])[] {
  const found: [Schema, string][] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) found.push([property, `properties[${name}]`]);
  if (isObject(schema.items)) found.push([schema.items, "items"]);
  if (isObject(schema.additionalProperties)) found.push([schema.additionalProperties, "additionalProperties"]);
  if (schema.not !== undefined) found.push([schema.not, "not"]);
  for (const name of ["allOf", "anyOf", "oneOf"] as const)
    schema[name]?.forEach((one, index) => found.push([one, `${name}[${index}]`]));
  return found;
}

function isEmptyText(text: string | undefined): boolean {
  return text === undefined || text === "";
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(isObject(value) && Object.keys(value).length === 0);
}

const UNSUPPORTED_FIELDS = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];
const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

function checkUnsupported(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path, inResourceMeta, noDefault } = place;
  const { type, items }: { readonly type?: unknown; readonly items?: unknown } = schema;
  for (const name of UNSUPPORTED_FIELDS) {
    if (isSet(Reflect.get(schema, name))) errors.push(forbidden(`${path}.${name}`, `${name} is not supported`));
  }
  if (type === "null")
    errors.push(forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  if (typeof type === "string" && type !== "" && !TYPES.includes(type))
    errors.push(notSupported(`${path}.type`, type, TYPES));
  if (isArray(items)) errors.push(forbidden(`${path}.items`, "items must be a schema object and not an array"));
  if (schema.uniqueItems === true) {
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  if (noDefault !== undefined && schema.default !== undefined)
    errors.push(forbidden(`${path}.default`, `must not be set ${noDefault}`));
  if (inResourceMeta && schema["x-kubernetes-embedded-resource"] === true) {
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta"));
  }
}

function checkCombinations(schema: Schema, path: string, errors: SchemaError[]): void {
  const { additionalProperties, properties } = schema;
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties ?? {}).length > 0) {
    errors.push(forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"));
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"));
  }
}

function checkListAndMapType(schema: Schema, path: string, errors: SchemaError[]): void {
  checkExtensionType(
    schema,
    { path, extension: "x-kubernetes-map-type", type: "object", supported: ["atomic", "granular"] },
    errors,
  );
  checkExtensionType(
    schema,
    { path, extension: "x-kubernetes-list-type", type: "array", supported: ["atomic", "set", "map"] },
    errors,
  );
  const listType = schema["x-kubernetes-list-type"];
  if ((schema["x-kubernetes-list-map-keys"] ?? []).length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    const field = `${path}.x-kubernetes-list-type`;
    errors.push(listType === undefined ? required(field, detail) : invalid(field, listType, detail));
  }
}

function checkExtensionType(
  schema: Schema,
  rule: {
    readonly path: string;
    readonly extension: "x-kubernetes-map-type" | "x-kubernetes-list-type";
    readonly type: string;
    readonly supported: readonly string[];
  },
  errors: SchemaError[],
): void {
  const { path, extension, type, supported } = rule;
  const value = schema[extension];
  if (value === undefined) return;
  if (schema.type !== type) {
    const detail = `must be ${type} if ${extension} is specified`;
    errors.push(
      isEmptyText(schema.type) ? required(`${path}.type`, detail) : invalid(`${path}.type`, schema.type, detail),
    );
  }
  if (!supported.includes(value)) errors.push(notSupported(`${path}.${extension}`, value, supported));
}

function checkMapList(schema: Schema, path: string, errors: SchemaError[]): void {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const keysPath = `${path}.x-kubernetes-list-map-keys`;
  const { items } = schema;
  if (keys.length === 0) errors.push(required(keysPath, "must not be empty if x-kubernetes-list-type is map"));
  if (items === undefined)
    return void errors.push(required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map"));
  if (items.type !== "object") {
    errors.push(
      invalid(`${path}.items.type`, items.type ?? "", "must be object if parent array's x-kubernetes-list-type is map"),
    );
  }
  if (items.nullable === true)
    errors.push(forbidden(`${path}.items.nullable`, "cannot be nullable when x-kubernetes-list-type is map"));
  keys.forEach((key, index) => {
    if (items.type === "object" && keys.indexOf(key) < index)
      errors.push(invalid(keysPath, keys, "must not contain duplicate entries"));
    checkMapKey(items, { key, keys, keysPath, itemsPath: `${path}.items` }, errors);
  });
}

function checkMapKey(
  items: Schema,
  place: {
    readonly key: string;
    readonly keys: readonly string[];
    readonly keysPath: string;
    readonly itemsPath: string;
  },
  errors: SchemaError[],
): void {
  const { key, keys, keysPath, itemsPath } = place;
  const property = items.properties?.[key];
  const propertyPath = `${itemsPath}.properties[${key}]`;
  const because = "this property is in x-kubernetes-list-map-keys, so it";
  if (property === undefined) {
    if (items.type === "object") errors.push(invalid(keysPath, keys, "entries must all be names of item properties"));
    return;
  }
  if (items.type === "object" && (property.type === "array" || property.type === "object")) {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(`${propertyPath}.type`, items.type, detail));
  }
  if (property.default === undefined && items.required?.includes(key) !== true) {
    errors.push(required(`${propertyPath}.default`, `${because} must have a default or be a required property`));
  }
  if (property.nullable === true) errors.push(forbidden(`${propertyPath}.nullable`, `${because} cannot be nullable`));
}

function checkSetItems(schema: Schema, path: string, errors: SchemaError[]): void {
  const { items } = schema;
  if (items === undefined) return;
  if (items.nullable === true)
    errors.push(forbidden(`${path}.items.nullable`, "cannot be nullable when x-kubernetes-list-type is set"));
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  if (items.type === "object" && items["x-kubernetes-map-type"] !== "atomic") {
    errors.push(invalid(`${path}.items.x-kubernetes-map-type`, items["x-kubernetes-map-type"], detail));
  }
  if (
    items.type === "array" &&
    items["x-kubernetes-list-type"] !== undefined &&
    items["x-kubernetes-list-type"] !== "atomic"
  ) {
    errors.push(invalid(`${path}.items.x-kubernetes-list-type`, items["x-kubernetes-list-type"], detail));
  }
}
