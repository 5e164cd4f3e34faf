/** What is wrong with a type that has no form in a schema, and the cure. */
export interface Problem {
  readonly message: string;
  readonly hint: string;
}

const JSON_HINT =
  "Use JSONValue (any JSON) or RawExtension (any object) of homeostat/meta, or write out the fields in an interface.";
const NUMBER_HINT =
  "Use Int32, Int64 or Integer of homeostat/meta; for amounts with a fraction Quantity, or Double with allowDangerousTypes.";
const SET_HINT = "Use an array, with the marker +listType=set.";
const MAP_HINT = "Use Record<string, T>.";
const BYTES_HINT = "Use Base64 of homeostat/meta.";
const INTEGER_HINT =
  "Use Int64 of homeostat/meta; numbers beyond 2^53 lose digits in JavaScript, larger ones need a string.";

/** Keywords that have no form in a schema. */
export const KEYWORD_PROBLEMS: Readonly<Record<string, Problem>> = {
  number: { message: "number says neither the size of the number nor whether it is whole", hint: NUMBER_HINT },
  any: { message: "any has no schema", hint: JSON_HINT },
  unknown: { message: "unknown has no schema", hint: JSON_HINT },
  object: { message: "object has no schema", hint: JSON_HINT },
  bigint: { message: "bigint has no form in JSON", hint: INTEGER_HINT },
  symbol: { message: "symbol has no form in JSON", hint: "Remove the field, or use string." },
  never: { message: "never allows no value", hint: "Remove the field." },
  void: { message: "void allows no value", hint: "Remove the field." },
  null: { message: "null allows no value but null", hint: "Say what else the value may be: T | null." },
  undefined: { message: "undefined has no form in JSON", hint: "Make the field optional with ? instead." },
  this: {
    message: "this refers to the type itself, and a schema cannot be recursive",
    hint: "Write out the fields to the depth that you need.",
  },
};

/** Types of the standard library and of Node.js, by name. */
export const GLOBAL_PROBLEMS: Readonly<Record<string, Problem>> = {
  Date: {
    message: "Date has no form in JSON",
    hint: "Use Time or MicroTime of homeostat/meta, and parseTime to read it.",
  },
  Set: { message: "Set has no form in JSON", hint: SET_HINT },
  ReadonlySet: { message: "ReadonlySet has no form in JSON", hint: SET_HINT },
  WeakSet: { message: "WeakSet has no form in JSON", hint: SET_HINT },
  Map: { message: "Map has no form in JSON", hint: MAP_HINT },
  ReadonlyMap: { message: "ReadonlyMap has no form in JSON", hint: MAP_HINT },
  WeakMap: { message: "WeakMap has no form in JSON", hint: MAP_HINT },
  Uint8Array: { message: "Uint8Array has no form in JSON", hint: BYTES_HINT },
  ArrayBuffer: { message: "ArrayBuffer has no form in JSON", hint: BYTES_HINT },
  Buffer: { message: "Buffer has no form in JSON", hint: BYTES_HINT },
  BigInt: { message: "BigInt has no form in JSON", hint: INTEGER_HINT },
  URL: { message: "URL has no form in JSON", hint: "Use string, with the marker +kubebuilder:validation:Format=uri." },
  RegExp: { message: "RegExp has no form in JSON", hint: "Use string." },
  Function: { message: "a function has no form in JSON", hint: "Remove the field." },
  Promise: { message: "Promise has no form in JSON", hint: "Use the type inside of the brackets." },
  Object: { message: "Object has no schema", hint: JSON_HINT },
  String: { message: "String is the object, not the text", hint: "Write string in small letters." },
  Number: { message: "Number is the object, not the number", hint: NUMBER_HINT },
  Boolean: { message: "Boolean is the object, not the truth value", hint: "Write boolean in small letters." },
  Symbol: { message: "Symbol has no form in JSON", hint: "Remove the field, or use string." },
};

/** Unions, by what is in them. */
export const UNION_PROBLEMS: Readonly<Record<"intOrString" | "objects" | "mixedLiterals" | "mixed", Problem>> = {
  intOrString: {
    message: "a union of number and string has no plain schema",
    hint: "Use IntOrString of homeostat/meta (or Quantity for amounts).",
  },
  objects: {
    message: "a union of objects has no structural schema",
    hint: "Make one object with optional fields, and put +kubebuilder:validation:ExactlyOneOf=a;b above its type.",
  },
  mixedLiterals: {
    message: "a union of strings and numbers has no schema with one type",
    hint: "Use strings only, or whole numbers only.",
  },
  mixed: {
    message: "a union of different types has no structural schema",
    hint: "Use one of the types, IntOrString or JSONValue of homeostat/meta, or one field for each of the types.",
  },
};

/** Other forms of types, by how the compiler's reader calls them. */
export function problemOf(what: string): Problem {
  return {
    message: `${what} has no form in a schema`,
    hint: OTHER_HINTS[what] ?? "Write the type out, as an interface or a union of literals.",
  };
}

const OTHER_HINTS: Readonly<Record<string, string>> = {
  "a tuple": "Use an array, with +kubebuilder:validation:MinItems and MaxItems, or an object with named fields.",
  "a function type": "Remove the field: objects of Kubernetes are data.",
  "a constructor type": "Remove the field: objects of Kubernetes are data.",
  "a method": "Remove it: objects of Kubernetes are data. A function that takes the object does the same.",
  "a call signature": "Remove it: objects of Kubernetes are data.",
  "an accessor": "Write it as a property.",
  "a constructor": "Remove it: objects of Kubernetes are data.",
  "a member whose name is computed": "Write the name as it is in the JSON.",
  "a member without a type": "Give it a type.",
  "a class": "Write it as an interface: objects of Kubernetes are plain JSON.",
  "a template literal type": "Use string, with the marker +kubebuilder:validation:Pattern.",
};
