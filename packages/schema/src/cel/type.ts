/** A type of the Common Expression Language. See https://github.com/google/cel-spec/blob/master/doc/langdef.md#values */
export type CelType =
  | { readonly kind: SimpleKind }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  /** A type with named fields that the environment's `fieldsOf` knows. */
  | { readonly kind: "object"; readonly name: string }
  /** A type of a library: `optional_type(T)`, `kubernetes.Quantity`, `net.IP`…. */
  | { readonly kind: "opaque"; readonly name: string; readonly parameters: readonly CelType[] }
  /** The type of types: `type(1)` is a `type(int)`. */
  | { readonly kind: "type"; readonly of: CelType }
  /** A parameter of a generic overload. */
  | { readonly kind: "parameter"; readonly name: string };

export type SimpleKind =
  "dyn" | "error" | "null" | "bool" | "int" | "uint" | "double" | "string" | "bytes" | "timestamp" | "duration";

export const DYN: CelType = { kind: "dyn" };
export const NULL: CelType = { kind: "null" };
export const BOOL: CelType = { kind: "bool" };
export const INT: CelType = { kind: "int" };
export const UINT: CelType = { kind: "uint" };
export const DOUBLE: CelType = { kind: "double" };
export const STRING: CelType = { kind: "string" };
export const BYTES: CelType = { kind: "bytes" };
export const TIMESTAMP: CelType = { kind: "timestamp" };
export const DURATION: CelType = { kind: "duration" };

export function listOf(element: CelType): CelType {
  return { kind: "list", element };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

export function optionalOf(type: CelType): CelType {
  return { kind: "opaque", name: "optional_type", parameters: [type] };
}

export function opaque(name: string): CelType {
  return { kind: "opaque", name, parameters: [] };
}

export function typeOf(of: CelType): CelType {
  return { kind: "type", of };
}

export function parameter(name: string): CelType {
  return { kind: "parameter", name };
}

/** As messages show a type: `int`, `list(string)`, `map(string, dyn)`, `optional_type(int)`, `timestamp` in full. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case "list":
      return `list(${typeText(type.element)})`;
    case "map":
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case "object":
      return type.name;
    case "opaque":
      return type.parameters.length === 0 ? type.name : `${type.name}(${type.parameters.map(typeText).join(", ")})`;
    case "type":
      return `type(${typeText(type.of)})`;
    case "parameter":
      return type.name;
    case "null":
      return "null";
    case "timestamp":
    case "duration":
      return type.kind;
    case "error":
      return "!error!";
    default:
      return type.kind;
  }
}
