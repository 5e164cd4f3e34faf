import { DYN, listOf, mapOf, optionalOf, typeOf, type CelType, type SimpleKind } from "./type.ts";

const SIMPLE: readonly SimpleKind[] = [
  "dyn",
  "null",
  "bool",
  "int",
  "uint",
  "double",
  "string",
  "bytes",
  "timestamp",
  "duration",
];

/** Reads a type as messages write it: `map(string, list(int))`; other names are object types. */
export function readType(text: string): CelType {
  const simple = SIMPLE.find((kind) => kind === text);
  if (simple !== undefined) return { kind: simple };
  const parts = /^(\w+)\((.*)\)$/.exec(text);
  const inner = parts?.[2] ?? "";
  switch (parts?.[1]) {
    case "list":
      return listOf(readType(inner));
    case "map": {
      const comma = inner.indexOf(", ");
      return mapOf(readType(inner.slice(0, comma)), readType(inner.slice(comma + 2)));
    }
    case "optional_type":
      return optionalOf(readType(inner));
    case "type":
      return typeOf(inner === "" ? DYN : readType(inner));
    default:
      return { kind: "object", name: text };
  }
}
