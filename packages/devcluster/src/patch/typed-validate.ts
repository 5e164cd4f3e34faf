import { elementText } from "./field-path.ts";
import { goNumberText, goValueText } from "./go-value-text.ts";
import { isJsonObject, type JsonObject } from "./json-value.ts";
import { itemElement, PathElementError, type PathElement } from "./path-element.ts";
import { formOf, memberType, type ListType, type MapType, type ScalarType, type ValueType } from "./value-type.ts";

/** Whether a list may name the same item twice: stored objects may, applied configurations may not. */
export type Duplicates = "allowed" | "refused";

/**
 * Checks that a value fits its type. Returns what is wrong in the words of the real server (one error bare, several as a
 * list); undefined when nothing is.
 */
export function validateTyped(value: unknown, type: ValueType, duplicates: Duplicates): string | undefined {
  const errors = validate(value, type, duplicates).map(({ path, message }) =>
    path === "" ? message : `${path}: ${message}`,
  );
  if (errors.length <= 1) return errors[0];
  return ["errors:", ...errors.map((error) => `  ${error}`)].join("\n");
}

interface TypeError {
  readonly path: string;
  readonly message: string;
}

function validate(value: unknown, type: ValueType, duplicates: Duplicates): readonly TypeError[] {
  switch (formOf(type, value)) {
    case "map":
      if (value === null) return [];
      if (!isJsonObject(value)) return [error(`expected map, got ${boxed(value)}`)];
      return type.map === undefined ? [] : validateMap(value, type.map, duplicates);
    case "list":
      if (value === null) return [];
      if (!Array.isArray(value)) return [error(`expected list, got ${boxed(value)}`)];
      return type.list === undefined ? [] : validateList(value, type.list, duplicates);
    case "scalar":
      return type.scalar === undefined ? [] : validateScalar(value, type.scalar);
    default:
      return [error("schema error: invalid atom: inlined")];
  }
}

function validateMap(map: JsonObject, type: MapType, duplicates: Duplicates): readonly TypeError[] {
  const errors: TypeError[] = [];
  for (const name of Object.keys(map)) {
    const fieldType = memberType(type, name);
    if (fieldType === undefined) {
      errors.push({ path: `.${name}`, message: "field not declared in schema" });
      break;
    }
    errors.push(...under(`.${name}`, validate(map[name], fieldType, duplicates)));
  }
  return errors;
}

function validateList(items: readonly unknown[], type: ListType, duplicates: Duplicates): readonly TypeError[] {
  const errors: TypeError[] = [];
  const seen = new Set<PathElement>();
  for (const [index, item] of items.entries()) {
    let element: PathElement = `i:${index}`;
    if (!type.isAtomic) {
      try {
        element = itemElement(type, item);
      } catch (cause) {
        if (!(cause instanceof PathElementError)) throw cause;
        return [...errors, error(`element ${index}: ${cause.message}`)];
      }
      if (seen.has(element) && duplicates === "refused") {
        errors.push(error(`duplicate entries for key ${elementText(element)}`));
      }
      seen.add(element);
    }
    const itemErrors = validate(item, type.items, duplicates);
    if (itemErrors.length > 0) errors.push(...under(elementText(element), itemErrors));
  }
  return errors;
}

function validateScalar(value: unknown, type: ScalarType): readonly TypeError[] {
  if (value === null) return [];
  switch (type) {
    case "numeric":
      return typeof value === "number" ? [] : [error(`expected numeric (int or float), got ${goTypeName(value)}`)];
    case "string":
      if (typeof value === "string") return [];
      return [error(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`)];
    case "boolean":
      return typeof value === "boolean" ? [] : [error(`expected boolean, got ${boxed(value)}`)];
    case "untyped":
      return typeof value === "object" ? [error(`expected any scalar, got ${boxed(value)}`)] : [];
  }
}

function error(message: string): TypeError {
  return { path: "", message };
}

function under(prefix: string, errors: readonly TypeError[]): readonly TypeError[] {
  return errors.map(({ path, message }) => ({ path: prefix + path, message }));
}

/** Go prints the box around the value. */
function boxed(value: unknown): string {
  return `&{${goValueText(value)}}`;
}

function goTypeName(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** Go's `%#v`. */
function goSyntax(value: unknown): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "number") return goNumberText(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort();
    return `map[string]interface {}{${members.map((name) => `${JSON.stringify(name)}:${goSyntax(value[name])}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}
