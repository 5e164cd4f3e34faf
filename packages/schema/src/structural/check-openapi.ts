import type { Schema } from "./schema.ts";
import { isArray, isObject } from "./json.ts";
import { patternProblem } from "./pattern.ts";
import { duplicate, forbidden, invalid, notSupported, required, type SchemaError } from "./schema-error.ts";

/** Fields and combinations that no CRD schema may have, structural or not. */
export function checkOpenApi(schema: Schema, path: string): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  visit(schema, { path, inMetadata: false, isRoot: true }, errors);
  return errors;
}

interface Place {
  readonly path: string;
  /** Below the metadata of a resource: no defaults, no embedded resources. */
  readonly inMetadata: boolean;
  readonly isRoot: boolean;
}

function visit(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path } = place;
  checkUnsupported(schema, place, errors);
  checkCombinations(schema, path, errors);
  checkListAndMapType(schema, path, errors);
  if (schema["x-kubernetes-list-type"] === "map") checkMapList(schema, path, errors);
  if (schema["x-kubernetes-list-type"] === "set") checkSetItems(schema, path, errors);
  const isResource = place.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const inMetadata = place.inMetadata || (isResource && name === "metadata");
    visit(property, { path: `${path}.properties[${name}]`, inMetadata, isRoot: false }, errors);
  }
  const descend = (child: Schema, childPath: string): void =>
    visit(child, { path: childPath, inMetadata: place.inMetadata, isRoot: false }, errors);
  if (isObject(schema.items)) descend(schema.items, `${path}.items`);
  if (isObject(schema.additionalProperties)) descend(schema.additionalProperties, `${path}.additionalProperties`);
  if (schema.not !== undefined) descend(schema.not, `${path}.not`);
  schema.allOf?.forEach((one, index) => descend(one, `${path}.allOf[${index}]`));
  schema.anyOf?.forEach((one, index) => descend(one, `${path}.anyOf[${index}]`));
  schema.oneOf?.forEach((one, index) => descend(one, `${path}.oneOf[${index}]`));
}

const UNSUPPORTED_FIELDS = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];
const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

function checkUnsupported(schema: Schema, place: Place, errors: SchemaError[]): void {
  const { path, inMetadata } = place;
  const fields: Readonly<Record<string, unknown>> = { ...schema };
  for (const name of UNSUPPORTED_FIELDS) {
    const value = fields[name];
    if (value === undefined || value === null || value === "" || (isObject(value) && Object.keys(value).length === 0))
      continue;
    errors.push(forbidden(`${path}.${name}`, `${name} is not supported`));
  }
  const type = fields["type"];
  if (type === "null")
    errors.push(forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  else if (typeof type === "string" && type !== "" && !TYPES.includes(type))
    errors.push(notSupported(`${path}.type`, type, TYPES));
  if (isArray(fields["items"]))
    errors.push(forbidden(`${path}.items`, "items must be a schema object and not an array"));
  else if (type === "array" && schema.items === undefined) errors.push(required(`${path}.items`, "must be specified"));
  if (schema.uniqueItems === true) {
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  if (inMetadata && schema.default !== undefined)
    errors.push(forbidden(`${path}.default`, "must not be set in top-level metadata"));
  if (inMetadata && schema["x-kubernetes-embedded-resource"] === true) {
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta"));
  }
}

function checkCombinations(schema: Schema, path: string, errors: SchemaError[]): void {
  const { additionalProperties, properties, pattern } = schema;
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties ?? {}).length > 0) {
    errors.push(forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"));
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"));
  }
  const problem = pattern === undefined ? undefined : patternProblem(pattern);
  if (problem !== undefined) {
    errors.push(invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`));
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
    { path, extension: "x-kubernetes-list-type", type: "array", supported: ["atomic", "map", "set"] },
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
      schema.type === undefined ? required(`${path}.type`, detail) : invalid(`${path}.type`, schema.type, detail),
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
  keys.forEach((key, index) => {
    if (keys.indexOf(key) < index) errors.push(duplicate(`${keysPath}[${index}]`, key));
    else checkMapKey(items, { key, keyPath: `${keysPath}[${index}]`, itemsPath: `${path}.items` }, errors);
  });
}

function checkMapKey(
  items: Schema,
  place: { readonly key: string; readonly keyPath: string; readonly itemsPath: string },
  errors: SchemaError[],
): void {
  const { key, keyPath, itemsPath } = place;
  const property = items.properties?.[key];
  const propertyPath = `${itemsPath}.properties[${key}]`;
  const because = "this property is in x-kubernetes-list-map-keys, so it";
  if (property === undefined)
    return void errors.push(invalid(keyPath, key, "entries must all be names of item properties"));
  if (property.type === "array" || property.type === "object") {
    errors.push(
      invalid(
        `${propertyPath}.type`,
        property.type,
        "must be a scalar type if parent array's x-kubernetes-list-type is map",
      ),
    );
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
