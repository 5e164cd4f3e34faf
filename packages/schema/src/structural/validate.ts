import { jsonEqual } from "homeostat/internal/std/compare.ts";
import type { Schema } from "./schema.ts";
import { formatCheck } from "./formats.ts";
import { fieldPath, isArray, isObject } from "./json.ts";
import { matchesPattern } from "./pattern.ts";
import {
  invalid,
  NO_FIELD,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type SchemaError,
} from "./schema-error.ts";
import { goNumberType, validateNumber } from "./validate-number.ts";

export type { SchemaError, SchemaErrorReason } from "./schema-error.ts";

/**
 * Checks a value against an OpenAPI v3 schema with the rules, reasons and messages of the API server. CEL rules and list types
 * are not part of it.
 */
export function validateValue(value: unknown, schema: Schema, path: string = ""): readonly SchemaError[] {
  const outcome: Outcome = { errors: [], matches: 0 };
  visit({ value, path, old: undefined }, schema, outcome);
  return outcome.errors;
}

/**
 * Like `validateValue` for a change of `old` to `value`: what was invalid before and is unchanged stays allowed ("ratcheting").
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-ratcheting
 */
export function validateChange(value: unknown, old: unknown, schema: Schema): readonly SchemaError[] {
  const outcome: Outcome = { errors: [], matches: 0 };
  visit({ value, path: "", old }, schema, outcome);
  return outcome.errors;
}

interface Node {
  readonly value: unknown;
  readonly path: string;
  /** The value before, when there was one at the same place. */
  readonly old: unknown;
}

interface Outcome {
  readonly errors: SchemaError[];
  /** How much of the schema was looked at: the failing branch of an `anyOf` with the most is the one reported. */
  matches: number;
}

function visit(node: Node, schema: Schema, outcome: Outcome): void {
  const { value, path, old } = node;
  outcome.matches++;
  if (old !== undefined && jsonEqual(value, old)) return;
  validateType(node, schema, outcome.errors);
  if (value === null || value === undefined) return validateEnum(node, schema, outcome.errors);
  if (
    schema.anyOf !== undefined ||
    schema.oneOf !== undefined ||
    schema.allOf !== undefined ||
    schema.not !== undefined
  ) {
    validateCombinators(node, schema, outcome);
  }
  if (typeof value === "string") validateString({ value, path }, schema, outcome.errors);
  else if (typeof value === "number") validateNumber({ value, path }, schema, outcome.errors);
  else if (isArray(value)) validateItems(value, { path, old, schema }, outcome);
  validateEnum(node, schema, outcome.errors);
  if (isObject(value)) validateObject(value, { path, old, schema }, outcome);
}

function validateType(node: Node, schema: Schema, errors: SchemaError[]): void {
  const { value, path } = node;
  const { type, format } = schema;
  const intOrString = schema["x-kubernetes-int-or-string"] === true;
  if (type === undefined && !intOrString && format === undefined) return;
  const wrongType = (wanted: string, got: string): number =>
    errors.push(typeInvalid(path, got, `${path} in body must be of type ${wanted}: ${JSON.stringify(got)}`));
  const wanted = intOrString ? "integer,string" : (type ?? "");
  if (value === null || value === undefined) {
    if (wanted !== "" && schema.nullable !== true) wrongType(wanted, "null");
    return;
  }
  const actual = actualType(value);
  const fits = intOrString
    ? actual.type === "integer" || actual.type === "string"
    : type === actual.type || (type === "number" && actual.type === "integer");
  if (fits) return;
  const hasFormat = format !== undefined && format !== "";
  const isText = typeof value === "string" || isArray(value);
  if (hasFormat && !isText && format !== actual.format) wrongType(format, actual.format);
  else if (!hasFormat || !isText || type === "number" || type === "integer") wrongType(wanted, actual.type);
}

function actualType(value: unknown): { readonly type: string; readonly format: string } {
  if (typeof value === "number") return goNumberType(value);
  return { type: isArray(value) ? "array" : typeof value, format: "" };
}

function validateEnum(node: Node, schema: Schema, errors: SchemaError[]): void {
  const { value, path } = node;
  const { enum: allowed } = schema;
  if (allowed === undefined || allowed.length === 0) return;
  for (const one of allowed) if (one === value || jsonEqual(one, value)) return;
  errors.push(notSupported(path, value, allowed));
}

/** The first failure is the only one. */
function validateString(
  node: { readonly value: string; readonly path: string },
  schema: Schema,
  errors: SchemaError[],
): void {
  const { value, path } = node;
  const { maxLength, minLength, pattern, format } = schema;
  if (maxLength !== undefined && value.length > maxLength && characters(value) > maxLength)
    errors.push(tooLong(path, maxLength));
  else if (minLength !== undefined && characters(value) < minLength) {
    errors.push(invalid(path, value, `${path} in body should be at least ${minLength} chars long`));
  } else if (pattern !== undefined && !matchesPattern(pattern, value)) {
    errors.push(invalid(path, value, `${path} in body should match '${pattern}'`));
  }
  if (format !== undefined && formatCheck(format)?.(value) === false) {
    errors.push(typeInvalid(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`));
  }
}

/** Characters, not UTF-16 units. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

interface Place {
  readonly path: string;
  readonly old: unknown;
  readonly schema: Schema;
}

function validateItems(items: readonly unknown[], place: Place, outcome: Outcome): void {
  const { path, old, schema } = place;
  const { items: itemSchema, minItems, maxItems } = schema;
  if (itemSchema !== undefined) {
    const oldItem = correlateItems(old, schema);
    for (let index = 0; index < items.length; index++) {
      visit({ value: items[index], path: `${path}[${index}]`, old: oldItem?.(items[index]) }, itemSchema, outcome);
    }
  }
  if (minItems !== undefined && items.length < minItems) {
    outcome.errors.push(invalid(path, items.length, `${path} in body should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && items.length > maxItems) outcome.errors.push(tooMany(path, items.length, maxItems));
  if (
    schema.uniqueItems === true &&
    items.some((item, index) => items.slice(0, index).some((other) => jsonEqual(item, other)))
  ) {
    outcome.errors.push(invalid(path, "", `${path} in body shouldn't contain duplicates`));
  }
}

/** Items of a list map are the same item when their keys are; those of other lists cannot be told apart. */
function correlateItems(old: unknown, schema: Schema): ((item: unknown) => unknown) | undefined {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (!isArray(old) || schema["x-kubernetes-list-type"] !== "map" || keys === undefined) return undefined;
  return (item) =>
    old.find((one) => isObject(one) && isObject(item) && keys.every((key) => jsonEqual(one[key], item[key])));
}

function validateObject(value: Readonly<Record<string, unknown>>, place: Place, outcome: Outcome): void {
  const { path, schema } = place;
  const { properties, additionalProperties, minProperties, maxProperties } = schema;
  if (minProperties !== undefined || maxProperties !== undefined) {
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties) {
      outcome.errors.push(invalid(path, count, `${path} in body should have at least ${minProperties} properties`));
      return;
    }
    if (maxProperties !== undefined && count > maxProperties)
      return void outcome.errors.push(tooMany(path, count, maxProperties));
  }
  const old = isObject(place.old) ? place.old : undefined;
  for (const name in value) {
    const property =
      properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (property === undefined || property === true) continue;
    if (property === false)
      outcome.errors.push(invalid(path, "", `${fieldPath(path, name)} in body is a forbidden property`));
    else visit({ value: value[name], path: fieldPath(path, name), old: old?.[name] }, property, outcome);
  }
  for (const name of schema.required ?? [])
    if (value[name] === undefined) outcome.errors.push(required(fieldPath(path, name)));
}

function validateCombinators(node: Node, schema: Schema, outcome: Outcome): void {
  const { anyOf, oneOf, allOf, not } = schema;
  const fail = (text: string): number =>
    outcome.errors.push(invalid(NO_FIELD, "", `${JSON.stringify(node.path)} must ${text}`));
  if (anyOf !== undefined && anyOf.length > 0) {
    const { valid, best } = tryAll(node, anyOf);
    if (valid === 0) {
      fail("validate at least one schema (anyOf)");
      merge(outcome, best);
    }
  }
  if (oneOf !== undefined && oneOf.length > 0) {
    const { valid, best } = tryAll(node, oneOf);
    if (valid !== 1) {
      fail(
        `validate one and only one schema (oneOf). ${valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`}`,
      );
      if (valid === 0) merge(outcome, best);
    }
  }
  if (allOf !== undefined && allOf.length > 0) {
    const branches = allOf.map((one) => attempt(node, one));
    const valid = branches.filter((one) => one.errors.length === 0).length;
    for (const one of branches) merge(outcome, one);
    if (valid < allOf.length) fail(`validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`);
  }
  if (not !== undefined && attempt(node, not).errors.length === 0) fail("not validate the schema (not)");
}

/** How many of the schemas hold, and the failure that got furthest. */
function tryAll(
  node: Node,
  schemas: readonly Schema[],
): { readonly valid: number; readonly best: Outcome | undefined } {
  let valid = 0;
  let best: Outcome | undefined;
  for (const schema of schemas) {
    const branch = attempt(node, schema);
    if (branch.errors.length === 0) valid++;
    else if (best === undefined || branch.matches > best.matches) best = branch;
  }
  return { valid, best };
}

/** Branches are judged without ratcheting: a `not` must see what the value really is. */
function attempt(node: Node, schema: Schema): Outcome {
  const outcome: Outcome = { errors: [], matches: 0 };
  visit({ value: node.value, path: node.path, old: undefined }, schema, outcome);
  return outcome;
}

function merge(outcome: Outcome, other: Outcome | undefined): void {
  if (other === undefined) return;
  outcome.errors.push(...other.errors);
  outcome.matches += other.matches;
}
