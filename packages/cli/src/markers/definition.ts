import type { MarkerTarget } from "./marker.ts";

/** What a marker is: its name, where it may stand and what it takes. */
export interface MarkerDefinition {
  /** Without `+`: `kubebuilder:validation:Minimum`. */
  readonly name: string;
  /** What it may stand above. */
  readonly targets: readonly MarkerTarget[];
  /** One with the name `""` when the value follows the marker's name directly. */
  readonly arguments: readonly ArgumentDefinition[];
  /** What it does, in one sentence. */
  readonly help: string;
  /** Whether several of them add up; otherwise the last one stands. */
  readonly repeatable: boolean;
}

/** One argument of a marker. */
export interface ArgumentDefinition {
  /** `""`: the value of the marker itself. */
  readonly name: string;
  readonly type: ArgumentType;
  readonly required: boolean;
  /** The only values that have a meaning; capitals count unless `ignoreCase`. */
  readonly allowed?: readonly string[];
  readonly ignoreCase?: boolean;
}

/**
 * What an argument may be: of `any` the type is guessed, `text` is `any` that must turn out to be a string, `json` is JSON to the end of
 * the line (`ref(…)` is passed over), `raw` is everything to the end of the line.
 */
export type ArgumentType =
  | "string"
  | "int"
  | "number"
  | "bool"
  | "any"
  | "text"
  | "json"
  | "raw"
  | { readonly list: ArgumentType }
  | { readonly map: ArgumentType };

/** How a marker is written, with its arguments: `+kubebuilder:resource[:path=<string>,scope=Namespaced|Cluster]`. */
export function usageOf(definition: MarkerDefinition): string {
  const { name, arguments: all } = definition;
  const [first] = all;
  if (first === undefined) return `+${name}`;
  if (first.name === "") return first.required ? `+${name}=${valueText(first)}` : `+${name}[=${valueText(first)}]`;
  const required = all.filter((one) => one.required).map(argumentText);
  const optional = all.filter((one) => !one.required).map(argumentText);
  if (required.length === 0) return `+${name}[:${optional.join(",")}]`;
  return `+${name}:${required.join(",")}${optional.length === 0 ? "" : `[,${optional.join(",")}]`}`;
}

/** How an argument is written: `scope=Namespaced|Cluster`. */
export function argumentText(argument: ArgumentDefinition): string {
  return `${argument.name}=${valueText(argument)}`;
}

/** The type in words, for messages: "a whole number". */
export function typeText(type: ArgumentType): string {
  if (typeof type === "object") {
    return "list" in type ? `a list of ${PLURAL[keyOf(type.list)]}` : `a map of ${PLURAL[keyOf(type.map)]}`;
  }
  return SINGULAR[type];
}

function valueText(argument: ArgumentDefinition): string {
  if (argument.allowed !== undefined) return argument.allowed.filter((one) => one !== "").join("|");
  const { type } = argument;
  if (typeof type === "object") return "list" in type ? "<a;b>" : "<{key: value}>";
  if (type === "bool") return "true|false";
  return `<${type === "text" ? "string" : type === "any" ? "value" : type === "raw" ? "text" : type}>`;
}

type TypeKey = Extract<ArgumentType, string> | "nested";

function keyOf(type: ArgumentType): TypeKey {
  return typeof type === "object" ? "nested" : type;
}

const SINGULAR: Readonly<Record<TypeKey, string>> = {
  string: "a string",
  text: "a string",
  raw: "a string",
  int: "a whole number",
  number: "a number",
  bool: "true or false",
  any: "a value",
  json: "JSON",
  nested: "a list",
};

const PLURAL: Readonly<Record<TypeKey, string>> = {
  string: "strings",
  text: "strings",
  raw: "strings",
  int: "whole numbers",
  number: "numbers",
  bool: "true or false",
  any: "values",
  json: "JSON values",
  nested: "lists",
};
