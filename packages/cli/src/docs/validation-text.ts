import type { Marker, MarkerValue } from "#markers/marker.ts";
import { code } from "./markdown.ts";

/** What markers demand of a value, one phrase each, as Markdown. */
export function validationTexts(markers: readonly Marker[]): readonly string[] {
  const keys = markers
    .filter(({ name }) => /^(k8s:)?listMapKey$/.test(name))
    .map((marker) => String(anonymous(marker)));
  const exclusive = new Set(
    markers
      .filter(({ name, arguments: { "": value } }) => /:Exclusive(Min|Max)imum$/.test(name) && value === true)
      .map(({ name }) => name.replace("Exclusive", "")),
  );
  return markers.flatMap((marker) => {
    const text = textOf(marker, { keys, exclusive: exclusive.has(marker.name) });
    return text === undefined ? [] : [text];
  });
}

/** The value that the server fills in, as JSON; undefined when there is none. Of a list, `{}` means the empty one. */
export function defaultText(markers: readonly Marker[], isList: boolean): string | undefined {
  const value = lastValue(markers, "kubebuilder:default") ?? lastValue(markers, "default");
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return isList && text === "{}" ? "[]" : text;
}

/** The type that a marker gives in place of that of the source. */
export function typeOverride(markers: readonly Marker[]): string | undefined {
  const value = lastValue(markers, `${VALIDATION}Type`);
  return value === undefined || value === "" ? undefined : String(value);
}

/** What markers say for readers: an example, and where to read on. */
export function proseTexts(markers: readonly Marker[]): readonly string[] {
  const example = lastValue(markers, "kubebuilder:example");
  const docs = markers.findLast(({ name }) => name === "kubebuilder:externalDocs")?.arguments;
  const url = docs === undefined ? "" : String(docs["url"]);
  return [
    ...(example === undefined ? [] : [`Example: ${code(JSON.stringify(example))}.`]),
    ...(docs === undefined ? [] : [`See [${String(docs["description"] ?? url)}](${url}).`]),
  ];
}

const VALIDATION = "kubebuilder:validation:";

function lastValue(markers: readonly Marker[], name: string): MarkerValue | undefined {
  const marker = markers.findLast((one) => one.name === name);
  return marker === undefined ? undefined : anonymous(marker);
}

interface Beside {
  /** The keys of a list of type map. */
  readonly keys: readonly string[];
  /** Whether the limit itself is out of bounds. */
  readonly exclusive: boolean;
}

/** What a marker demands, with what the markers beside it say. */
function textOf(marker: Marker, beside: Beside): string | undefined {
  const { name } = marker;
  if (name === `${VALIDATION}items:Type`) return `each item: type ${code(String(anonymous(marker)))}`;
  if (name.startsWith(`${VALIDATION}items:`)) {
    const text = textOf({ ...marker, name: name.replace("items:", "") }, beside);
    return text === undefined ? undefined : `each item: ${text}`;
  }
  if (name.startsWith(VALIDATION)) return constraintText(name.slice(VALIDATION.length), marker, beside);
  if (/^(k8s:)?listType$/.test(name)) return listText(String(anonymous(marker)), beside.keys);
  if (name === "mapType" || name === "structType") return listText(String(anonymous(marker)), []);
  return TEXTS[name];
}

const TEXTS: Readonly<Record<string, string>> = {
  nullable: "may be null",
  "k8s:immutable": "cannot be changed",
  "kubebuilder:pruning:PreserveUnknownFields": "may have other fields",
};

function constraintText(name: string, marker: Marker, { exclusive }: Beside): string | undefined {
  const value = anonymous(marker);
  switch (name) {
    case "Minimum":
      return `${exclusive ? ">" : "≥"} ${String(value)}`;
    case "Maximum":
      return `${exclusive ? "<" : "≤"} ${String(value)}`;
    case "Enum":
      return `one of ${list(value).map(String).map(code).join(", ")}`;
    case "Pattern":
      return `matches ${code(String(value))}`;
    case "XPreserveUnknownFields":
      return "may have other fields";
    case "EmbeddedResource":
    case "XEmbeddedResource":
      return "a whole Kubernetes object";
    case "XIntOrString":
      return "an integer or a string";
    case "UniqueItems":
      return value === true ? "items are unique" : undefined;
    case "XValidation":
      return ruleText(marker);
    case "AtMostOneOf":
    case "ExactlyOneOf":
    case "AtLeastOneOf":
      return `${ONE_OF[name]} ${list(value).map(String).map(code).join(", ")}`;
    default:
      return PHRASES[name]?.(String(value));
  }
}

const ONE_OF = {
  AtMostOneOf: "at most one of",
  ExactlyOneOf: "exactly one of",
  AtLeastOneOf: "at least one of",
} as const;

const PHRASES: Readonly<Record<string, (value: string) => string | undefined>> = {
  MultipleOf: (value) => `multiple of ${value}`,
  MinLength: (value) => atLeast(value, "character"),
  MaxLength: (value) => `at most ${counted(value, "character")}`,
  MinItems: (value) => atLeast(value, "item"),
  MaxItems: (value) => `at most ${counted(value, "item")}`,
  MinProperties: (value) => atLeast(value, "entry", "entries"),
  MaxProperties: (value) => `at most ${counted(value, "entry", "entries")}`,
  Format: (value) => `format ${code(value)}`,
};

/** Nothing has fewer than none. */
function atLeast(count: string, one: string, many?: string): string | undefined {
  return count === "0" ? undefined : `at least ${counted(count, one, many)}`;
}

function counted(count: string, one: string, many = `${one}s`): string {
  return `${count} ${count === "1" ? one : many}`;
}

function ruleText({ arguments: { rule, message } }: Marker): string {
  const text = code(String(rule));
  return message === undefined ? text : `${String(message).replace(/\.$/, "")}: ${text}`;
}

function listText(type: string, keys: readonly string[]): string | undefined {
  if (type === "map") return `unique by ${keys.map(code).join(", ")}`;
  if (type === "set") return "items are unique";
  return type === "atomic" ? "replaced as a whole" : undefined;
}

function anonymous({ arguments: { "": value } }: Marker): MarkerValue | undefined {
  return value;
}

function list(value: MarkerValue | undefined): readonly MarkerValue[] {
  return Array.isArray(value) ? (value as readonly MarkerValue[]) : value === undefined ? [] : [value];
}
